package dev.chainrule.lab.derive;

import dev.chainrule.tensor.Axes;
import dev.chainrule.tensor.Shape;

/// The axes that a sum goes over, as they are written: of rows and columns `↓` for down each column and `→` for along
/// each row, of more axes their numbers, such as `₀₂`; nothing where it goes over all.
final class AxisText {
    private static final int FIRST_SUBSCRIPT = 0x2080;

    private AxisText() {}

    /// The axes of a reduction.
    static String of(Axes axes, Shape shape) {
        return text(axes.of(shape));
    }

    /// `Σ` with the axes along which a small shape was repeated to a large one, and a space; nothing if it was not.
    static String sum(Shape small, Shape large) {
        if (small.equals(large)) {
            return "";
        }
        boolean[] repeated = new boolean[large.rank()];
        int missing = large.rank() - small.rank();
        boolean any = false;
        for (int axis = 0; axis < repeated.length; axis++) {
            repeated[axis] =
                    axis < missing ? large.extent(axis) > 1 : small.extent(axis - missing) < large.extent(axis);
            any |= repeated[axis];
        }
        return any ? "Σ" + text(repeated) + " " : "";
    }

    private static String text(boolean... among) {
        boolean all = true;
        for (boolean one : among) {
            all &= one;
        }
        if (all) {
            return "";
        }
        if (among.length == 2) {
            return among[0] ? "↓" : among[1] ? "→" : "";
        }
        StringBuilder text = new StringBuilder();
        for (int axis = 0; axis < among.length; axis++) {
            if (among[axis]) {
                text.appendCodePoint(FIRST_SUBSCRIPT + axis);
            }
        }
        return text.toString();
    }
}
