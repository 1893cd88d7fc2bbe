/// Randomness that can be repeated bit for bit, on every platform.
///
/// [RandomKey][dev.chainrule.random.RandomKey] is what the library itself draws from: a pure key from which one derives
/// other keys by purpose, epoch, step or layer, so that no draw depends on who drew before.
/// [NumpyRandom][dev.chainrule.random.NumpyRandom] repeats the numbers of NumPy's legacy `numpy.random` functions,
/// which published courses and notebooks print.
@NullMarked
package dev.chainrule.random;

import org.jspecify.annotations.NullMarked;
