package dev.chainrule.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DisplacementTest {
    private static final Shape IMAGE = Shape.of(1, 3, 4);

    /// ```
    /// 1  2  3  4
    /// 5  6  7  8
    /// 9 10 11 12
    /// ```
    private static final double[] PIXELS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

    @ParameterizedTest
    @CsvSource({
        "false,  0,  0, ZERO,    1 2 3 4  5 6 7 8  9 10 11 12",
        "true,   0,  0, ZERO,    4 3 2 1  8 7 6 5  12 11 10 9",
        "false,  1,  2, ZERO,    0 0 0 0  0 0 1 2  0 0 5 6",
        "false, -1, -2, ZERO,    7 8 0 0  11 12 0 0  0 0 0 0",
        "true,   1,  2, ZERO,    0 0 0 0  2 1 0 0  6 5 0 0",
        "true,  -1, -2, ZERO,    0 0 8 7  0 0 12 11  0 0 0 0",
        "false,  1,  2, REFLECT, 7 6 5 6  3 2 1 2  7 6 5 6",
        "false, -2, -1, REFLECT, 10 11 12 11  6 7 8 7  2 3 4 3",
        "true,   1,  2, REFLECT, 6 5 6 7  2 1 2 3  6 5 6 7",
        "false,  2, -2, REFLECT, 11 12 11 10  7 8 7 6  3 4 3 2",
        "true,  -2, -1, REFLECT, 11 12 11 10  7 8 7 6  3 4 3 2"
    })
    void bordersAreAsWrittenOut(boolean flipped, int down, int right, Padding padding, String expected) {
        double[] values = Arrays.stream(expected.trim().split("\\s+"))
                .mapToDouble(Double::parseDouble)
                .toArray();
        for (Precision precision : Precision.values()) {
            Displacement displacement = new Displacement(flipped, down, right, padding);
            Tensor image = Tensor.of(precision, IMAGE.batchOf(1), PIXELS);
            assertThat(displacement.of(image, IMAGE).toArray()).isEqualTo(values);
            Tensor row = Tensor.of(precision, Shape.of(1, 12), PIXELS);
            assertThat(displacement.of(row, IMAGE).toArray()).isEqualTo(values);
        }
    }

    @ParameterizedTest
    @EnumSource(Padding.class)
    void everyPixelComesFromWhereTheFormulaSays(Padding padding) {
        Shape image = Shape.of(3, 5, 7);
        Tensor x = dev.chainrule.Tensors.gaussian(Precision.FLOAT32, 1, 1, 2, 3, 5, 7);
        for (int down = -4; down <= 4; down++) {
            for (int right = -4; right <= 4; right++) {
                for (boolean flipped : new boolean[] {false, true}) {
                    Tensor y = new Displacement(flipped, down, right, padding).of(x, image);
                    assertThat(y.toArray()).isEqualTo(moved(x, flipped, down, right, padding));
                }
            }
        }
    }

    private static double[] moved(Tensor x, boolean flipped, int down, int right, Padding padding) {
        double[] expected = new double[x.size()];
        int i = 0;
        for (int n = 0; n < 2; n++) {
            for (int c = 0; c < 3; c++) {
                for (int row = 0; row < 5; row++) {
                    for (int column = 0; column < 7; column++) {
                        int y = row - down;
                        int shown = flipped ? 6 - column - right : column - right;
                        boolean outside = y < 0 || y > 4 || shown < 0 || shown > 6;
                        expected[i++] = outside && padding == Padding.ZERO
                                ? 0
                                : x.get(n, c, 4 - Math.abs(4 - Math.abs(y)), 6 - Math.abs(6 - Math.abs(shown)));
                    }
                }
            }
        }
        return expected;
    }

    @Test
    void anImageMovedOutOfSightIsRefused() {
        Tensor x = Tensor.of(Precision.FLOAT32, IMAGE.batchOf(1), PIXELS);
        assertThatThrownBy(() -> new Displacement(false, 0, -3, Padding.ZERO).of(x, IMAGE))
                .hasMessage("Displacement: translation by 3 pixels does not fit images (1, 3, 4); expected at most 2");
    }

    @Test
    void aBatchOfOtherImagesIsRefused() {
        Tensor x = Tensor.of(Precision.FLOAT32, Shape.of(3, 4), PIXELS);
        assertThatThrownBy(() -> new Displacement(true, 0, 0, Padding.ZERO).of(x, IMAGE))
                .hasMessage(
                        "Displacement: batch (3, 4) does not fit images (1, 3, 4); expected (N, 1, 3, 4) or (N, 12)");
        assertThatThrownBy(() -> new Displacement(true, 0, 0, Padding.ZERO).of(x, Shape.of(4)))
                .hasMessage("Displacement: examples (4) are no images; expected (C, H, W)");
    }
}
