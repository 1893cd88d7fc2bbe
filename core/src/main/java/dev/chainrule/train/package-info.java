/// The training loop, what it reports and when it stops; and evaluation.
@NullMarked
package dev.chainrule.train;

import org.jspecify.annotations.NullMarked;
