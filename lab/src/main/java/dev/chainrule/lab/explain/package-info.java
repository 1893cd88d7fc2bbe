/// Derivations of layers with real numbers: the computation graph forward and backward, the simplified formula, and how
/// far all forms agree. A [dev.chainrule.lab.explain.Subject] makes a [dev.chainrule.lab.explain.Derivation].
@NullMarked
package dev.chainrule.lab.explain;

import org.jspecify.annotations.NullMarked;
