/// Feeds mutated files to every reader of the project, guided by coverage. Never shipped.
@NullMarked
package dev.chainrule.fuzz;

import org.jspecify.annotations.NullMarked;
