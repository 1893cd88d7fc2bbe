/// The mistakes that people make in hand-derived gradients, as changes of the right formulas.
@NullMarked
package dev.chainrule.check.mistake;

import org.jspecify.annotations.NullMarked;
