package dev.chainrule.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Copies of numbers to other places: another order of axes, another shape, a part, a repetition. Every function writes
/// all of `out`, which has the precision of the source.
public final class Rearrangement {
    private Rearrangement() {}

    /// The shape whose axis i is axis `order[i]` of another.
    ///
    /// @throws ShapeMismatchException unless each axis is there once
    public static Shape permuted(Shape shape, int... order) {
        boolean[] seen = new boolean[shape.rank()];
        int[] extents = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            int axis = Axes.counted(order[i], shape);
            seen[axis] = true;
            extents[i] = shape.extent(axis);
        }
        for (boolean each : seen) {
            if (!each || order.length != seen.length) {
                throw new ShapeMismatchException("permute: order %s does not fit shape %s; expected each axis once"
                        .formatted(Arrays.toString(order), shape));
            }
        }
        return Shape.of(extents);
    }

    /// Copies with the axes in another order: axis i of `out` is axis `order[i]` of `x`.
    ///
    /// @param out of the shape [#permuted]
    public static void permute(Tensor x, int[] order, Tensor out) {
        int[] own = Strides.of(x.shape());
        int[] source = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            source[i] = own[Axes.counted(order[i], x.shape())];
        }
        copy(out.shape(), x, 0, source, out, 0, Strides.of(out.shape()));
    }

    /// The shape of as many numbers in which one extent may be −1, which means what is left.
    ///
    /// @throws ShapeMismatchException if no extent fits
    public static Shape reshaped(Shape shape, int... extents) {
        int[] all = extents.clone();
        int open = -1;
        boolean fits = true;
        for (int i = 0; i < all.length; i++) {
            boolean left = all[i] == -1;
            fits &= left ? open < 0 : all[i] >= 0;
            open = left ? i : open;
        }
        if (fits && open >= 0) {
            all[open] = 1;
            long known = product(all);
            fits = known > 0 && shape.size() % known == 0;
            all[open] = fits ? (int) (shape.size() / known) : 0;
        }
        if (!fits || product(all) != shape.size()) {
            throw new ShapeMismatchException(
                    "reshape: %s does not fit shape %s; expected extents with a product of %s, at most one of them -1"
                            .formatted(Arrays.toString(extents), shape, shape.size()));
        }
        return Shape.of(all);
    }

    private static long product(int[] extents) {
        return Shape.elements(Arrays.stream(extents).asLongStream().toArray());
    }

    /// A shape with one more axis of extent 1.
    ///
    /// @param axis where it is in the result; negative from the last
    /// @throws ShapeMismatchException if the result has no such axis
    public static Shape widened(Shape shape, int axis) {
        int counted = Axes.counted(axis, shape.batchOf(1));
        int[] extents = new int[shape.rank() + 1];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = i == counted ? 1 : shape.extent(i < counted ? i : i - 1);
        }
        return Shape.of(extents);
    }

    /// Copies in row-major order of both shapes.
    ///
    /// @param out of as many numbers
    public static void reshape(Tensor x, Tensor out) {
        if (x.shape().equals(out.shape())
                || (x.shape().rank() != 4 && out.shape().rank() != 4)) {
            copyRun(x, 0, 1, out, 0, 1, x.size());
            return;
        }
        Tensor rows = Tensor.zeros(x.precision(), Shape.of(x.size()));
        copy(x.shape(), x, 0, Strides.of(x.shape()), rows, 0, rowMajor(x.shape()));
        copy(out.shape(), rows, 0, rowMajor(out.shape()), out, 0, Strides.of(out.shape()));
    }

    private static int[] rowMajor(Shape shape) {
        int[] strides = new int[shape.rank()];
        int next = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            strides[axis] = next;
            next *= shape.extent(axis);
        }
        return strides;
    }

    /// Repeats `x` to the shape of `out`.
    ///
    /// @param out of a shape that x's can be broadcast to
    public static void broadcast(Tensor x, Tensor out) {
        copy(out.shape(), x, 0, Strides.broadcast(x.shape(), out.shape()), out, 0, Strides.of(out.shape()));
    }

    /// The shape of a part.
    ///
    /// @param ranges for the first axes; those without one are taken whole
    /// @throws ShapeMismatchException if there are more ranges than axes
    /// @throws IndexOutOfBoundsException if a single position is outside
    public static Shape sliced(Shape shape, List<Range> ranges) {
        return places(shape, ranges, true);
    }

    /// Copies a part.
    ///
    /// @param out of the shape [#sliced]
    public static void slice(Tensor x, List<Range> ranges, Tensor out) {
        Shape frame = places(x.shape(), ranges, false);
        int[] places = steps(x.shape(), ranges);
        copy(frame, x, start(x.shape(), ranges), places, out, 0, outside(frame, ranges, out.shape()));
    }

    /// Puts `x` where a slice takes numbers from; all else of `out` is 0. The transpose of [#slice].
    ///
    /// @param x of the shape [#sliced] of out's
    public static void embed(Tensor x, List<Range> ranges, Tensor out) {
        out.fill(0);
        place(x, ranges, out);
    }

    /// As [#embed], but all else of `out` stays as it is.
    public static void place(Tensor x, List<Range> ranges, Tensor out) {
        Shape frame = places(out.shape(), ranges, false);
        int[] places = steps(out.shape(), ranges);
        copy(frame, x, 0, outside(frame, ranges, x.shape()), out, start(out.shape(), ranges), places);
    }

    /// The shape of tensors one after the other along an axis.
    ///
    /// @param axis counted from 0
    /// @throws ShapeMismatchException if they differ in another axis
    public static Shape concatenated(int axis, List<Shape> shapes) {
        Shape first = shapes.getFirst();
        int[] extents = first.toArray();
        long extent = 0;
        for (Shape shape : shapes) {
            int[] own = shape.toArray();
            if (own.length == extents.length) {
                extent += own[axis];
                own[axis] = extents[axis];
            }
            if (!Arrays.equals(own, extents)) {
                throw ShapeMismatchException.of(
                        "concatenate", "shape", shape, "shape", first, "the same but for axis " + axis);
            }
        }
        extents[axis] = (int) Math.min(Integer.MAX_VALUE, extent);
        return Shape.of(extents);
    }

    /// Copies tensors one after the other along an axis.
    ///
    /// @param axis counted from 0
    /// @param out of the shape [#concatenated]
    public static void concatenate(int axis, List<Tensor> tensors, Tensor out) {
        int start = 0;
        for (Tensor tensor : tensors) {
            int end = start + tensor.shape().extent(axis);
            List<Range> ranges = new ArrayList<>(Collections.nCopies(axis, Range.all()));
            ranges.add(Range.of(start, end));
            place(tensor, ranges, out);
            start = end;
        }
    }

    private static Shape places(Shape shape, List<Range> ranges, boolean leavingOut) {
        if (ranges.size() > shape.rank()) {
            throw new ShapeMismatchException("slice: %s ranges %s do not fit shape %s; expected at most %s"
                    .formatted(ranges.size(), ranges, shape, shape.rank()));
        }
        int[] extents = shape.toArray();
        int left = 0;
        for (int axis = 0; axis < extents.length; axis++) {
            boolean given = axis < ranges.size();
            if (!given || !leavingOut || !ranges.get(axis).single()) {
                extents[left++] = given ? ranges.get(axis).count(axis, extents[axis]) : extents[axis];
            } else {
                ranges.get(axis).start(axis, extents[axis]);
            }
        }
        return Shape.of(Arrays.copyOf(extents, left));
    }

    private static int start(Shape shape, List<Range> ranges) {
        int[] strides = Strides.of(shape);
        int start = 0;
        for (int axis = 0; axis < ranges.size(); axis++) {
            start += ranges.get(axis).start(axis, shape.extent(axis)) * strides[axis];
        }
        return start;
    }

    private static int[] steps(Shape shape, List<Range> ranges) {
        int[] strides = Strides.of(shape);
        for (int axis = 0; axis < ranges.size(); axis++) {
            strides[axis] *= ranges.get(axis).step();
        }
        return strides;
    }

    /// The strides of a slice's own shape along the axes of the frame, whose single positions it lacks.
    private static int[] outside(Shape frame, List<Range> ranges, Shape own) {
        int[] strides = Strides.of(own);
        int[] all = new int[frame.rank()];
        int next = 0;
        for (int axis = 0; axis < all.length; axis++) {
            boolean single = axis < ranges.size() && ranges.get(axis).single();
            all[axis] = single ? 0 : strides[next];
            next += single ? 0 : 1;
        }
        return all;
    }

    /// The shape with zeros around.
    ///
    /// @param before how many in front, for each axis
    /// @param after how many behind, for each axis
    /// @throws ShapeMismatchException unless there is one of each, at least 0, for each axis
    public static Shape padded(Shape shape, int[] before, int[] after) {
        int[] extents = shape.toArray();
        boolean fits = before.length == extents.length && after.length == extents.length;
        for (int axis = 0; fits && axis < extents.length; axis++) {
            long extent = (long) extents[axis] + before[axis] + after[axis];
            fits = before[axis] >= 0 && after[axis] >= 0 && extent <= Shape.MOST_ELEMENTS;
            extents[axis] = (int) extent;
        }
        if (!fits) {
            throw new ShapeMismatchException(
                    "pad: %s in front and %s behind do not fit shape %s; expected %s of each, 0 or more, and extents up to %s"
                            .formatted(
                                    Arrays.toString(before),
                                    Arrays.toString(after),
                                    shape,
                                    shape.rank(),
                                    Shape.MOST_ELEMENTS));
        }
        return Shape.of(extents);
    }

    /// Where a shape lies in its padded one.
    public static List<Range> inside(Shape shape, int[] before) {
        List<Range> ranges = new ArrayList<>();
        for (int axis = 0; axis < before.length; axis++) {
            ranges.add(Range.of(before[axis], before[axis] + shape.extent(axis)));
        }
        return ranges;
    }

    /// The shape of some rows along the first axis.
    ///
    /// @param rows which, in any order and as often as wanted
    /// @throws ShapeMismatchException if there is no first axis
    /// @throws IndexOutOfBoundsException if a row is outside
    public static Shape gathered(Shape shape, int... rows) {
        Shape gathered = shape.withoutFirst().batchOf(rows.length);
        requireInside("gather", "row", shape, 0, rows);
        return gathered;
    }

    /// `out[i] = x[rows[i]]` along the first axis.
    ///
    /// @param out of the shape [#gathered]
    public static void gather(Tensor x, int[] rows, Tensor out) {
        int size = out.size() / Math.max(1, rows.length);
        for (int i = 0; i < rows.length; i++) {
            copyRun(x, rows[i] * size, 1, out, i * size, 1, size);
        }
    }

    /// The shape of rows that others are added to.
    ///
    /// @param count how many rows there are then
    /// @throws ShapeMismatchException unless there is one row for each of the shape's
    /// @throws IndexOutOfBoundsException if a row is outside
    public static Shape scattered(Shape shape, int count, int... rows) {
        Shape scattered = shape.withoutFirst().batchOf(count);
        if (shape.extent(0) != rows.length) {
            throw new ShapeMismatchException(
                    "scatter: %s rows do not fit shape %s; expected %s".formatted(rows.length, shape, shape.extent(0)));
        }
        requireInside("scatter", "row", scattered, 0, rows);
        return scattered;
    }

    /// `out[rows[i]] += x[i]` along the first axis, from 0. The transpose of [#gather].
    ///
    /// @param out of the shape [#scattered]
    public static void scatter(Tensor x, int[] rows, Tensor out) {
        out.fill(0);
        int size = x.size() / Math.max(1, rows.length);
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < size; j++) {
                int target = rows[i] * size + j;
                out.setStored(target, out.getStored(target) + x.getStored(i * size + j));
            }
        }
    }

    /// The shape of one number from each row of a matrix.
    ///
    /// @throws ShapeMismatchException unless it is a matrix of as many rows as columns are given
    /// @throws IndexOutOfBoundsException if a column is outside
    public static Shape picked(Shape shape, int... columns) {
        if (shape.rank() != 2 || shape.extent(0) != columns.length) {
            throw new ShapeMismatchException(
                    "pick: %s columns do not fit shape %s; expected a matrix with a row for each"
                            .formatted(columns.length, shape));
        }
        requireInside("pick", "column", shape, 1, columns);
        return Shape.of(columns.length);
    }

    /// `out[i] = x[i, columns[i]]`.
    ///
    /// @param out of the shape [#picked]
    public static void pick(Tensor x, int[] columns, Tensor out) {
        for (int i = 0; i < columns.length; i++) {
            out.setStored(i, x.getStored(i * x.shape().extent(1) + columns[i]));
        }
    }

    private static void requireInside(String where, String what, Shape shape, int axis, int... positions) {
        int extent = shape.extent(axis);
        for (int position : positions) {
            if (position < 0 || position >= extent) {
                throw new IndexOutOfBoundsException("%s: %s %s does not fit shape %s; expected %s"
                        .formatted(
                                where,
                                what,
                                position,
                                shape,
                                extent == 0 ? "none, since it has none" : "0 to " + (extent - 1)));
            }
        }
    }

    private static void copy(Shape frame, Tensor x, int from, int[] source, Tensor out, int to, int[] target) {
        Walk walk = new Walk(frame, source, target);
        int n = walk.length();
        walk.forEach(new int[] {from, to}, at -> copyRun(x, at[0], walk.stride(0), out, at[1], walk.stride(1), n));
    }

    private static void copyRun(Tensor x, int from, int step, Tensor out, int to, int stepOut, int n) {
        switch (x) {
            case FloatTensor floats -> {
                float[] source = floats.data();
                float[] target = FloatTensor.dataOf(out);
                for (int i = 0; i < n; i++) {
                    target[to + i * stepOut] = source[from + i * step];
                }
            }
            case DoubleTensor doubles -> {
                double[] source = doubles.data();
                double[] target = DoubleTensor.dataOf(out);
                for (int i = 0; i < n; i++) {
                    target[to + i * stepOut] = source[from + i * step];
                }
            }
        }
    }
}
