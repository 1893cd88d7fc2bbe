package dev.chainrule.tensor;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// What a tensor prints: its shape, its precision and its numbers, laid out as NumPy does.
///
/// ```
/// Tensor (2, 3), float64:
/// [[ 1.0 -2.5  3.0]
///  [ 0.0  4.0  5.0]]
/// ```
///
/// Of more than [#MOST] numbers only those at the edges are shown: three rows and columns at each side, and the first
/// and the last along the axes before them. Numbers have five significant digits of the largest; those that would be
/// 0.0 by that and are not have a power of ten. Rows are broken at [#WIDTH] characters.
final class TensorText {
    /// The most numbers that are all shown.
    static final int MOST = 200;

    /// The characters of a line.
    static final int WIDTH = 100;

    private static final int EDGE = 3;
    private static final int LEFT_OUT = -1;

    private final Tensor tensor;
    private final int[][] shown;

    private TensorText(Tensor tensor) {
        this.tensor = tensor;
        int rank = tensor.shape().rank();
        this.shown = new int[rank][];
        for (int axis = 0; axis < rank; axis++) {
            shown[axis] = shown(tensor.shape().extent(axis), axis < rank - 2 ? 1 : EDGE, tensor.size() > MOST);
        }
    }

    /// The text, without a line break at the end; one line if the numbers are one.
    static String of(Tensor tensor) {
        TensorText text = new TensorText(tensor);
        List<Double> numbers = new ArrayList<>();
        if (tensor.size() > 0) {
            text.collect(0, 0, numbers);
        }
        String title = "Tensor %s, %s:"
                .formatted(tensor.shape(), tensor.precision().toString().toLowerCase(Locale.ROOT));
        String body = numbers.isEmpty()
                ? "[]"
                : text.block(0, NumberForm.aligned(numbers).iterator());
        boolean isShort = body.indexOf('\n') < 0 && title.length() + 1 + body.length() <= WIDTH;
        return title + (isShort ? " " : "\n") + body;
    }

    /// The positions of an axis that are shown, with [#LEFT_OUT] where some are not.
    private static int[] shown(int extent, int edge, boolean isLarge) {
        if (!isLarge || extent <= 2 * edge) {
            return IntStream.range(0, extent).toArray();
        }
        return IntStream.rangeClosed(0, 2 * edge)
                .map(i -> i < edge ? i : i == edge ? LEFT_OUT : extent - 1 - 2 * edge + i)
                .toArray();
    }

    private void collect(int axis, int position, List<Double> numbers) {
        Shape shape = tensor.shape();
        if (axis == shape.rank()) {
            numbers.add(tensor.getStored(Tensor.storedOffset(shape, position)));
            return;
        }
        for (int i : shown[axis]) {
            if (i != LEFT_OUT) {
                collect(axis + 1, position * shape.extent(axis) + i, numbers);
            }
        }
    }

    /// @param words the numbers that are not written yet
    private String block(int axis, Iterator<String> words) {
        int rank = shown.length;
        if (axis == rank) {
            return words.next();
        }
        List<String> parts = new ArrayList<>();
        for (int i : shown[axis]) {
            parts.add(i == LEFT_OUT ? "…" : block(axis + 1, words));
        }
        String between = "\n".repeat(rank - 1 - axis) + " ".repeat(axis + 1);
        return "[" + (axis == rank - 1 ? row(parts) : String.join(between, parts)) + "]";
    }

    /// Numbers in a row, broken so that all closing brackets find room, too.
    private String row(List<String> parts) {
        int rank = shown.length;
        StringBuilder text = new StringBuilder();
        int column = rank;
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            boolean breaks = i > 0 && column + 1 + part.length() > WIDTH - rank;
            text.append(i == 0 ? "" : breaks ? "\n" + " ".repeat(rank) : " ").append(part);
            column = (breaks || i == 0 ? rank : column + 1) + part.length();
        }
        return text.toString();
    }
}
