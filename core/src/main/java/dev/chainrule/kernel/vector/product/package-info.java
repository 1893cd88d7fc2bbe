/// The matrix product in float.
@NullMarked
package dev.chainrule.kernel.vector.product;

import org.jspecify.annotations.NullMarked;
