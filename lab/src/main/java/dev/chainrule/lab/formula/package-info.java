/// Formulas as text in NumPy's spelling: a [dev.chainrule.lab.formula.Formula] is parsed, told its numbers, and
/// recorded on a tape. What does not fit is answered in one line that names the place.
@NullMarked
package dev.chainrule.lab.formula;

import org.jspecify.annotations.NullMarked;
