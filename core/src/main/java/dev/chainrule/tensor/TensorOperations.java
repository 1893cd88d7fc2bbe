package dev.chainrule.tensor;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/// Arithmetic with tensors, as NumPy spells it. Every result is a new tensor that its caller owns; nothing changes in
/// place. Two tensors are broadcast to one shape, and have one precision. The same words on a tape, where gradients
/// come by themselves, are those of `dev.chainrule.tape.Variable`.
///
/// ```java
/// Tensor centred = x.minus(x.mean(0));
/// Tensor deviation = centred.square().mean(0).sqrt();
/// ```
public sealed interface TensorOperations permits Tensor {

    /// This tensor.
    private Tensor self() {
        return (Tensor) this;
    }

    /// `f(x)` for each number.
    default Tensor map(DoubleUnaryOperator f) {
        Tensor out = like(self().shape());
        Broadcast.map(f, self(), out);
        return out;
    }

    /// `f(x, y)` for each pair of numbers, broadcast; computed in double and rounded once.
    ///
    /// @throws ShapeMismatchException if the shapes cannot be broadcast to one
    default Tensor with(Tensor other, DoubleBinaryOperator f) {
        Broadcast.requireOnePrecision("Tensor", self(), other);
        Tensor out = like(Broadcast.shape("Tensor", self().shape(), other.shape()));
        Broadcast.apply(f, self(), other, out);
        return out;
    }

    /// `x + y`.
    default Tensor plus(Tensor other) {
        return with(other, Double::sum);
    }

    /// `x + y`.
    default Tensor plus(double other) {
        return map(x -> x + other);
    }

    /// `x − y`.
    default Tensor minus(Tensor other) {
        return with(other, (x, y) -> x - y);
    }

    /// `x − y`.
    default Tensor minus(double other) {
        return map(x -> x - other);
    }

    /// `x · y`, number by number.
    default Tensor times(Tensor other) {
        return with(other, (x, y) -> x * y);
    }

    /// `x · y`.
    default Tensor times(double other) {
        return map(x -> x * other);
    }

    /// `x / y`, number by number.
    default Tensor dividedBy(Tensor other) {
        return with(other, (x, y) -> x / y);
    }

    /// `x / y`.
    default Tensor dividedBy(double other) {
        return map(x -> x / other);
    }

    /// `−x`.
    default Tensor negated() {
        return map(x -> -x);
    }

    /// `x²`.
    default Tensor square() {
        return map(x -> x * x);
    }

    /// `|x|`.
    default Tensor abs() {
        return map(Math::abs);
    }

    /// `eˣ`.
    default Tensor exp() {
        return map(StrictMath::exp);
    }

    /// The natural logarithm; not a number below 0, −∞ at 0.
    default Tensor log() {
        return map(StrictMath::log);
    }

    /// `√x`; not a number below 0.
    default Tensor sqrt() {
        return map(Math::sqrt);
    }

    /// `xᵖ`.
    default Tensor power(double exponent) {
        return map(x -> StrictMath.pow(x, exponent));
    }

    /// The larger of two numbers; not a number if one of them is not.
    default Tensor maximum(Tensor other) {
        return with(other, Math::max);
    }

    /// The larger of two numbers: `maximum(0)` is the rectified linear unit.
    default Tensor maximum(double other) {
        return map(x -> Math.max(x, other));
    }

    /// The smaller of two numbers; not a number if one of them is not.
    default Tensor minimum(Tensor other) {
        return with(other, Math::min);
    }

    /// The smaller of two numbers.
    default Tensor minimum(double other) {
        return map(x -> Math.min(x, other));
    }

    /// 1 where `x > y`, else 0: an indicator, to multiply with.
    default Tensor greaterThan(Tensor other) {
        return with(other, (x, y) -> x > y ? 1 : 0);
    }

    /// 1 where `x > y`, else 0.
    default Tensor greaterThan(double other) {
        return map(x -> x > other ? 1 : 0);
    }

    /// 1 where `x < y`, else 0.
    default Tensor lessThan(Tensor other) {
        return with(other, (x, y) -> x < y ? 1 : 0);
    }

    /// 1 where `x < y`, else 0.
    default Tensor lessThan(double other) {
        return map(x -> x < other ? 1 : 0);
    }

    /// 1 where `x ≥ y`, else 0.
    default Tensor atLeast(Tensor other) {
        return with(other, (x, y) -> x >= y ? 1 : 0);
    }

    /// 1 where `x ≥ y`, else 0.
    default Tensor atLeast(double other) {
        return map(x -> x >= other ? 1 : 0);
    }

    /// 1 where `x ≤ y`, else 0.
    default Tensor atMost(Tensor other) {
        return with(other, (x, y) -> x <= y ? 1 : 0);
    }

    /// 1 where `x ≤ y`, else 0.
    default Tensor atMost(double other) {
        return map(x -> x <= other ? 1 : 0);
    }

    /// 1 where `x = y`, else 0; a not-a-number equals nothing.
    default Tensor equalTo(Tensor other) {
        return with(other, (x, y) -> x == y ? 1 : 0);
    }

    /// 1 where `x = y`, else 0.
    default Tensor equalTo(double other) {
        return map(x -> x == other ? 1 : 0);
    }

    /// The sum over some axes.
    default Tensor sum(Axes axes) {
        Tensor out = like(axes.reduced(self().shape()));
        Reduction.sum(self(), axes, out);
        return out;
    }

    /// The sum over some axes, which vanish; over all if none are given.
    default Tensor sum(int... axes) {
        return sum(Axes.of(axes));
    }

    /// The mean over some axes; not a number where there is nothing to take it of.
    default Tensor mean(Axes axes) {
        Tensor out = like(axes.reduced(self().shape()));
        Reduction.mean(self(), axes, out);
        return out;
    }

    /// The mean over some axes, which vanish; over all if none are given.
    default Tensor mean(int... axes) {
        return mean(Axes.of(axes));
    }

    /// The variance over some axes, biased: divided by the number of terms.
    default Tensor variance(Axes axes) {
        return minus(mean(new Axes(axes.numbers(), true))).square().mean(axes);
    }

    /// The variance over some axes, which vanish; over all if none are given.
    default Tensor variance(int... axes) {
        return variance(Axes.of(axes));
    }

    /// The largest number over some axes.
    ///
    /// @throws ShapeMismatchException if there is nothing to choose from
    default Tensor max(Axes axes) {
        Tensor out = like(axes.reduced(self().shape()));
        Reduction.max(self(), axes, out);
        return out;
    }

    /// The largest number over some axes, which vanish; over all if none are given.
    default Tensor max(int... axes) {
        return max(Axes.of(axes));
    }

    /// The smallest number over some axes.
    ///
    /// @throws ShapeMismatchException if there is nothing to choose from
    default Tensor min(Axes axes) {
        Tensor out = like(axes.reduced(self().shape()));
        Reduction.min(self(), axes, out);
        return out;
    }

    /// The smallest number over some axes, which vanish; over all if none are given.
    default Tensor min(int... axes) {
        return min(Axes.of(axes));
    }

    /// Where the largest number is, in row-major order of the shape; the first of equals. `shape().unravel(…)`
    /// gives its coordinates.
    ///
    /// @throws ShapeMismatchException if there is nothing to choose from
    default int argmax() {
        return Reduction.argmax(self());
    }

    /// Where the largest number along an axis is, for each position of the other axes in their row-major order:
    /// `scores.argmax(1)` are the predicted classes.
    ///
    /// @param axis negative from the last
    /// @throws ShapeMismatchException if there is no such axis, or nothing to choose from
    default int[] argmax(int axis) {
        return Reduction.argmax(self(), axis);
    }

    /// The same numbers in row-major order under another shape; an extent of −1 is what is left. A copy.
    default Tensor reshape(int... extents) {
        Tensor out = like(Rearrangement.reshaped(self().shape(), extents));
        Rearrangement.reshape(self(), out);
        return out;
    }

    /// The axes in another order: axis i of the result is axis `order[i]` of this, so `permute(0, 2, 3, 1)` moves
    /// the channels of images last.
    default Tensor permute(int... order) {
        Tensor out = like(Rearrangement.permuted(self().shape(), order));
        Rearrangement.permute(self(), order, out);
        return out;
    }

    /// The axes in reverse order: rows and columns of a matrix change places.
    default Tensor transpose() {
        int rank = self().shape().rank();
        int[] order = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            order[axis] = rank - 1 - axis;
        }
        return permute(order);
    }

    /// This repeated to a shape.
    ///
    /// @throws ShapeMismatchException if this cannot be broadcast to it
    default Tensor broadcastTo(Shape shape) {
        if (!Broadcast.shape("broadcastTo", self().shape(), shape).equals(shape)) {
            throw ShapeMismatchException.of(
                    "broadcastTo", "shape", self().shape(), "shape", shape, "extents that are equal or 1 in the first");
        }
        Tensor out = like(shape);
        Rearrangement.broadcast(self(), out);
        return out;
    }

    /// A part: `x.slice(Range.all(), Range.of(1, 3))` is NumPy's `x[:, 1:3]`.
    ///
    /// @param ranges for the first axes; those without one are taken whole
    default Tensor slice(Range... ranges) {
        List<Range> all = List.of(ranges);
        Tensor out = like(Rearrangement.sliced(self().shape(), all));
        Rearrangement.slice(self(), all, out);
        return out;
    }

    /// With zeros around.
    ///
    /// @param before how many in front, for each axis
    /// @param after how many behind, for each axis
    default Tensor pad(int[] before, int[] after) {
        Tensor out = like(Rearrangement.padded(self().shape(), before, after));
        Rearrangement.embed(self(), Rearrangement.inside(self().shape(), before), out);
        return out;
    }

    /// Rows along the first axis: NumPy's `x[[2, 0]]`.
    ///
    /// @param rows which, in any order and as often as wanted
    default Tensor gather(int... rows) {
        Tensor out = like(Rearrangement.gathered(self().shape(), rows));
        Rearrangement.gather(self(), rows, out);
        return out;
    }

    /// One number of each row of a matrix: NumPy's `x[np.arange(n), columns]`, such as the scores of the right
    /// classes.
    ///
    /// @param columns one for each row
    /// @throws ShapeMismatchException unless this is a matrix of as many rows
    /// @throws IndexOutOfBoundsException if a column is outside
    default Tensor pick(int... columns) {
        Tensor out = like(Rearrangement.picked(self().shape(), columns));
        Rearrangement.pick(self(), columns, out);
        return out;
    }

    /// The matrix product of (n, k) and (k, m), by plain loops on one thread; `Kernels.of(x).gemm()` is the fast
    /// one.
    ///
    /// @throws ShapeMismatchException unless both are matrices that fit
    default Tensor matmul(Tensor other) {
        Broadcast.requireOnePrecision("matmul", self(), other);
        Shape a = self().shape();
        Shape b = other.shape();
        if (a.rank() != 2 || b.rank() != 2 || a.extent(1) != b.extent(0)) {
            throw ShapeMismatchException.of("matmul", "shape", a, "shape", b, "(n, k) and (k, m)");
        }
        Tensor out = like(Shape.of(a.extent(0), b.extent(1)));
        MatrixProduct.multiply(self(), other, out);
        return out;
    }

    private Tensor like(Shape shape) {
        return Tensor.zeros(self().precision(), shape);
    }
}
