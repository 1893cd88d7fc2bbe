/// Reports: a page as data ([dev.chainrule.lab.report.Report], [dev.chainrule.lab.report.Block]), what a
/// training run says on such a page ([dev.chainrule.lab.report.RunReport]), and the page as one HTML file
/// ([dev.chainrule.lab.report.HtmlRenderer]).
@NullMarked
package dev.chainrule.lab.report;

import org.jspecify.annotations.NullMarked;
