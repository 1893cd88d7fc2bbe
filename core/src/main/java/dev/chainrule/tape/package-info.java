/// Formulas that are written forward and whose gradients come by themselves.
@NullMarked
package dev.chainrule.tape;

import org.jspecify.annotations.NullMarked;
