package dev.chainrule.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.doctor.Answers;
import dev.chainrule.lab.page.Curve;
import dev.chainrule.lab.page.HtmlImages;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.page.Picture;
import dev.chainrule.lab.page.Png;
import dev.chainrule.lab.page.Ramp;
import dev.chainrule.lab.page.StyleSheet;
import dev.chainrule.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The pieces that drawings are made of.
class PartsTest {

    @ParameterizedTest
    @CsvSource({"1,1,1", "3,1,1", "3,32,32", "1,28,28", "3,7,300", "3,200,200"})
    void anyImageReaderReadsThePixelsBack(int channels, int height, int width) throws IOException {
        byte[] pixels = new byte[channels * height * width];
        new Random(1).nextBytes(pixels);
        Picture picture = new Picture(pixels, Shape.of(channels, height, width));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(Png.encode(picture)));
        assertThat(image.getWidth()).isEqualTo(width);
        assertThat(image.getHeight()).isEqualTo(height);
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                int[] read = image.getRaster().getPixel(column, row, (int[]) null);
                for (int channel = 0; channel < channels; channel++) {
                    assertThat(read[channel]).isEqualTo(picture.at(channel, row, column));
                }
            }
        }
    }

    @Test
    void whatIsNoImageIsRefused() {
        assertThatThrownBy(() -> new Picture(new byte[8], Shape.of(2, 2, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Picture: 8 bytes of shape (2, 2, 2) do not fit an image; expected C × H × W bytes, C = 1 or"
                                + " 3");
        assertThatThrownBy(() -> new Picture(new byte[11], Shape.of(3, 2, 2))).hasMessageContaining("11 bytes");
        assertThatThrownBy(() -> new Picture(new byte[0], Shape.of(3, 0, 2))).hasMessageContaining("(3, 0, 2)");
    }

    @Test
    void aLargePictureIsShrunkToTheMeansOfItsParts() {
        byte[] pixels = new byte[96 * 192];
        IntStream.range(0, pixels.length).forEach(i -> pixels[i] = (byte) (i % 4 < 2 ? 200 : 100));
        Picture shrunk = HtmlImages.shrunk(new Picture(pixels, Shape.of(1, 96, 192)));
        assertThat(shrunk.shape()).isEqualTo(Shape.of(1, 24, 48));
        assertThat(shrunk.pixels()).containsOnly((byte) 150);
        assertThat(HtmlImages.shrunk(new Picture(new byte[1000], Shape.of(1, 1, 1000)))
                        .shape())
                .isEqualTo(Shape.of(1, 1, 48));
    }

    @Test
    void aSmoothedCurveIsTheMeanOfItsNeighbours() {
        assertThat(Curve.smoothed(new double[] {1, 2, 6, 3, 4}, 3)).containsExactly(1.5, 3, 11.0 / 3, 13.0 / 3, 3.5);
        assertThat(Curve.smoothed(new double[] {1, Double.NaN, 3}, 3)).containsExactly(1, 2, 3);
        assertThat(Curve.smoothed(new double[] {Double.NaN}, 3)).containsExactly(Double.NaN);
        assertThat(Curve.smoothed(new double[0], 3)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 599, 600, 601, 9000, 200_000})
    void theDrawnPointsKeepTheExtremesAndAreFew(int count) {
        Random random = new Random(count);
        double[] values = random.doubles(count).toArray();
        double[] positions =
                IntStream.range(0, count).mapToDouble(i -> (double) i / count).toArray();
        int[] drawn = Curve.drawn(positions, values, 300);
        assertThat(drawn).hasSizeLessThanOrEqualTo(600).isSorted().doesNotHaveDuplicates();
        if (count > 0) {
            double[] kept = Arrays.stream(drawn).mapToDouble(i -> values[i]).toArray();
            assertThat(Arrays.stream(kept).max())
                    .isEqualTo(Arrays.stream(values).max());
            assertThat(Arrays.stream(kept).min())
                    .isEqualTo(Arrays.stream(values).min());
        }
    }

    @Test
    void aGapSurvivesThinning() {
        double[] values = new double[10_000];
        values[5000] = Double.NaN;
        double[] positions =
                IntStream.range(0, values.length).mapToDouble(i -> i / 1e4).toArray();
        assertThat(Curve.drawn(positions, values, 300)).contains(5000);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "0, 0",
                "2.302585, 2.303",
                "0.0123456, 0.0123",
                "12.3456, 12.35",
                "123.456, 123.5",
                "1234.4, 1234",
                "0.000012345, 1.23e-05",
                "1234567, 1.23e+06",
                "-0.5, -0.500",
                "NaN, –",
                "Infinity, –"
            })
    void numbersHaveFourDigitsOrSo(double value, String text) {
        assertThat(Numbers.significant(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0.04, 0.0 s",
        "6.24, 6.2 s",
        "59.6, 60 s",
        "99.4, 99 s",
        "99.6, 1 min 40 s",
        "754, 12 min 34 s",
        "7500, 2 h 5 min",
        "NaN, –"
    })
    void timesAreReadAtOnce(double seconds, String text) {
        assertThat(Numbers.seconds(seconds).replace('\u00a0', ' ')).isEqualTo(text);
    }

    @Test
    void countsAreGroupedByThinSpaces() {
        assertThat(Numbers.count(48_000).replace('\u202f', '_')).isEqualTo("48_000");
        assertThat(Numbers.count(1_234_567).replace('\u202f', '_')).isEqualTo("1_234_567");
        assertThat(Numbers.count(-123_456).replace('\u202f', '_')).isEqualTo("-123_456");
        assertThat(Numbers.count(9000)).isEqualTo("9000");
        assertThat(Numbers.count(-100)).isEqualTo("-100");
        assertThat(Numbers.count(1, "epoch") + Numbers.count(0, "step")).isEqualTo("1\u00a0epoch0\u00a0steps");
        assertThat(Numbers.percent(0.4525) + Numbers.percent(Double.NaN)).isEqualTo("45.3\u00a0%–");
    }

    @Test
    void coordinatesAreShort() {
        assertThat(Numbers.coordinate(12)).isEqualTo("12");
        assertThat(Numbers.coordinate(12.34)).isEqualTo("12.3");
        assertThat(Numbers.coordinate(-0.34)).isEqualTo("-0.3");
        assertThat(Numbers.coordinate(-12.04)).isEqualTo("-12");
    }

    @Test
    void shadesCanBeReadWithoutColoursAndTheirNumbersOnThem() {
        for (Ramp ramp :
                new Ramp[] {StyleSheet.RIGHT, StyleSheet.WRONG, StyleSheet.RIGHT_DARK, StyleSheet.WRONG_DARK}) {
            double direction = Math.signum(Ramp.luminance(ramp.to()) - Ramp.luminance(ramp.from()));
            for (int shade = 0; shade <= Ramp.LAST; shade++) {
                assertThat(Ramp.contrast(ramp.color(shade), ramp.ink(shade))).isGreaterThan(4.5);
                if (shade > 0) {
                    double step = Ramp.luminance(ramp.color(shade)) - Ramp.luminance(ramp.color(shade - 1));
                    assertThat(direction * step).isPositive();
                }
            }
        }
    }

    @Test
    void shadesKeepSmallSharesVisible() {
        assertThat(Ramp.shade(0)).isZero();
        assertThat(Ramp.shade(0.04)).isEqualTo(2);
        assertThat(Ramp.shade(1)).isEqualTo(Ramp.LAST);
        assertThat(Ramp.share(Ramp.shade(0.25))).isEqualTo(0.25);
    }

    @Test
    void theIntervalOfAShareIsWilsons() {
        assertThat(Answers.interval(45, 100)).usingComparatorWithPrecision(1e-4).containsExactly(0.3561, 0.5476);
        assertThat(Answers.interval(0, 10)).usingComparatorWithPrecision(1e-4).containsExactly(0, 0.2775);
        assertThat(Answers.interval(10, 10)).usingComparatorWithPrecision(1e-4).containsExactly(0.7225, 1);
    }
}
