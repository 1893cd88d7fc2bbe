/// The kernels in plain double: one loop an index, the formula of the paper. They are the specification, and what
/// gradient checks run on; see [dev.chainrule.kernel].
@NullMarked
package dev.chainrule.kernel.reference;

import org.jspecify.annotations.NullMarked;
