package dev.chainrule.lab.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Range;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class ImageTensorTest {
    /// 3 pixels wide, 2 high.
    private static BufferedImage picture() {
        BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 6; i++) {
            image.setRGB(i % 3, i / 3, (10 + i) << 16 | (100 + i) << 8 | 200 + i);
        }
        return image;
    }

    @Test
    void aPictureIsABatchOfOneInRedGreenAndBlue() {
        Tensor x = ImageTensor.of(picture());
        assertThat(x.shape()).isEqualTo(Shape.of(1, 3, 2, 3));
        assertThat(x.precision()).isEqualTo(Precision.FLOAT32);
        assertThat(x.toArray())
                .containsExactly(10, 11, 12, 13, 14, 15, 100, 101, 102, 103, 104, 105, 200, 201, 202, 203, 204, 205);
        DecodedImage decoded = ImageDecoder.overWhite().decode(picture());
        Tensor grey = ImageTensor.of(decoded, Colours.GREY);
        assertThat(grey.shape()).isEqualTo(Shape.of(1, 1, 2, 3));
        assertThat(grey.get(0, 0, 0, 0)).isEqualTo(84); // 0.299 · 10 + 0.587 · 100 + 0.114 · 200
    }

    @Test
    void aTensorBecomesAPictureAgain() {
        Tensor x = ImageTensor.of(picture());
        for (Tensor each : new Tensor[] {x, x.slice(Range.at(0)), x.as(Precision.FLOAT64)}) {
            BufferedImage image = ImageTensor.toImage(each);
            assertThat(image.getWidth()).isEqualTo(3);
            for (int i = 0; i < 6; i++) {
                assertThat(image.getRGB(i % 3, i / 3)).isEqualTo(picture().getRGB(i % 3, i / 3));
            }
        }
    }

    @Test
    void brightnessesAreRoundedAndEndAtBlackAndWhite() {
        Tensor grey = Tensor.of(new double[][][] {{{-5, 0.4, 0.6, 254.6, 1e9}}});
        BufferedImage image = ImageTensor.toImage(grey);
        int[] levels = new int[5];
        for (int i = 0; i < 5; i++) {
            int rgb = image.getRGB(i, 0) & 0xffffff;
            levels[i] = rgb & 0xff;
            assertThat(rgb).isEqualTo(levels[i] * 0x10101);
        }
        assertThat(levels).containsExactly(0, 0, 1, 255, 255);
    }

    @Test
    void whatIsNoPictureIsRefusedInALine() {
        for (int[] extents : new int[][] {{2, 3}, {2, 3, 4, 4}, {1, 2, 4, 4}, {4, 4, 4}, {3, 0, 4}}) {
            Tensor x = Tensor.zeros(Precision.FLOAT32, Shape.of(extents));
            assertThatThrownBy(() -> ImageTensor.toImage(x))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "ImageTensor: shape %s does not fit an image; expected (C, H, W) or (1, C, H, W), C = 1 or"
                                    + " 3",
                            x.shape());
        }
        assertThatThrownBy(() -> ImageTensor.toImage(Tensor.of(new double[][][] {{{Double.NaN}}})))
                .hasMessage("ImageTensor: NaN does not fit a brightness; expected 0 to 255");
    }
}
