/// The hot loops, each written twice: in `kernel.reference` in plain double, one loop per index, the formula of the
/// paper; and in `kernel.vector` in float with the Vector API, blocked and threaded. [Kernels#of] picks the set that
/// fits a tensor, and is the only one that names either.
///
/// Kernels check precision but not shapes: layers do that once, with an error that names the layer. Outputs are written
/// wholly, so that they may be tensors of unspecified content. Not-a-number in gives not-a-number out. The bits of
/// every result are the same for any number of threads.
@NullMarked
package dev.chainrule.kernel;

import org.jspecify.annotations.NullMarked;
