/// What a training run says on a page ([RunReport][dev.chainrule.lab.report.RunReport]).
@NullMarked
package dev.chainrule.lab.report;

import org.jspecify.annotations.NullMarked;
