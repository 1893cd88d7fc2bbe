package dev.chainrule.kernel.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.kernel.Gemm;
import dev.chainrule.kernel.Pointwise;
import dev.chainrule.kernel.Update;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// Numbers by hand for what is otherwise only compared with the vector kernels.
class ReferenceKernelsTest {
    private final Gemm gemm = new ReferenceGemm();
    private final Pointwise pointwise = new ReferencePointwise();
    private final Update update = new ReferenceUpdate();

    private static Tensor tensor(Shape shape, double... values) {
        return Tensor.of(Precision.FLOAT64, shape, values);
    }

    private static Tensor row(double... values) {
        return tensor(Shape.of(values.length), values);
    }

    @Test
    void productsTakeEitherFactorTransposed() {
        Tensor a = tensor(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
        Tensor transposedA = tensor(Shape.of(3, 2), 1, 4, 2, 5, 3, 6);
        Tensor b = tensor(Shape.of(3, 4), 1, 0, 2, -1, 0, 1, 0, 3, 5, 0, 1, 2);
        Tensor transposedB = tensor(Shape.of(4, 3), 1, 0, 5, 0, 1, 0, 2, 0, 1, -1, 3, 2);
        for (boolean first : new boolean[] {false, true}) {
            for (boolean second : new boolean[] {false, true}) {
                Tensor out = Tensor.full(Precision.FLOAT64, Shape.of(2, 4), 9);
                gemm.multiply(first ? transposedA : a, first, second ? transposedB : b, second, out);
                assertThat(out.toArray()).containsExactly(16, 2, 5, 11, 34, 5, 14, 23);
            }
        }
    }

    @Test
    void gramSumsAreAddedOnAndAboveTheDiagonal() {
        Tensor x = tensor(Shape.of(3, 2), 1, 2, 3, 4, 5, 6);
        Tensor sums = tensor(Shape.of(2, 2), 100, 200, 300, 400);
        gemm.addGram(x, sums);
        assertThat(sums.toArray()).containsExactly(135, 244, 300, 456);
    }

    @Test
    void bytesAreUnsignedAndEachPositionHasItsShiftAndScale() {
        byte[] bytes = {9, 9, (byte) 200, 10, 3, (byte) 255};
        Tensor x = Tensor.zeros(Precision.FLOAT64, Shape.of(2, 2));
        new ReferencePixels().scale(bytes, new int[] {2, 1}, new float[] {1, 5}, new float[] {0.5f, 2}, x);
        assertThat(x.toArray()).containsExactly(1, 500, 99.5, 10);
    }

    @Test
    void onlyFiniteNumbersAreAllFinite() {
        assertThat(pointwise.allFinite(row(1, -Double.MAX_VALUE, 0))).isTrue();
        assertThat(pointwise.allFinite(row(1, Double.NaN))).isFalse();
        assertThat(pointwise.allFinite(row(Double.NEGATIVE_INFINITY, 1))).isFalse();
    }

    @Test
    void zeroHasNoSign() {
        Tensor sums = row(1, 1, 1);
        pointwise.addScaledSign(row(-4, 0, 7), 3, sums);
        assertThat(sums.toArray()).containsExactly(-2, 1, 4);
    }

    @Test
    void aNormIsThatOfARowOfAColumnOrOfAFilter() {
        Tensor bias = row(3, 4);
        update.limitNorms(bias, 2.5);
        assertThat(bias.toArray()).containsExactly(1.5, 2);
        Tensor filters = tensor(Shape.of(2, 1, 1, 2), 3, 4, 0.3, 0.4);
        update.limitNorms(filters, 2.5);
        assertThat(filters.toArray()).containsExactly(1.5, 2, 0.3, 0.4);
        Tensor columns = tensor(Shape.of(2, 2), 3, 0.3, 4, 0.4);
        update.limitNorms(columns, 2.5);
        assertThat(columns.toArray()).containsExactly(1.5, 0.3, 2, 0.4);
    }

    @Test
    void rmsPropRemembersTheMeanWithItsSign() {
        Tensor mean = row(0.5);
        update.rmsProp(row(1), row(2), row(0), mean, row(0), new Update.RmsPropStep(0.1, 0.75, 1e-8, 0, true));
        assertThat(mean.get(0)).isEqualTo(0.875);
    }

    /// m = ½·1 + ½·2, v = ½·2 + ½·4; the weight keeps ¾, and goes down by (2·m + 3·g) / √(v·12).
    @Test
    void nadamShrinksTheWeightBeforeItMovesIt() {
        Tensor w = row(8);
        update.nadam(w, row(2), row(1), row(2), new Update.AdamStep(0.5, 0.5, 2, 12, 0, 0.25), 3);
        assertThat(w.get(0)).isCloseTo(6 - 9.0 / 6, within(1e-15));
    }
}
