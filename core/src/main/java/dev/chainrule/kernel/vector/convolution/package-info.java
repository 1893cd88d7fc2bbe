/// Convolutions in float: as sums over windows, and by Winograd's minimal filtering.
@NullMarked
package dev.chainrule.kernel.vector.convolution;

import org.jspecify.annotations.NullMarked;
