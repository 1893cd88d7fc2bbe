/// File formats: weights as [Safetensors][dev.chainrule.format.Safetensors], values as
/// [Json][dev.chainrule.format.Json], and [whole files or none][dev.chainrule.format.AtomicFile]. Readers check before
/// they allocate, and say what is wrong with a file by a [FormatException][dev.chainrule.format.FormatException].
@NullMarked
package dev.chainrule.format;

import org.jspecify.annotations.NullMarked;
