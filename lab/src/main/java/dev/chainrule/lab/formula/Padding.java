package dev.chainrule.lab.formula;

import java.util.Arrays;
import java.util.List;

/// The widths of NumPy's `pad`: one number for all edges, (before, after) for all axes, or such a pair for each axis.
final class Padding {
    private Padding() {}

    /// Before and after each axis.
    ///
    /// @throws FormulaException if they are none of these
    static int[][] widths(Operand width, int rank) {
        int[][] widths = new int[2][rank];
        if (!(width.value() instanceof Value.Sequence sequence)) {
            Arrays.fill(widths[0], width.whole());
            Arrays.fill(widths[1], width.whole());
        } else if (sequence.elements().stream().allMatch(Value.Plain.class::isInstance)) {
            pair(width, widths, 0, rank);
        } else {
            List<Operand> pairs = width.elements();
            if (pairs.size() != rank) {
                throw refused(width, rank);
            }
            for (int axis = 0; axis < rank; axis++) {
                pair(pairs.get(axis), widths, axis, axis + 1);
            }
        }
        if (Arrays.stream(widths).flatMapToInt(Arrays::stream).anyMatch(number -> number < 0)) {
            throw refused(width, rank);
        }
        return widths;
    }

    private static void pair(Operand pair, int[][] widths, int fromAxis, int toAxis) {
        List<Integer> numbers = pair.wholes();
        if (numbers.isEmpty() || numbers.size() > 2) {
            throw refused(pair, widths[0].length);
        }
        Arrays.fill(widths[0], fromAxis, toAxis, numbers.getFirst());
        Arrays.fill(widths[1], fromAxis, toAxis, numbers.getLast());
    }

    private static FormulaException refused(Operand width, int rank) {
        return width.span()
                .error("is no width of a border of %s axes; expected 1, (1, 2) or a pair of at least 0 for each axis"
                        .formatted(rank));
    }
}
