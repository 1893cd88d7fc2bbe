package dev.chainrule.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.model.Model;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AttributionTest {
    private static final Shape IMAGE = Shape.of(3, 8, 8);

    @ParameterizedTest
    @EnumSource(Precision.class)
    void contributionsAddUpToTheDifferenceOfScores(Precision precision) {
        for (Model model : List.of(Networks.ofImages(precision), Networks.ofRows(precision))) {
            Tensor x = Networks.examples(model, 3);
            Tensor baseline = Tensor.zeros(precision, model.input().batchOf(1));
            int[] classes = {0, 1, 2};

            IntegratedGradients.Contributions all =
                    IntegratedGradients.of().of(model, x, baseline, share -> {}, classes);

            double[] values = all.values().toArray();
            int size = values.length / 3;
            for (int n = 0; n < 3; n++) {
                double difference = model.scores(x).get(n, classes[n])
                        - model.scores(baseline).get(0, classes[n]);
                double sum = Arrays.stream(values, n * size, (n + 1) * size).sum();
                assertThat(all.differences()[n]).isCloseTo(difference, within(1e-5));
                assertThat(sum).isCloseTo(difference, within(0.01 * Math.abs(difference)));
                assertThat(all.errors()[n])
                        .isLessThanOrEqualTo(0.01)
                        .isCloseTo(Math.abs(sum - difference) / Math.abs(difference), within(1e-4));
                assertThat(all.steps()[n]).isBetween(64, 4096);
            }
        }
    }

    @Test
    void theWayIsDividedFurtherUntilTheContributionsAreComplete() {
        Model model = Networks.ofImages(Precision.FLOAT64);
        Tensor x = Networks.examples(model, 3);
        Tensor baseline = Tensor.zeros(Precision.FLOAT64, model.input().batchOf(1));

        IntegratedGradients.Contributions coarse =
                new IntegratedGradients(1, 1, 1e-9).of(model, x, baseline, share -> {}, 0, 1, 2);
        double error = Arrays.stream(coarse.errors()).max().orElseThrow();
        IntegratedGradients.Contributions fine =
                new IntegratedGradients(1, 1 << 12, error / 3).of(model, x, baseline, share -> {}, 0, 1, 2);

        assertThat(coarse.steps()).containsOnly(1);
        assertThat(Arrays.stream(fine.errors()).max().orElseThrow()).isLessThanOrEqualTo(error / 3);
        assertThat(Arrays.stream(fine.steps()).max().orElseThrow()).isGreaterThan(1);
    }

    @Test
    void smoothGradIsTheMeanOverNoisyCopies() {
        Model model = Networks.ofRows(Precision.FLOAT64);
        Tensor x = Networks.examples(model, 2);

        double[] mean =
                new SmoothGrad(3, 0.5, 7).of(model, x, share -> {}, 1, 2).toArray();

        double[] expected = new double[12];
        double[] row = x.gather(1).toArray();
        double deviation = 0.5
                * (Arrays.stream(row).max().orElseThrow()
                        - Arrays.stream(row).min().orElseThrow());
        RandomGenerator random = RandomKey.of(7).child(1).generator();
        for (int sample = 0; sample < 3; sample++) {
            double[] noisy = row.clone();
            for (int i = 0; i < noisy.length; i++) {
                noisy[i] += deviation * random.nextGaussian();
            }
            double[] gradient = InputGradient.of(model, Tensor.of(Precision.FLOAT64, Shape.of(1, 12), noisy), 2)
                    .toArray();
            for (int i = 0; i < 12; i++) {
                expected[i] += gradient[i] / 3;
            }
        }
        for (int i = 0; i < 12; i++) {
            assertThat(mean[12 + i]).isCloseTo(expected[i], within(1e-12));
        }
    }

    @Test
    void gradCamIsTheRectifiedSumOfWeightedChannels() {
        Model model = Networks.ofImages(Precision.FLOAT64);
        Tensor x = Networks.examples(model, 2);

        Tensor map = GradCam.of(model, "relu-1", x, 2, 0);

        Trace trace = Trace.of(model, x);
        trace.backward(trace.scoreOf(2, 0));
        Tensor channels = trace.output("relu-1");
        Tensor weights = trace.gradient("relu-1").mean(2, 3);
        for (int n = 0; n < 2; n++) {
            for (int i = 0; i < 8; i++) {
                for (int j = 0; j < 8; j++) {
                    double sum = 0;
                    for (int c = 0; c < 6; c++) {
                        sum += weights.getStored(n * 6 + c) * channels.get(n, c, i, j);
                    }
                    assertThat(map.get(n, i, j)).isCloseTo(Math.max(0, sum), within(1e-12));
                }
            }
        }
        assertThat(GradCam.usualPlace(model)).contains("residual-1");
    }

    @Test
    void gradCamSaysWhatHasNoPlaces() {
        Model images = Networks.ofImages(Precision.FLOAT64);
        assertThatThrownBy(() -> GradCam.of(images, "affine-1", Networks.examples(images, 1), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layer affine-1 yields (1, 10) for one image, which has no places to tell apart");
        assertThat(GradCam.usualPlace(Networks.ofRows(Precision.FLOAT64))).isEmpty();
    }

    @Test
    void occlusionIsTheLoopOverPatches() {
        Model model = Networks.ofImages(Precision.FLOAT64);
        Tensor x = Networks.examples(model, 2);
        Tensor patch = Tensor.full(Precision.FLOAT64, model.input().batchOf(1), 0.25);
        int[] classes = {1, 2};
        Occlusion occlusion = new Occlusion(3, 2);
        List<Double> shares = new ArrayList<>();

        Occlusion.Hidden hidden = occlusion.of(model, x, IMAGE, patch, shares::add, classes);

        assertThat(hidden.tops()).containsExactly(0, 2, 4, 5);
        assertThat(hidden.lefts()).containsExactly(0, 2, 4, 5);
        assertThat(shares.getLast()).isEqualTo(1);
        for (int n = 0; n < 2; n++) {
            for (int a = 0; a < 4; a++) {
                for (int b = 0; b < 4; b++) {
                    Tensor one = x.gather(n);
                    for (int c = 0; c < 3; c++) {
                        for (int i = 0; i < 3; i++) {
                            for (int j = 0; j < 3; j++) {
                                one.set(0.25, 0, c, hidden.tops()[a] + i, hidden.lefts()[b] + j);
                            }
                        }
                    }
                    assertThat(hidden.probabilities().get(n, a, b))
                            .isCloseTo(probability(model.scores(one), classes[n]), within(1e-12));
                }
            }
            assertThat(hidden.whole()[n]).isCloseTo(probability(model.scores(x.gather(n)), classes[n]), within(1e-12));
        }
        assertThat(occlusion.loss(hidden, IMAGE).get(1, 0, 0))
                .isCloseTo(hidden.whole()[1] - hidden.probabilities().get(1, 0, 0), within(1e-12));
    }

    private static double probability(Tensor scores, int label) {
        double sum = 0;
        for (int k = 0; k < 3; k++) {
            sum += Math.exp(scores.get(0, k) - scores.get(0, label));
        }
        return 1 / sum;
    }

    @Test
    void occlusionRefusesWhatDoesNotFit() {
        Model model = Networks.ofImages(Precision.FLOAT64);
        Tensor x = Networks.examples(model, 1);
        assertThatThrownBy(() -> new Occlusion(9, 1).of(model, x, IMAGE, x, share -> {}, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Occlusion: a patch of 9 pixels does not fit an image side of 8; expected at most that");
        assertThatThrownBy(() -> new Occlusion(2, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Occlusion(2, 1).of(model, x, IMAGE, Networks.examples(model, 2), share -> {}, 0))
                .isInstanceOf(ShapeMismatchException.class);
    }

    @Test
    void mapsAreEnlargedBetweenTheMiddlesOfTheirPixels() {
        Tensor map = Tensor.of(Precision.FLOAT64, Shape.of(1, 1, 2), 0, 4);
        assertThat(Pixels.resized(map, 2, 4).toArray()).containsExactly(0, 1, 3, 4, 0, 1, 3, 4);
        assertThat(Pixels.resized(map, 1, 2).toArray()).containsExactly(0, 4);
    }
}
