package dev.chainrule.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageDatasetTest {
    private static final Shape IMAGE = Shape.of(3, 5, 7);

    private static LabeledImages images() {
        NumpyRandom random = new NumpyRandom(1);
        byte[] pixels = new byte[20 * IMAGE.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) random.randint(256);
        }
        int[] labels = new int[20];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 2;
        }
        return new LabeledImages(pixels, labels, IMAGE, List.of("even", "odd"));
    }

    @Test
    void imagesComeOutInTheOrderOfTheirShapeInBothPrecisions() {
        LabeledImages images = images();
        PixelScaling scaling = PixelScaling.of(PixelScaling.Kind.STANDARDIZED_PIXEL, images);
        for (Precision precision : Precision.values()) {
            for (Shape shape : List.of(IMAGE, Shape.of(IMAGE.size()))) {
                Batch batch = new ImageDataset(images, scaling, shape).batch(new int[] {3, 17}, precision);
                double[] values = batch.x().toArray();
                for (int i = 0; i < IMAGE.size(); i++) {
                    int pixel = images.pixels()[17 * IMAGE.size() + i] & 0xff;
                    double expected = (pixel - scaling.shift()[i]) * scaling.scale()[i];
                    assertThat(values[IMAGE.size() + i]).isCloseTo(expected, within(1e-5));
                }
                assertThat(batch.labels()).containsExactly(1, 1);
            }
        }
    }

    @Test
    void standardizedTrainingDataHasMeanZeroAndDeviationOne() {
        LabeledImages images = images();
        for (PixelScaling.Kind kind :
                List.of(PixelScaling.Kind.STANDARDIZED_PIXEL, PixelScaling.Kind.STANDARDIZED_CHANNEL)) {
            Dataset dataset = new ImageDataset(images, PixelScaling.of(kind, images), IMAGE);
            double[] x = dataset.batch(java.util.stream.IntStream.range(0, 20).toArray(), Precision.FLOAT64)
                    .x()
                    .toArray();
            double sum = 0;
            double squares = 0;
            for (double value : x) {
                sum += value;
                squares += value * value;
            }
            assertThat(sum / x.length).isCloseTo(0, within(1e-6));
            assertThat(squares / x.length).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void theMeanImageIsSubtractedWithoutDivision() {
        LabeledImages images = images();
        PixelScaling scaling = PixelScaling.of(PixelScaling.Kind.MEAN_IMAGE, images);
        double mean = 0;
        for (int n = 0; n < 20; n++) {
            mean += (images.pixels()[n * IMAGE.size()] & 0xff) / 20.0;
        }
        assertThat(scaling.shift()[0]).isCloseTo(mean, within(1e-12));
        assertThat(scaling.scale()).containsOnly(1);
    }

    @Test
    void theMeanOfAChannelIsThatOfAllItsPixels() {
        LabeledImages images = images();
        PixelScaling scaling = PixelScaling.of(PixelScaling.Kind.MEAN_CHANNEL, images);
        int area = IMAGE.size() / 3;
        for (int c = 0; c < 3; c++) {
            double mean = 0;
            for (int i = 0; i < 20 * area; i++) {
                mean += (images.pixels()[i / area * IMAGE.size() + c * area + i % area] & 0xff) / (20.0 * area);
            }
            assertThat(scaling.shift()[c * area]).isCloseTo(mean, within(1e-10));
            assertThat(scaling.shift()[c * area + area - 1]).isEqualTo(scaling.shift()[c * area]);
        }
        assertThat(scaling.scale()).containsOnly(1);
    }

    @Test
    void aConstantPixelGivesFiniteNumbers() {
        LabeledImages flat = new LabeledImages(new byte[2 * 4], new int[2], Shape.of(1, 2, 2), List.of("a"));
        PixelScaling scaling = PixelScaling.of(PixelScaling.Kind.STANDARDIZED_PIXEL, flat);
        assertThat(scaling.scale()).containsOnly(1.0 / 255);
    }

    @Test
    void partsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> new LabeledImages(new byte[5], new int[1], Shape.of(1, 2, 2), List.of("a")))
                .hasMessage("Images: 5 bytes do not fit 1 labels of images (1, 2, 2); expected N × C × H × W bytes");
        assertThatThrownBy(() -> new LabeledImages(new byte[4], new int[] {1}, Shape.of(1, 2, 2), List.of("a")))
                .hasMessage("Images: label 1 of image 0 does not fit 1 classes; expected 0 to 0");
        LabeledImages images = images();
        PixelScaling scaling = PixelScaling.of(PixelScaling.Kind.NONE, images);
        assertThatThrownBy(() -> new ImageDataset(images, scaling, Shape.of(104)))
                .hasMessageContaining(
                        "images (3, 5, 7) does not fit the model's input (104); expected (3, 5, 7) or (105)");
    }
}
