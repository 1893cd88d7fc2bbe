package dev.chainrule.tape;

import dev.chainrule.kernel.ConvolutionGeometry;
import dev.chainrule.kernel.PoolingGeometry;
import dev.chainrule.kernel.PoolingWindow;
import dev.chainrule.tensor.Axes;
import dev.chainrule.tensor.Broadcast;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Range;
import dev.chainrule.tensor.Rearrangement;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import java.util.Arrays;
import java.util.List;

/// What can be done with a [Variable]: the same words as for a tensor, and each is recorded. Two values are broadcast
/// to one shape; axes may be counted from the last one by negative numbers.
///
/// ```java
/// Variable centred = x.minus(x.mean(0));
/// Variable y = centred.dividedBy(centred.square().mean(0).plus(1e-5).sqrt());
/// ```
public sealed interface VariableOperations permits Variable {

    /// The tape it is on.
    Tape tape();

    /// The shape of the value.
    Shape shape();

    /// The precision of the value.
    Precision precision();

    /// `a + b`.
    default Variable plus(Variable other) {
        return record(Pairwise.PLUS, other);
    }

    /// `a + b`.
    default Variable plus(double other) {
        return plus(number(other));
    }

    /// `a − b`.
    default Variable minus(Variable other) {
        return record(Pairwise.MINUS, other);
    }

    /// `a − b`.
    default Variable minus(double other) {
        return minus(number(other));
    }

    /// `a · b`, number by number.
    default Variable times(Variable other) {
        return record(Pairwise.TIMES, other);
    }

    /// `a · b`.
    default Variable times(double other) {
        return times(number(other));
    }

    /// `a / b`, number by number.
    default Variable dividedBy(Variable other) {
        return record(Pairwise.DIVIDED_BY, other);
    }

    /// `a / b`.
    default Variable dividedBy(double other) {
        return dividedBy(number(other));
    }

    /// The larger of two; where they are equal each gets half of the gradient.
    default Variable maximum(Variable other) {
        return record(Pairwise.MAXIMUM, other);
    }

    /// The larger of two.
    default Variable maximum(double other) {
        return maximum(number(other));
    }

    /// The smaller of two; where they are equal each gets half of the gradient.
    default Variable minimum(Variable other) {
        return record(Pairwise.MINIMUM, other);
    }

    /// The smaller of two.
    default Variable minimum(double other) {
        return minimum(number(other));
    }

    /// 1 where `a > b`, else 0; no gradient flows.
    default Variable greaterThan(Variable other) {
        return record(Comparison.GREATER_THAN, other);
    }

    /// 1 where `a > b`, else 0; no gradient flows.
    default Variable greaterThan(double other) {
        return greaterThan(number(other));
    }

    /// 1 where `a ≥ b`, else 0; no gradient flows.
    default Variable atLeast(Variable other) {
        return record(Comparison.AT_LEAST, other);
    }

    /// 1 where `a ≥ b`, else 0; no gradient flows.
    default Variable atLeast(double other) {
        return atLeast(number(other));
    }

    /// 1 where `a < b`, else 0; no gradient flows.
    default Variable lessThan(Variable other) {
        return record(Comparison.LESS_THAN, other);
    }

    /// 1 where `a < b`, else 0; no gradient flows.
    default Variable lessThan(double other) {
        return lessThan(number(other));
    }

    /// 1 where `a ≤ b`, else 0; no gradient flows.
    default Variable atMost(Variable other) {
        return record(Comparison.AT_MOST, other);
    }

    /// 1 where `a ≤ b`, else 0; no gradient flows.
    default Variable atMost(double other) {
        return atMost(number(other));
    }

    /// 1 where `a = b`, else 0; no gradient flows.
    default Variable equalTo(Variable other) {
        return record(Comparison.EQUAL_TO, other);
    }

    /// 1 where `a = b`, else 0; no gradient flows.
    default Variable equalTo(double other) {
        return equalTo(number(other));
    }

    /// `−x`.
    default Variable negated() {
        return record(Elementwise.NEGATED);
    }

    /// `exp(x)`.
    default Variable exp() {
        return record(Elementwise.EXP);
    }

    /// `log(x)`, the natural logarithm.
    default Variable log() {
        return record(Elementwise.LOG);
    }

    /// `√x`.
    default Variable sqrt() {
        return record(Elementwise.SQRT);
    }

    /// `x²`.
    default Variable square() {
        return record(Elementwise.SQUARE);
    }

    /// `xᵖ`.
    default Variable power(double exponent) {
        return record(new Power(exponent));
    }

    /// `|x|`; its gradient at 0 is 0.
    default Variable abs() {
        return record(Elementwise.ABS);
    }

    /// `−1`, `0` or `1`; no gradient flows.
    default Variable sign() {
        return record(Elementwise.SIGN);
    }

    /// The error function; the share of a normal distribution that lies below x is `(1 + erf(x/√2)) / 2`.
    default Variable erf() {
        return record(Elementwise.ERF);
    }

    /// `tanh(x)`.
    default Variable tanh() {
        return record(Elementwise.TANH);
    }

    /// `1 / (1 + exp(−x))`.
    default Variable sigmoid() {
        return record(Elementwise.SIGMOID);
    }

    /// `max(0, x)`; its gradient at 0 is 0.
    default Variable relu() {
        return record(Elementwise.RELU);
    }

    /// The matrix product over the last two axes; the axes before are a batch, which is broadcast. A tensor of one
    /// axis is a row on the left and a column on the right, and that axis vanishes, as in NumPy.
    default Variable matmul(Variable other) {
        boolean row = shape().rank() == 1;
        boolean column = other.shape().rank() == 1;
        Variable a = row ? reshape(1, shape().extent(0)) : self();
        Variable b = column ? other.reshape(other.shape().extent(0), 1) : other;
        Variable product = a.product(false, false, b);
        if (row && column) {
            return product.reshape();
        }
        return row ? product.sum(-2) : column ? product.sum(-1) : product;
    }

    /// `op(a) · op(b)` over the last two axes, where `op` exchanges them if asked to.
    default Variable product(boolean transpose, boolean transposeOther, Variable other) {
        return record(new MatrixProduct(transpose, transposeOther), other);
    }

    /// The sum over some axes.
    default Variable sum(Axes axes) {
        return record(new Reducing.Sum(axes));
    }

    /// The sum over some axes, which vanish; over all if none are given.
    default Variable sum(int... axes) {
        return sum(Axes.of(axes));
    }

    /// The mean over some axes.
    default Variable mean(Axes axes) {
        return record(new Reducing.Mean(axes));
    }

    /// The mean over some axes, which vanish; over all if none are given.
    default Variable mean(int... axes) {
        return mean(Axes.of(axes));
    }

    /// The variance over some axes, biased: the mean of the squares of what is left without the mean.
    default Variable variance(Axes axes) {
        return minus(mean(new Axes(axes.numbers(), true))).square().mean(axes);
    }

    /// The variance over some axes, which vanish; over all if none are given.
    default Variable variance(int... axes) {
        return variance(Axes.of(axes));
    }

    /// The largest number over some axes; equal ones share the gradient.
    default Variable max(Axes axes) {
        return record(new Reducing.Max(axes));
    }

    /// The largest number over some axes, which vanish; over all if none are given.
    default Variable max(int... axes) {
        return max(Axes.of(axes));
    }

    /// The smallest number over some axes; equal ones share the gradient.
    default Variable min(Axes axes) {
        return negated().max(axes).negated();
    }

    /// The smallest number over some axes, which vanish; over all if none are given.
    default Variable min(int... axes) {
        return min(Axes.of(axes));
    }

    /// The logarithms of [#softmax], finite for all finite numbers.
    default Variable logSoftmax(int axis) {
        return record(new LogSoftmax(axis));
    }

    /// Exponentials along an axis, divided by their sum.
    default Variable softmax(int axis) {
        return logSoftmax(axis).exp();
    }

    /// The same numbers in row-major order under another shape; an extent of −1 is what is left.
    default Variable reshape(int... extents) {
        return record(new Rearranging.Reshape(Rearrangement.reshaped(shape(), extents)));
    }

    /// The axes in another order: axis i of the result is axis `order[i]` of this.
    default Variable permute(int... order) {
        return record(new Rearranging.Permute(boxed(order)));
    }

    /// The axes in reverse order: rows and columns of a matrix change places.
    default Variable transpose() {
        int rank = shape().rank();
        int[] order = new int[rank];
        Arrays.setAll(order, axis -> rank - 1 - axis);
        return permute(order);
    }

    /// This repeated to a shape; itself if it has that shape.
    default Variable broadcastTo(Shape shape) {
        if (shape.equals(shape())) {
            return self();
        }
        requireBroadcast("broadcastTo", shape(), shape);
        return record(new Rearranging.BroadcastTo(shape));
    }

    /// This added up over the axes along which the shape is repeated to get this one; itself if it has that shape.
    default Variable sumTo(Shape shape) {
        if (shape.equals(shape())) {
            return self();
        }
        requireBroadcast("sumTo", shape, shape());
        return record(new Rearranging.SumTo(shape));
    }

    private static void requireBroadcast(String where, Shape from, Shape to) {
        if (!Broadcast.shape(where, from, to).equals(to)) {
            throw ShapeMismatchException.of(
                    where, "shape", from, "shape", to, "extents that are equal, or 1 in the first");
        }
    }

    /// A part: `x.slice(Range.all(), Range.of(1, 3))` is NumPy's `x[:, 1:3]`.
    ///
    /// @param ranges for the first axes; those without one are taken whole
    default Variable slice(Range... ranges) {
        return record(new Rearranging.Slice(List.of(ranges)));
    }

    /// This as a part of zeros, where a slice of the result would take it from.
    ///
    /// @param shape of the whole
    default Variable embed(List<Range> ranges, Shape shape) {
        ShapeMismatchException.require("embed", "part", self().value(), "slice", Rearrangement.sliced(shape, ranges));
        return record(new Rearranging.Embed(ranges, shape));
    }

    /// With zeros around.
    ///
    /// @param before how many in front, for each axis
    /// @param after how many behind, for each axis
    default Variable pad(int[] before, int[] after) {
        Shape shape = Rearrangement.padded(shape(), before, after);
        return record(new Rearranging.Embed(Rearrangement.inside(shape(), before), shape));
    }

    /// Rows picked along the first axis, any of them several times.
    ///
    /// @throws IndexOutOfBoundsException if there is no such row
    default Variable gather(int... rows) {
        return record(new Rearranging.Gather(boxed(rows)));
    }

    /// Rows added to others along the first axis, from 0: row i goes to `rows[i]`.
    ///
    /// @param count how many rows there are then
    /// @throws IndexOutOfBoundsException if there is no such row
    default Variable scatter(List<Integer> rows, int count) {
        return record(new Rearranging.Scatter(rows, count));
    }

    /// One number of each row of a matrix: `x[i, columns[i]]`, as the scores at the labels.
    ///
    /// @param columns one for each row
    /// @throws IndexOutOfBoundsException if there is no such column
    default Variable pick(int... columns) {
        Rearrangement.picked(shape(), columns);
        int[] places = new int[columns.length];
        Arrays.setAll(places, row -> row * shape().extent(1) + columns[row]);
        return reshape(shape().size()).gather(places);
    }

    /// The two-dimensional convolution of images (N, C, H, W) with filters (F, C, HH, WW); the kernel is not
    /// flipped.
    ///
    /// @param padding rows and columns of zeros on each side
    default Variable convolution(Variable weight, int stride, int padding) {
        return convolution(weight, ConvolutionGeometry.of(shape(), weight.shape(), stride, padding));
    }

    /// The same with a geometry of its own: strides and paddings that differ both ways, dilation, groups.
    ///
    /// @param weight (F, C / groups, HH, WW)
    default Variable convolution(Variable weight, ConvolutionGeometry geometry) {
        ShapeMismatchException.require("convolution", "input", self().value(), "geometry", geometry.inputShape());
        ShapeMismatchException.require("convolution", "weight", weight.value(), "geometry", geometry.weightShape());
        return record(new Convolving.Forward(geometry), weight);
    }

    /// The largest number of each window of images (N, C, H, W); of equal ones the first gets the gradient.
    default Variable maxPool(PoolingWindow window) {
        return record(new Pooled.Max(PoolingGeometry.of("maxPool", shape(), window)));
    }

    /// The mean of each window of images (N, C, H, W).
    default Variable averagePool(PoolingWindow window) {
        return record(new Pooled.Average(PoolingGeometry.of("averagePool", shape(), window)));
    }

    /// The same value, to which no gradient flows.
    default Variable detached() {
        return tape().constant(self().value());
    }

    private Variable number(double value) {
        return tape().constant(value, precision());
    }

    private Variable record(Operation operation, Variable... more) {
        return self().apply(operation, more);
    }

    private Variable self() {
        return (Variable) this;
    }

    private static List<Integer> boxed(int... numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }
}
