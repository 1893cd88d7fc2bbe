package dev.chainrule.course;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.fixture.Case;
import dev.chainrule.fixture.ExpectedValues;
import dev.chainrule.fixture.Numbers;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Convolution against the numbers of CS231n's `ConvolutionalNetworks` notebook.
class ConvolutionCasesTest {
    private static final Mode TRAIN = new Mode.Train(RandomKey.of(0));

    @ParameterizedTest
    @EnumSource
    void convolutionForwardIsTheCourses(Precision precision) {
        Case example = ExpectedValues.named("conv_forward_naive");
        Agreement published = new Agreement(precision, example.tolerance("rel_error"), 48);
        Convolution2d layer = layer(published, example, example.input("w"), example.input("b"));

        Tensor y = layer.forward(published.tensor(example.input("x")), TRAIN).output();

        published.check("out", y, example.expected("out"));
        Agreement.recomputed(precision, 48).check("out", y, example.expected("out_full"));
    }

    @ParameterizedTest
    @EnumSource
    void convolutionBackwardIsTheCourses(Precision precision) {
        Case example = ExpectedValues.named("conv_backward_naive");
        Agreement agreement = Agreement.recomputed(precision, 100);
        Map<String, Numbers> drawn = example.draws().all();
        Convolution2d layer = layer(agreement, example, drawn.get("w"), drawn.get("b"));

        Pass pass = layer.forward(agreement.tensor(drawn.get("x")), TRAIN);
        Gradients gradients = pass.backward(agreement.tensor(drawn.get("dout")));

        agreement.check("out", pass.output(), example.expectedDigest("out"));
        agreement.check("dx", gradients.input(), example.expected("dx"));
        agreement.check("dw", gradients.of(layer.parameters().getFirst()), example.expected("dw"));
        agreement.check("db", gradients.of(layer.parameters().getLast()), example.expected("db"));
    }

    @ParameterizedTest
    @EnumSource
    void theLargeConvolutionIsTheCoursesInBothPrecisions(Precision precision) {
        Case example = ExpectedValues.named("conv_fast_vs_naive");
        Agreement agreement = new Agreement(precision, 1e-9, 25_600);
        Map<String, Numbers> drawn = example.draws().all();
        Convolution2d layer = layer(agreement, example, drawn.get("w"), drawn.get("b"));

        Pass pass = layer.forward(agreement.tensor(drawn.get("x")), TRAIN);
        Gradients gradients = pass.backward(agreement.tensor(drawn.get("dout")));

        agreement.check("out", pass.output(), example.expectedDigest("out"));
        agreement.check("dx", gradients.input(), example.expectedDigest("dx"));
        agreement.check("dw", gradients.of(layer.parameters().getFirst()), example.expectedDigest("dw"));
        agreement.check("db", gradients.of(layer.parameters().getLast()), example.expectedDigest("db"));
    }

    /// The notebook's two filters, on a picture of numbers instead of photos.
    @ParameterizedTest
    @EnumSource
    void theCoursesImageFiltersAreGrayscaleAndEdges(Precision precision) {
        Case example = ExpectedValues.named("conv_image_filters");
        Agreement agreement = new Agreement(precision, 1e-12, 10);
        int size = 20;
        Numbers x = Numbers.fill(i -> (37 * i + i / 7 * 11) % 256, 2, 3, size, size);
        double[] w = new double[2 * 3 * 9];
        w[4] = 0.3;
        w[9 + 4] = 0.6;
        w[18 + 4] = 0.1;
        double[] edge = {1, 2, 1, 0, 0, 0, -1, -2, -1};
        System.arraycopy(edge, 0, w, 27 + 18, 9);
        Convolution2d layer =
                layer(agreement, example, new Numbers(w, 2, 3, 3, 3), new Numbers(new double[] {0, 128}, 2));

        Tensor image = agreement.tensor(x);
        Tensor y = layer.forward(image, TRAIN).output();

        Numbers expected = Numbers.fill(
                i -> {
                    int n = i / (2 * size * size);
                    int row = i / size % size;
                    int column = i % size;
                    return i / (size * size) % 2 == 0
                            ? 0.3 * image.get(n, 0, row, column)
                                    + 0.6 * image.get(n, 1, row, column)
                                    + 0.1 * image.get(n, 2, row, column)
                            : 128 + blueAbove(image, n, row - 1, column) - blueAbove(image, n, row + 1, column);
                },
                2,
                2,
                size,
                size);
        agreement.check("out", y, expected);
        assertThat(y.shape().toArray()).containsExactly(2, 2, size, size);
    }

    /// A row of the blue channel, smoothed by (1, 2, 1), with zeros outside.
    private static double blueAbove(Tensor image, int n, int row, int column) {
        int size = image.shape().extent(3);
        double sum = 0;
        for (int offset = -1; offset <= 1; offset++) {
            int at = column + offset;
            if (row >= 0 && row < size && at >= 0 && at < size) {
                sum += (2 - Math.abs(offset)) * image.get(n, 2, row, at);
            }
        }
        return sum;
    }

    private static Convolution2d layer(Agreement agreement, Case example, Numbers w, Numbers b) {
        return new Convolution2d(
                new Parameter("w", Parameter.Kind.WEIGHT, agreement.tensor(w)),
                new Parameter("b", Parameter.Kind.BIAS, agreement.tensor(b)),
                (int) example.parameter("stride"),
                (int) example.parameter("pad"));
    }
}
