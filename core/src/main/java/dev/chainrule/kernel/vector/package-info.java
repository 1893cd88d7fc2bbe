/// The kernels in float with the Vector API, and what all of them stand on: the lanes of this machine, memory, chunks
/// of work and transposed copies. Products and convolutions have packages of their own; see [dev.chainrule.kernel].
@NullMarked
package dev.chainrule.kernel.vector;

import org.jspecify.annotations.NullMarked;
