package dev.chainrule.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.data.ImageDataset;
import dev.chainrule.data.LabeledImages;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.settings.OutOfRangeException;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PixelRangeTest {
    private static final Shape IMAGE = Shape.of(3, 4, 5);

    /// Images that show each byte several times.
    private static LabeledImages images() {
        byte[] pixels = new byte[12 * IMAGE.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 7);
        }
        return new LabeledImages(pixels, new int[12], IMAGE, List.of("only"));
    }

    private static int[] all() {
        return new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    }

    @ParameterizedTest
    @EnumSource
    void isWhatAScalingMakesOfBlackAndWhite(PixelScaling.Kind kind) {
        PixelScaling scaling = PixelScaling.of(kind, images());
        PixelRange range = PixelRange.of(scaling);
        for (int i = 0; i < IMAGE.size(); i++) {
            assertThat(range.black()[i]).isEqualTo((0 - scaling.shift()[i]) * scaling.scale()[i]);
            assertThat(range.white()[i]).isEqualTo((255 - scaling.shift()[i]) * scaling.scale()[i]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bytesComeBackAsTheyWereReadFromImagesAndRows(Precision precision) {
        PixelScaling scaling = PixelScaling.of(PixelScaling.Kind.STANDARDIZED_PIXEL, images());
        PixelRange range = PixelRange.of(scaling);
        for (Shape input : List.of(IMAGE, Shape.of(IMAGE.size()))) {
            ImageDataset data = new ImageDataset(images(), scaling, input);
            Tensor x = data.batch(all(), precision).x();

            byte[][] bytes = range.bytes(x);

            for (int n = 0; n < bytes.length; n++) {
                assertThat(bytes[n]).isEqualTo(data.pixels(n));
            }
            double[] again = range.images(precision, input, bytes).toArray();
            for (int i = 0; i < again.length; i++) {
                assertThat(again[i]).isCloseTo(x.toArray()[i], within(1e-5));
            }
        }
    }

    @Test
    void greyIsInTheMiddleInTheFormOfTheNetwork() {
        for (boolean rows : List.of(true, false)) {
            var model = rows ? Networks.ofRows(Precision.FLOAT64) : Networks.ofImages(Precision.FLOAT32);
            PixelRange range = Ranges.of(model);
            Tensor grey = range.grey(model);
            assertThat(grey.shape()).isEqualTo(model.input().batchOf(1));
            assertThat(grey.precision()).isEqualTo(model.precision());
            for (int i = 0; i < grey.size(); i++) {
                assertThat(grey.toArray()[i]).isCloseTo((range.black()[i] + range.white()[i]) / 2, within(1e-7));
            }
        }
    }

    @Test
    void bytesAreRoundedAndClamped() {
        PixelRange range = new PixelRange(Shape.of(1, 2, 3), new double[6], new double[] {255, 255, 255, 255, 1, 1});
        Tensor x = Tensor.of(Precision.FLOAT64, Shape.of(1, 6), -3, 300, 7.4, 7.6, 0.5, 0.1);
        assertThat(range.bytes(x)[0]).containsExactly(0, 255, 7, 8, 128, 26);
        assertThat(range.rounded(x).toArray())
                .containsExactly(new double[] {0, 255, 7, 8, 128 / 255.0, 26 / 255.0}, within(1e-12));
    }

    @Test
    void namesWhatDoesNotFit() {
        assertThatThrownBy(() -> new PixelRange(Shape.of(1, 1, 2), new double[2], new double[] {1, 0}))
                .isInstanceOf(OutOfRangeException.class)
                .hasMessage("PixelRange: white 0.0 is out of range; expected a number above black, 0.0");
        assertThatThrownBy(() -> new PixelRange(Shape.of(1, 1, 2), new double[3], new double[2]))
                .isInstanceOf(OutOfRangeException.class)
                .hasMessage("PixelRange: numbers of black 3 is out of range; expected 2");
        PixelRange range = new PixelRange(Shape.of(1, 1, 2), new double[2], new double[] {1, 1});
        assertThatThrownBy(() -> range.bytes(Tensor.zeros(Precision.FLOAT32, Shape.of(1, 3))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessageContaining("batch (1, 3) does not fit images (1, 1, 2)");
        assertThatThrownBy(() -> range.images(Precision.FLOAT32, Shape.of(2), new byte[3]))
                .isInstanceOf(OutOfRangeException.class)
                .hasMessageContaining("bytes 3");
    }
}
