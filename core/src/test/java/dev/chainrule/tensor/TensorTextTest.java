package dev.chainrule.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTextTest {
    private static String numbers(double... values) {
        return text(Tensor.of(values)).replaceFirst("Tensor \\(\\d+\\), float64: ", "");
    }

    private static String text(Tensor tensor) {
        return tensor.toString();
    }

    @Test
    void numbersStandAsNumpyPlacesThem() {
        for (JsonNode each : NumpyTensorsTest.read("numpy-texts.json")) {
            Tensor tensor = NumpyTensorsTest.input(Precision.FLOAT64, 0, NumpyTensorsTest.integers(each.get("shape")));
            String title = "Tensor " + tensor.shape() + ", float64:";
            String numbers = each.get("text").asText();
            assertThat(text(tensor)).startsWith(title);
            assertThat(text(tensor).substring(title.length() + 1)).isEqualTo(numbers);
            assertThat(text(tensor).charAt(title.length()))
                    .isEqualTo(numbers.contains("\n") || title.length() + 1 + numbers.length() > 100 ? '\n' : ' ');
        }
    }

    @ParameterizedTest
    @EnumSource
    void theShapeAndThePrecisionAreSaid(Precision precision) {
        String name = precision == Precision.FLOAT32 ? "float32" : "float64";
        assertThat(Tensor.of(precision, Shape.of(), 1.58)).hasToString("Tensor (), %s: 1.58", name);
        assertThat(Tensor.of(precision, Shape.of(3), 0.1, -2, 3)).hasToString("Tensor (3), %s: [ 0.1 -2.0  3.0]", name);
        assertThat(Tensor.of(precision, Shape.of(2, 2), 1, 2, 3, 4))
                .hasToString("Tensor (2, 2), %s:\n[[1.0 2.0]\n [3.0 4.0]]", name);
        assertThat(Tensor.zeros(precision, Shape.of(0, 3))).hasToString("Tensor (0, 3), %s: []", name);
        assertThat(Tensor.zeros(precision, Shape.of(70000, 0))).hasToString("Tensor (70000, 0), %s: []", name);
    }

    @Test
    void digitsFollowTheLargestNumber() {
        assertThat(numbers(0.123456789, 1.5)).isEqualTo("[0.1235 1.5000]");
        assertThat(numbers(0.00312345678, -0.5)).isEqualTo("[ 0.00312 -0.50000]");
        assertThat(numbers(0.00031234567)).isEqualTo("[0.00031235]");
        assertThat(numbers(123.456789, 0.5)).isEqualTo("[123.46   0.50]");
        assertThat(numbers(98765.4321)).isEqualTo("[98765.4]");
        assertThat(numbers(1, 2, 30)).isEqualTo("[ 1.0  2.0 30.0]");
        assertThat(numbers(123456789, 3)).isEqualTo("[123456789.0         3.0]");
        assertThat(numbers(0, 0)).isEqualTo("[0.0 0.0]");
        assertThat(numbers(9.999999, 0.3333333)).isEqualTo("[10.0000  0.3333]");
    }

    @Test
    void smallNumbersBesideLargeOnesDoNotLookLikeZero() {
        assertThat(numbers(1.25, 0.000003, -0.000004567, 0)).isEqualTo("[    1.25  3.0e-06 -4.6e-06     0.00]");
        assertThat(numbers(1, 1e-300)).isEqualTo("[     1.0 1.0e-300]");
    }

    @Test
    void veryLargeAndVerySmallNumbersHaveAPowerOfTen() {
        assertThat(numbers(1.23456789e-8, -3e-12)).isEqualTo("[ 1.2346e-08 -3.0000e-12]");
        assertThat(numbers(1.5e12, 2, 0)).isEqualTo("[1.5e+12 2.0e+00     0.0]");
        assertThat(numbers(123456.5)).isEqualTo("[1.2346e+05]");
        assertThat(numbers(Double.MAX_VALUE, Double.MIN_VALUE)).isEqualTo("[1.7977e+308 4.9407e-324]");
        assertThat(text(Tensor.of(new float[] {Float.MAX_VALUE, 1}))).endsWith("[3.4028e+38 1.0000e+00]");
    }

    @Test
    void whatIsNotANumberIsShown() {
        assertThat(numbers(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1.5))
                .isEqualTo("[      NaN  Infinity -Infinity       1.5]");
        assertThat(numbers(Double.NaN)).isEqualTo("[NaN]");
    }

    @Test
    void imagesAreElidedToTheirEdges() {
        Tensor images = Tensor.of(Precision.FLOAT32, Shape.of(64, 3, 32, 32), new double[64 * 3 * 32 * 32]);
        images.set(1, 63, 2, 31, 31);
        String row = "[0.0 0.0 0.0 … 0.0 0.0 0.0]";
        String image = "[" + String.join("\n   ", row, row, row, "…", row, row, row) + "]";
        String example = "[" + image + "\n\n  …\n\n  " + image + "]";
        String last = example.substring(0, example.length() - 6) + "1.0]]]";
        assertThat(text(images))
                .isEqualTo("Tensor (64, 3, 32, 32), float32:\n[" + example + "\n\n\n …\n\n\n " + last + "]");
    }

    @Test
    void noTextIsLongOrWide() {
        RandomGenerator random = RandomGenerator.of("SplittableRandom");
        for (int[] extents :
                new int[][] {{}, {5000}, {500, 500}, {200, 1}, {1, 200}, {50, 50, 50}, {9, 9, 9, 9}, {9, 9, 9, 9, 9}}) {
            Tensor tensor = Tensor.gaussian(Precision.FLOAT64, Shape.of(extents), random)
                    .map(x -> x * StrictMath.pow(10, 6 * x));
            String[] lines = text(tensor).split("\n");
            assertThat(lines).hasSizeLessThanOrEqualTo(201);
            assertThat(Arrays.stream(lines).mapToInt(String::length)).allMatch(length -> length <= 100);
        }
    }

    @Test
    void theTextDoesNotDependOnTheCountry() {
        Locale usual = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(numbers(1.5, 1e-9)).isEqualTo("[    1.5 1.0e-09]");
        } finally {
            Locale.setDefault(usual);
        }
    }
}
