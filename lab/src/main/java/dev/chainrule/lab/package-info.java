/// Data sets, experiments and reports.
@NullMarked
package dev.chainrule.lab;

import org.jspecify.annotations.NullMarked;
