/// Derivations of layers with real numbers: the computation graph forward and backward, the simplified formula, and how
/// far all forms agree. A [dev.chainrule.lab.derive.Subject] makes a [dev.chainrule.lab.derive.Derivation].
@NullMarked
package dev.chainrule.lab.derive;

import org.jspecify.annotations.NullMarked;
