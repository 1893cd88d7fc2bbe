/// Checks of hand-derived gradients against differences of the function itself.
@NullMarked
package dev.chainrule.check;

import org.jspecify.annotations.NullMarked;
