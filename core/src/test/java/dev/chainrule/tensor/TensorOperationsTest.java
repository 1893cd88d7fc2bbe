package dev.chainrule.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What [NumpyTensorsTest] does not compare: numbers that are none, sizes at the border, sentences of errors.
class TensorOperationsTest {
    private static final double NAN = Double.NaN;
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private static Tensor zeros(int... extents) {
        return Tensor.zeros(Precision.FLOAT64, Shape.of(extents));
    }

    @ParameterizedTest
    @EnumSource
    void theMeanOfEqualNumbersIsThatNumber(Precision precision) {
        for (int n = 1; n < 300; n++) {
            Tensor ones = Tensor.full(precision, Shape.of(n), 1);
            assertThat(ones.mean().get()).isEqualTo(1);
            assertThat(ones.variance().get()).isZero();
        }
    }

    @Test
    void sumsOfFloatsAreRoundedOnce() {
        Tensor tenths = Tensor.full(Precision.FLOAT32, Shape.of(1_000_000), 0.1);
        assertThat(tenths.sum().get()).isEqualTo((float) (1e6 * (double) 0.1f));
    }

    @Test
    void theMeanOfNothingIsNotANumberAndTheSumIsZero() {
        assertThat(zeros(0).mean().get()).isNaN();
        assertThat(zeros(0, 3).mean(0).toArray()).containsOnly(NAN).hasSize(3);
        assertThat(zeros(0, 3).sum(0).toArray()).containsExactly(0, 0, 0);
        assertThat(zeros(0, 3).mean(1).toArray()).isEmpty();
        assertThat(zeros(0, 3).max(1).toArray()).isEmpty();
        assertThat(zeros(0, 3).argmax(1)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotANumberStaysSo(Precision precision) {
        Tensor x = Tensor.of(precision, Shape.of(2, 3), 1, NAN, 3, 4, -INFINITY, 6);
        assertThat(x.max(1).toArray()).containsExactly(NAN, 6);
        assertThat(x.min(1).toArray()).containsExactly(NAN, -INFINITY);
        assertThat(x.sum(0).toArray()).containsExactly(5, NAN, 9);
        assertThat(x.maximum(2).toArray()).containsExactly(2, NAN, 3, 4, 2, 6);
        assertThat(x.minimum(x.negated()).toArray()).containsExactly(-1, NAN, -3, -4, -INFINITY, -6);
        assertThat(x.greaterThan(0).plus(x.atMost(0)).toArray()).containsExactly(1, 0, 1, 1, 1, 1);
        assertThat(x.equalTo(x).toArray()).containsExactly(1, 0, 1, 1, 1, 1);
        assertThat(x.argmax()).isEqualTo(1);
        assertThat(x.argmax(1)).containsExactly(1, 2);
        assertThat(x.argmax(0)).containsExactly(1, 0, 1);
        assertThat(Tensor.full(precision, Shape.of(3), -INFINITY).argmax()).isZero();
        Tensor product = x.matmul(Tensor.of(precision, Shape.of(3, 1), 0, 0, 1));
        assertThat(product.toArray()).containsExactly(NAN, NAN);
    }

    @Test
    void functionsOfOneNumber() {
        Tensor x = Tensor.of(4, 0.25, 0);
        assertThat(x.sqrt().toArray()).containsExactly(2, 0.5, 0);
        assertThat(x.log().exp().toArray()).containsExactly(new double[] {4, 0.25, 0}, within(1e-15));
        assertThat(x.log().get(2)).isEqualTo(-INFINITY);
        assertThat(x.negated().abs().toArray()).containsExactly(4, 0.25, 0);
        assertThat(x.power(-0.5).toArray()).containsExactly(0.5, 2, INFINITY);
        assertThat(x.negated().sqrt().get(0)).isNaN();
        assertThat(x.minus(4).dividedBy(2).plus(1).times(3).toArray()).containsExactly(3, -2.625, -3);
        assertThat(x.lessThan(4).toArray()).containsExactly(0, 1, 1);
        assertThat(x.equalTo(0).toArray()).containsExactly(0, 0, 1);
        assertThat(x.atLeast(0.25).toArray()).containsExactly(1, 1, 0);
        assertThat(x.square().toArray()).containsExactly(16, 0.0625, 0);
    }

    @Test
    void nothingChangesInPlace() {
        Tensor x = Tensor.of(new double[][] {{1, 2}, {3, 4}});
        for (Tensor result : new Tensor[] {
            x.reshape(2, 2),
            x.permute(0, 1),
            x.slice(),
            x.broadcastTo(x.shape()),
            x.as(Precision.FLOAT64),
            Tensor.concatenate(0, x),
            x.pad(new int[2], new int[2]),
            x.gather(0, 1)
        }) {
            assertThat(result.toArray()).containsExactly(1, 2, 3, 4);
            result.fill(9);
        }
        assertThat(x.toArray()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void stepsAndBoundsMayBeHuge() {
        Tensor x = Tensor.of(1, 2, 3);
        assertThat(x.slice(Range.all().by(Integer.MAX_VALUE)).toArray()).containsExactly(1);
        assertThat(x.slice(Range.from(1).by(Integer.MAX_VALUE)).toArray()).containsExactly(2);
        assertThat(x.slice(Range.of(Integer.MIN_VALUE, Integer.MAX_VALUE)).toArray())
                .containsExactly(1, 2, 3);
        assertThat(x.slice(Range.of(Integer.MAX_VALUE, Integer.MIN_VALUE)).toArray())
                .isEmpty();
        assertThatThrownBy(() -> x.slice(Range.at(Integer.MAX_VALUE)))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("position 2147483647 does not fit axis 0 of extent 3; expected -3 to 2");
        assertThatThrownBy(() -> x.slice(Range.at(Integer.MIN_VALUE))).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void rangesReadLikeNumpys() {
        assertThat(new Range[] {
                    Range.all(),
                    Range.of(1, 3),
                    Range.from(-2),
                    Range.at(-1),
                    Range.of(0, 6).by(2)
                })
                .extracting(Range::toString)
                .containsExactly(":", "1:3", "-2:", "-1", ":6:2");
    }

    @Test
    void placesAreFoundAgain() {
        Shape shape = Shape.of(2, 3, 4, 5);
        assertThat(shape.unravel(119)).containsExactly(1, 2, 3, 4);
        assertThat(shape.unravel(27)).containsExactly(0, 1, 1, 2);
        assertThat(IntStream.range(0, 120)).allMatch(i -> shape.position(shape.unravel(i)) == i);
        assertThat(Shape.of().unravel(0)).isEmpty();
        assertThat(Shape.of().position()).isZero();
        assertThatThrownBy(() -> shape.unravel(120))
                .hasMessage("Shape: position 120 does not fit shape (2, 3, 4, 5); expected 0 to 119");
        assertThatThrownBy(() -> shape.unravel(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Shape.of(0, 2).unravel(0)).hasMessageContaining("expected none");
        assertThatThrownBy(() -> shape.position(1, 1)).hasMessageContaining("an index of 2 coordinates");
        assertThatThrownBy(() -> shape.position(1, 3, 0, 0)).hasMessageContaining("coordinate 3 of axis 1");
    }

    @Test
    void numbersAtEqualDistances() {
        assertThat(Tensor.linspace(Precision.FLOAT64, Shape.of(2, 3), -1, 1).toArray())
                .containsExactly(new double[] {-1, -0.6, -0.2, 0.2, 0.6, 1}, within(1e-15));
        Tensor image = Tensor.linspace(Precision.FLOAT32, Shape.of(1, 2, 2, 2), 0, 7);
        assertThat(image.get(0, 1, 0, 1)).isEqualTo(5);
        assertThat(Tensor.linspace(Precision.FLOAT64, Shape.of(1), 3, 4).toArray())
                .containsExactly(3);
        assertThat(Tensor.linspace(Precision.FLOAT64, Shape.of(0), 3, 4).toArray())
                .isEmpty();
    }

    @Test
    void shapesThatDoNotFitAreNamed() {
        Tensor x = zeros(2, 3);
        says(
                () -> x.plus(zeros(2)),
                "Tensor: shape (2, 3) does not fit shape (2); expected extents that are equal or 1");
        says(() -> x.broadcastTo(Shape.of(3)), "broadcastTo: shape (2, 3) does not fit shape (3)");
        says(() -> zeros(3).broadcastTo(Shape.of(2, 1)), "broadcastTo: shape (3) does not fit shape (2, 1)");
        says(() -> x.matmul(x), "matmul: shape (2, 3) does not fit shape (2, 3); expected (n, k) and (k, m)");
        says(() -> x.matmul(zeros(3)), "matmul: shape (2, 3) does not fit shape (3)");
        says(() -> x.sum(2), "Axes: axis 2 does not fit shape (2, 3); expected -2 to 1");
        says(() -> x.sum(-3), "Axes: axis -3 does not fit shape (2, 3)");
        says(() -> zeros().sum(0), "Axes: axis 0 does not fit shape (); expected none, since it is a single number");
        says(() -> x.mean(1, -1), "Axes: axis -1 of [1, -1] is given twice");
        says(() -> x.permute(0), "permute: order [0] does not fit shape (2, 3); expected each axis once");
        says(() -> x.permute(0, 0), "permute: order [0, 0]");
        says(() -> x.permute(0, 1, 1), "permute: order [0, 1, 1]");
        says(() -> x.permute(0, 2), "Axes: axis 2 does not fit");
        says(() -> x.slice(Range.all(), Range.all(), Range.at(0)), "slice: 3 ranges [:, :, 0] do not fit shape (2, 3)");
        says(() -> x.pick(0), "pick: 1 columns do not fit shape (2, 3); expected a matrix with a row for each");
        says(() -> Tensor.concatenate(0), "concatenate: no tensor is given; expected one or more");
        says(() -> Tensor.concatenate(0, x, zeros(2, 2)), "concatenate: shape (2, 2) does not fit shape (2, 3)");
        says(() -> Tensor.concatenate(1, x, zeros(6)), "expected the same but for axis 1");
        says(() -> Tensor.concatenate(2, x), "Axes: axis 2 does not fit shape (2, 3)");
        says(() -> Tensor.stack(0, x, zeros(3, 2)), "stack: shape (3, 2) does not fit shape (2, 3)");
        says(() -> Tensor.stack(4, x), "axis 4 does not fit");
        says(() -> zeros().gather(0), "has no axis to leave out");
    }

    @Test
    void thereMustBeSomethingToChooseFrom() {
        says(() -> zeros(0, 3).max(0), "max: shape (0, 3) does not fit; expected at least one number to choose from");
        says(() -> zeros(0, 3).min(0), "min: shape (0, 3) does not fit; expected at least one number to choose from");
        says(() -> zeros(0).argmax(), "argmax: shape (0) does not fit; expected at least one number to choose from");
        says(() -> zeros(2, 0).argmax(1), "argmax: shape (2, 0)");
    }

    @Test
    void placesOutsideAreNamed() {
        Tensor x = zeros(2, 3);
        assertThatThrownBy(() -> x.slice(Range.at(2)))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("Range: position 2 does not fit axis 0 of extent 2; expected -2 to 1");
        assertThatThrownBy(() -> zeros(0).slice(Range.at(0)))
                .hasMessageContaining("expected a range, since it is empty");
        assertThatThrownBy(() -> x.gather(0, -1))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("gather: row -1 does not fit shape (2, 3); expected 0 to 1");
        assertThatThrownBy(() -> x.pick(0, 3)).hasMessage("pick: column 3 does not fit shape (2, 3); expected 0 to 2");
        assertThatThrownBy(() -> zeros(0, 2).gather(0)).hasMessageContaining("expected none, since it has none");
        assertThatThrownBy(() -> Range.of(0, 3).by(0)).hasMessage("Range: step 0 does not fit; expected at least 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"4", "-1:4", "0:-1", "-1:-1", "-1:-1:-1", "-2:-3", "5:2", "65536:65536:65536:0", "65536:65536"})
    void reshapesThatDoNotFitAreRefused(String extents) {
        int[] wanted = Stream.of(extents.split(":")).mapToInt(Integer::parseInt).toArray();
        says(() -> zeros(2, 3).reshape(wanted), "does not fit shape (2, 3); expected extents with a product of 6");
    }

    @Test
    void anOpenExtentNeedsNumbersToDivide() {
        says(() -> zeros(0).reshape(0, -1), "reshape: [0, -1] does not fit shape (0)");
        assertThat(zeros(0).reshape(-1, 5).shape()).isEqualTo(Shape.of(0, 5));
    }

    @Test
    void impossiblePadsAreRefused() {
        Tensor x = zeros(2, 3);
        says(() -> x.pad(new int[] {1}, new int[] {1}), "pad: [1] in front and [1] behind do not fit shape (2, 3)");
        says(() -> x.pad(new int[] {0, -1}, new int[2]), "expected 2 of each, 0 or more, and extents up to");
        int most = Integer.MAX_VALUE;
        says(() -> x.pad(new int[] {most, 0}, new int[2]), "pad: [2147483647, 0] in front");
        says(() -> x.pad(new int[] {most, 0}, new int[] {most, 0}), "do not fit");
        says(() -> x.pad(new int[] {most / 2, 0}, new int[2]), "more elements than fit one tensor");
    }

    @Test
    void twoPrecisionsAreNotMixed() {
        Tensor wide = Tensor.of(1, 2);
        Tensor narrow = Tensor.of(new float[] {1, 2});
        says(
                () -> wide.plus(narrow),
                "Tensor: FLOAT32 (2) does not fit FLOAT64 (2); expected one precision. as(Precision.FLOAT64) copies");
        says(() -> narrow.times(wide), "FLOAT64 (2) does not fit FLOAT32 (2)");
        says(() -> Tensor.concatenate(0, narrow, wide), "FLOAT64 (2) does not fit FLOAT32 (2)");
        says(() -> Tensor.stack(0, wide, narrow), "FLOAT32 (1, 2) does not fit");
        assertThat(wide.plus(narrow.as(Precision.FLOAT64)).toArray()).containsExactly(2, 4);
    }

    private static void says(Runnable action, String sentence) {
        assertThatThrownBy(action::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence)
                .satisfies(error -> assertThat(error.getMessage()).doesNotContain("\n"));
    }
}
