package dev.chainrule.tape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.kernel.ConvolutionGeometry;
import dev.chainrule.kernel.PoolingWindow;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tape.RandomCases.Case;
import dev.chainrule.tensor.Axes;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Range;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each operation at random shapes and broadcasts: gradients and second derivatives beside differences, and float32
/// beside float64.
class OperationsTest {
    private static final int CASES = 60;
    private static final double STEP = 1e-3;

    private static final Map<String, Function<RandomCases, Case>> OPERATIONS = new TreeMap<>();

    static {
        pair("plus", false, Variable::plus);
        pair("minus", false, Variable::minus);
        pair("times", false, Variable::times);
        pair("dividedBy", true, Variable::dividedBy);
        kinked("maximum", Variable::maximum);
        kinked("minimum", Variable::minimum);
        smooth("negated", Variable::negated);
        smooth("exp", Variable::exp);
        smooth("square", Variable::square);
        smooth("tanh", Variable::tanh);
        smooth("sigmoid", Variable::sigmoid);
        positive("log", Variable::log);
        positive("sqrt", Variable::sqrt);
        positive("power", x -> x.power(1.7));
        smooth("power of whole numbers", x -> x.power(3));
        OPERATIONS.put("abs", r -> new Case(r.apart(r.shape()), Variable::abs));
        OPERATIONS.put("relu", r -> new Case(r.apart(r.shape()), Variable::relu));
        OPERATIONS.put("where", OperationsTest::choice);
        over("sum", (x, axes) -> x.sum(axes));
        over("mean", (x, axes) -> x.mean(axes));
        over("variance", (x, axes) -> x.variance(axes));
        OPERATIONS.put("max", r -> {
            Shape shape = r.shape();
            Axes axes = r.axes(shape);
            return new Case(r.apart(shape), x -> x.max(axes));
        });
        OPERATIONS.put("min", r -> {
            Shape shape = r.shape();
            Axes axes = r.axes(shape);
            return new Case(r.apart(shape), x -> x.min(axes));
        });
        along("logSoftmax", Variable::logSoftmax);
        along("softmax", Variable::softmax);
        OPERATIONS.put("matmul", OperationsTest::product);
        OPERATIONS.put("product", OperationsTest::transposedProduct);
        OPERATIONS.put("reshape", OperationsTest::reshaped);
        OPERATIONS.put("permute", OperationsTest::permuted);
        smooth("transpose", Variable::transpose);
        OPERATIONS.put("broadcastTo", r -> {
            Shape to = r.shape();
            return new Case(r.gaussian(r.broadcastable(to)), x -> x.broadcastTo(to));
        });
        OPERATIONS.put("sumTo", r -> {
            Shape from = r.shape();
            Shape to = r.broadcastable(from);
            return new Case(r.gaussian(from), x -> x.sumTo(to));
        });
        OPERATIONS.put("slice", OperationsTest::sliced);
        OPERATIONS.put("pad", OperationsTest::padded);
        OPERATIONS.put("concatenate", OperationsTest::concatenated);
        OPERATIONS.put("gather", OperationsTest::gathered);
        OPERATIONS.put("pick", OperationsTest::picked);
        OPERATIONS.put("convolution", OperationsTest::convolution);
        OPERATIONS.put("maxPool", r -> pooled(r, true));
        OPERATIONS.put("averagePool", r -> pooled(r, false));
    }

    private static void pair(String name, boolean divisor, RandomCases.Pair formula) {
        OPERATIONS.put(name, r -> {
            List<Shape> shapes = r.pair();
            Tensor b = divisor ? r.positive(shapes.get(1)) : r.gaussian(shapes.get(1));
            return new Case(r.gaussian(shapes.get(0)), b, formula);
        });
    }

    /// Of numbers that differ by more than a step.
    private static void kinked(String name, RandomCases.Pair formula) {
        OPERATIONS.put(name, r -> {
            List<Shape> shapes = r.pair();
            return new Case(r.apart(shapes.get(0)), r.apart(shapes.get(1)).plus(0.025), formula);
        });
    }

    private static void smooth(String name, Function<Variable, Variable> formula) {
        OPERATIONS.put(name, r -> new Case(r.gaussian(r.shape()), formula));
    }

    private static void positive(String name, Function<Variable, Variable> formula) {
        OPERATIONS.put(name, r -> new Case(r.positive(r.shape()), formula));
    }

    private interface OverAxes {
        Variable of(Variable x, Axes axes);
    }

    private static void over(String name, OverAxes formula) {
        OPERATIONS.put(name, r -> {
            Shape shape = r.shape();
            Axes axes = r.axes(shape);
            return new Case(r.gaussian(shape), x -> formula.of(x, axes));
        });
    }

    private interface AlongAxis {
        Variable of(Variable x, int axis);
    }

    private static void along(String name, AlongAxis formula) {
        OPERATIONS.put(name, r -> {
            Shape shape = r.shape(r.upTo(4));
            int axis = r.below(shape.rank()) - (r.coin() ? shape.rank() : 0);
            return new Case(r.gaussian(shape), x -> formula.of(x, axis));
        });
    }

    private static Case choice(RandomCases r) {
        List<Shape> shapes = r.pair();
        Tensor condition = r.gaussian(r.broadcastable(shapes.get(0))).greaterThan(0);
        return new Case(
                r.gaussian(shapes.get(0)),
                r.gaussian(shapes.get(1)),
                (a, b) -> Variable.where(a.tape().constant(in(condition, a.precision())), a, b));
    }

    /// Matrices, single rows and columns, and batches of matrices.
    private static Case product(RandomCases r) {
        int inner = r.upTo(4);
        List<Shape> batch = r.pair();
        Shape left = r.below(4) == 0 ? Shape.of(inner) : matrix(r, batch.get(0), r.upTo(4), inner);
        Shape right = r.below(4) == 0 ? Shape.of(inner) : matrix(r, batch.get(1), inner, r.upTo(4));
        return new Case(r.gaussian(left), r.gaussian(right), Variable::matmul);
    }

    private static Shape matrix(RandomCases r, Shape batch, int rows, int columns) {
        Shape some = batch.rank() > 2 || r.below(3) == 0 ? Shape.of() : batch;
        return some.followedBy(Shape.of(rows, columns));
    }

    private static Case transposedProduct(RandomCases r) {
        boolean first = r.coin();
        boolean second = r.coin();
        int inner = r.upTo(4);
        int rows = r.upTo(4);
        int columns = r.upTo(4);
        Shape batch = r.coin() ? Shape.of() : r.shape(1);
        Shape a = batch.followedBy(first ? Shape.of(inner, rows) : Shape.of(rows, inner));
        Shape b = batch.followedBy(second ? Shape.of(columns, inner) : Shape.of(inner, columns));
        return new Case(r.gaussian(a), r.gaussian(b), (x, y) -> x.product(first, second, y));
    }

    private static Case reshaped(RandomCases r) {
        Shape shape = r.shape(r.upTo(4));
        int[] extents = r.coin() ? new int[] {-1} : new int[] {shape.extent(0), -1, 1, 1};
        return new Case(r.gaussian(shape), x -> x.reshape(extents));
    }

    private static Case permuted(RandomCases r) {
        Shape shape = r.shape(r.upTo(4));
        int[] order = new int[shape.rank()];
        int shift = r.below(order.length);
        Arrays.setAll(order, axis -> (axis + shift) % order.length - (axis == 0 ? order.length : 0));
        return new Case(r.gaussian(shape), x -> x.permute(order));
    }

    private static Case sliced(RandomCases r) {
        Shape shape = r.shape(r.upTo(4));
        List<Range> ranges = new ArrayList<>();
        for (int axis = 0; axis < r.upTo(shape.rank()); axis++) {
            int from = r.below(shape.extent(axis));
            ranges.add(
                    switch (r.below(4)) {
                        case 0 -> Range.at(from);
                        case 1 -> Range.from(from).by(r.upTo(2));
                        case 2 -> Range.of(from - shape.extent(axis), Integer.MAX_VALUE);
                        default -> Range.all();
                    });
        }
        return new Case(r.gaussian(shape), x -> x.slice(ranges.toArray(Range[]::new)));
    }

    private static Case padded(RandomCases r) {
        Shape shape = r.shape();
        int[] before = new int[shape.rank()];
        int[] after = new int[shape.rank()];
        Arrays.setAll(before, axis -> r.below(3));
        Arrays.setAll(after, axis -> r.below(3));
        return new Case(r.gaussian(shape), x -> x.pad(before, after));
    }

    private static Case concatenated(RandomCases r) {
        Shape shape = r.shape(r.upTo(4));
        int axis = r.below(shape.rank());
        int[] other = shape.toArray();
        other[axis] = r.upTo(4);
        return new Case(r.gaussian(shape), r.gaussian(Shape.of(other)), (a, b) -> Variable.concatenate(axis, a, b, a));
    }

    private static Case gathered(RandomCases r) {
        Shape shape = r.shape(r.upTo(4));
        int[] rows = new int[r.upTo(6)];
        Arrays.setAll(rows, i -> r.below(shape.extent(0)));
        return new Case(r.gaussian(shape), x -> x.gather(rows));
    }

    private static Case picked(RandomCases r) {
        Shape shape = r.shape(2);
        int[] columns = new int[shape.extent(0)];
        Arrays.setAll(columns, i -> r.below(shape.extent(1)));
        return new Case(r.gaussian(shape), x -> x.pick(columns));
    }

    private static Case convolution(RandomCases r) {
        int groups = r.upTo(2);
        int channels = groups * r.upTo(2);
        int filters = groups * r.upTo(2);
        ConvolutionGeometry geometry = new ConvolutionGeometry(
                r.upTo(2),
                channels,
                5 + r.below(2),
                5 + r.below(2),
                filters,
                r.upTo(3),
                r.upTo(3),
                r.upTo(2),
                r.upTo(2),
                r.below(2),
                r.below(2),
                r.upTo(2),
                r.upTo(2),
                groups);
        return new Case(
                r.gaussian(geometry.inputShape()),
                r.gaussian(geometry.weightShape()),
                (x, w) -> x.convolution(w, geometry));
    }

    private static Case pooled(RandomCases r, boolean max) {
        int size = r.upTo(3);
        PoolingWindow window = PoolingWindow.square(size, r.upTo(2))
                .withPadding(r.below(size / 2 + 1), r.below(size / 2 + 1))
                .withPaddingCounts(r.coin());
        Shape shape = Shape.of(r.upTo(2), r.upTo(3), window.height() + r.below(3), window.width() + r.below(3));
        return max
                ? new Case(r.apart(shape), x -> x.maxPool(window))
                : new Case(r.gaussian(shape), x -> x.averagePool(window));
    }

    private static Tensor in(Tensor x, Precision precision) {
        return Tensor.of(precision, x.shape(), x.toArray());
    }

    static List<String> operations() {
        return List.copyOf(OPERATIONS.keySet());
    }

    @Test
    void thereAreMoreThanTwoThousandCases() {
        assertThat(OPERATIONS.size() * CASES).isGreaterThanOrEqualTo(2000);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void gradientsAndSecondDerivativesAgreeWithDifferences(String operation) {
        RandomCases random = new RandomCases(RandomKey.of(15).child(operation).generator());
        for (int i = 0; i < CASES; i++) {
            Case each = OPERATIONS.get(operation).apply(random);
            Probe probe = new Probe(each, random);
            String where = "%s, case %s, %s".formatted(operation, i, probe.shapes());
            assertThat(probe.gradientError()).as(where).isLessThanOrEqualTo(1e-7);
            assertThat(probe.secondError()).as(where + ", twice").isLessThanOrEqualTo(1e-5);
            assertThat(probe.floatError()).as(where + ", float32").isLessThanOrEqualTo(2e-5);
        }
    }

    /// A case contracted with a random upstream gradient, and moved along a random direction.
    private static final class Probe {
        private final Case subject;
        private final Tensor dy;
        private final List<Tensor> direction;

        Probe(Case subject, RandomCases random) {
            this.subject = subject;
            Variable y = run(subject.inputs()).getLast();
            dy = random.gaussian(y.shape());
            direction = subject.inputs().stream()
                    .map(input -> random.gaussian(input.shape()))
                    .toList();
        }

        List<Shape> shapes() {
            return subject.inputs().stream().map(Tensor::shape).toList();
        }

        /// The inputs on a new tape, and the output.
        private List<Variable> run(List<Tensor> inputs) {
            Tape tape = new Tape();
            List<Variable> all = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                all.add(tape.variable("x" + i, inputs.get(i)));
            }
            all.add(subject.formula().apply(List.copyOf(all)));
            return all;
        }

        /// Every derivative beside five-point differences, as a share of the largest.
        double gradientError() {
            List<Variable> run = run(subject.inputs());
            TapeGradients gradients = run.getLast().gradients(dy);
            double worst = 0;
            for (int k = 0; k < subject.inputs().size(); k++) {
                Tensor x = subject.inputs().get(k);
                Tensor slopes = Tensor.zeros(Precision.FLOAT64, x.shape());
                for (int i = 0; i < x.size(); i++) {
                    double at = x.getStored(i);
                    int place = i;
                    slopes.setStored(
                            i,
                            slope(step -> {
                                        x.setStored(place, at + step);
                                        return run(subject.inputs())
                                                .getLast()
                                                .value()
                                                .times(dy)
                                                .sum();
                                    })
                                    .getStored(0));
                    x.setStored(i, at);
                }
                worst = Math.max(worst, distance(gradients.of(run.get(k)), slopes));
            }
            return worst;
        }

        /// The derivative of all gradients along the direction, beside differences of them.
        double secondError() {
            List<Variable> run = run(subject.inputs());
            Tape tape = run.getLast().tape();
            Variable upstream = tape.constant(dy);
            Variable along = tape.constant(0, Precision.FLOAT64);
            for (int k = 0; k < direction.size(); k++) {
                Variable gradient = run.getLast().gradient(run.get(k), upstream);
                along = along.plus(
                        gradient.times(tape.constant(direction.get(k))).sum());
            }
            double worst = 0;
            for (int k = 0; k < direction.size(); k++) {
                int which = k;
                Tensor differences = slope(step -> {
                    List<Variable> moved = run(moved(step));
                    return moved.getLast().gradients(dy).of(moved.get(which));
                });
                worst = Math.max(worst, distance(along.gradient(run.get(k)).value(), differences));
            }
            return worst;
        }

        private List<Tensor> moved(double step) {
            List<Tensor> moved = new ArrayList<>();
            for (int k = 0; k < direction.size(); k++) {
                moved.add(subject.inputs().get(k).plus(direction.get(k).times(step)));
            }
            return moved;
        }

        /// The same numbers in both precisions.
        double floatError() {
            List<Tensor> rounded = subject.inputs().stream()
                    .map(input -> in(input, Precision.FLOAT32))
                    .toList();
            List<Variable> floats = run(rounded);
            List<Variable> doubles =
                    run(rounded.stream().map(x -> in(x, Precision.FLOAT64)).toList());
            Tensor upstream = in(dy, Precision.FLOAT32);
            TapeGradients single = floats.getLast().gradients(upstream);
            TapeGradients exact = doubles.getLast().gradients(in(upstream, Precision.FLOAT64));
            double worst = distance(
                    in(floats.getLast().value(), Precision.FLOAT64),
                    doubles.getLast().value());
            for (int k = 0; k < rounded.size(); k++) {
                worst = Math.max(
                        worst, distance(in(single.of(floats.get(k)), Precision.FLOAT64), exact.of(doubles.get(k))));
            }
            return worst;
        }

        private interface AtStep {
            Tensor of(double step);
        }

        private static Tensor slope(AtStep f) {
            Tensor near = f.of(STEP).minus(f.of(-STEP));
            Tensor far = f.of(2 * STEP).minus(f.of(-2 * STEP));
            return near.times(8).minus(far).dividedBy(12 * STEP);
        }

        /// The largest difference, as a share of the largest number, or of 1 if all are smaller.
        private static double distance(Tensor actual, Tensor expected) {
            assertThat(actual.shape()).isEqualTo(expected.shape());
            if (actual.size() == 0) {
                return 0;
            }
            double largest = Math.max(1, magnitude(expected));
            double difference = magnitude(actual.minus(expected));
            return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference / largest;
        }

        private static double magnitude(Tensor x) {
            return x.map(Math::abs).max().getStored(0);
        }
    }
}
