package dev.chainrule.tensor;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/// Arithmetic by element, where a tensor of fewer numbers is repeated along the axes that it lacks or that have extent
/// 1 in it, as NumPy does: shapes are put below each other at their last axes.
///
/// Each number is computed in double and rounded once, so that a float32 sum, difference, product or quotient is the
/// same as in float arithmetic. All tensors of a call have one precision.
public final class Broadcast {
    private Broadcast() {}

    /// The shape that two shapes are broadcast to, for example (4, 3) of (4, 1) and (3).
    ///
    /// @param where for the error
    /// @throws ShapeMismatchException if two extents differ and neither is 1
    public static Shape shape(String where, Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        int[] extents = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            int mine = extent(a, axis - rank);
            int other = extent(b, axis - rank);
            if (mine != other && mine != 1 && other != 1) {
                throw ShapeMismatchException.of(
                        where, "shape", a, "shape", b, "extents that are equal or 1, counted from the last axis");
            }
            extents[axis] = mine == 1 ? other : mine;
        }
        return Shape.of(extents);
    }

    /// Checks that two tensors have one precision.
    ///
    /// @param where for the error
    static void requireOnePrecision(String where, Tensor a, Tensor b) {
        if (a.precision() != b.precision()) {
            throw new IllegalArgumentException(
                    "%s: %s %s does not fit %s %s; expected one precision. as(Precision.%4$s) copies to it"
                            .formatted(where, b.precision(), b.shape(), a.precision(), a.shape()));
        }
    }

    private static int extent(Shape shape, int fromLast) {
        int axis = shape.rank() + fromLast;
        return axis < 0 ? 1 : shape.extent(axis);
    }

    /// `out = f(x)` for each number.
    ///
    /// @param out of x's shape
    public static void map(DoubleUnaryOperator f, Tensor x, Tensor out) {
        switch (x) {
            case FloatTensor floats -> {
                float[] from = floats.data();
                float[] to = FloatTensor.dataOf(out);
                for (int i = 0; i < from.length; i++) {
                    to[i] = (float) f.applyAsDouble(from[i]);
                }
            }
            case DoubleTensor doubles -> {
                double[] from = doubles.data();
                double[] to = DoubleTensor.dataOf(out);
                for (int i = 0; i < from.length; i++) {
                    to[i] = f.applyAsDouble(from[i]);
                }
            }
        }
    }

    /// `out = f(a, b)` for each pair of numbers.
    ///
    /// @param out of the shape that both are broadcast to
    public static void apply(DoubleBinaryOperator f, Tensor a, Tensor b, Tensor out) {
        Shape frame = out.shape();
        Walk walk = new Walk(
                frame, Strides.of(frame), Strides.broadcast(a.shape(), frame), Strides.broadcast(b.shape(), frame));
        int n = walk.length();
        int stepA = walk.stride(1);
        int stepB = walk.stride(2);
        switch (out) {
            case FloatTensor floats -> {
                float[] to = floats.data();
                float[] as = FloatTensor.dataOf(a);
                float[] bs = FloatTensor.dataOf(b);
                walk.forEach(new int[3], at -> {
                    for (int i = 0; i < n; i++) {
                        to[at[0] + i] = (float) f.applyAsDouble(as[at[1] + i * stepA], bs[at[2] + i * stepB]);
                    }
                });
            }
            case DoubleTensor doubles -> {
                double[] to = doubles.data();
                double[] as = DoubleTensor.dataOf(a);
                double[] bs = DoubleTensor.dataOf(b);
                walk.forEach(new int[3], at -> {
                    for (int i = 0; i < n; i++) {
                        to[at[0] + i] = f.applyAsDouble(as[at[1] + i * stepA], bs[at[2] + i * stepB]);
                    }
                });
            }
        }
    }

    /// `out = a ∘ b` for each pair of numbers.
    ///
    /// @param out of the shape that both are broadcast to
    public static void apply(Arithmetic operation, Tensor a, Tensor b, Tensor out) {
        Shape frame = out.shape();
        Walk walk = new Walk(
                frame, Strides.of(frame), Strides.broadcast(a.shape(), frame), Strides.broadcast(b.shape(), frame));
        int n = walk.length();
        switch (out) {
            case FloatTensor floats -> {
                var as = new Arithmetic.Floats(FloatTensor.dataOf(a), walk.stride(1));
                var bs = new Arithmetic.Floats(FloatTensor.dataOf(b), walk.stride(2));
                walk.forEach(new int[3], at -> operation.run(as, bs, floats.data(), at, n));
            }
            case DoubleTensor doubles -> {
                var as = new Arithmetic.Doubles(DoubleTensor.dataOf(a), walk.stride(1));
                var bs = new Arithmetic.Doubles(DoubleTensor.dataOf(b), walk.stride(2));
                walk.forEach(new int[3], at -> operation.run(as, bs, doubles.data(), at, n));
            }
        }
    }

    /// `out = a` where the condition is not 0, else `b`.
    ///
    /// @param out of the shape that all three are broadcast to
    public static void choose(Tensor condition, Tensor a, Tensor b, Tensor out) {
        Rearrangement.broadcast(b, out);
        Shape frame = out.shape();
        Walk walk = new Walk(
                frame,
                Strides.of(frame),
                Strides.broadcast(condition.shape(), frame),
                Strides.broadcast(a.shape(), frame));
        walk.forEach(new int[3], at -> {
            for (int i = 0; i < walk.length(); i++) {
                if (condition.getStored(at[1] + i * walk.stride(1)) != 0) {
                    out.setStored(at[0] + i, a.getStored(at[2] + i * walk.stride(2)));
                }
            }
        });
    }
}
