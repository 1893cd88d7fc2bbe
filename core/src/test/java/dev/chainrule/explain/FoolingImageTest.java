package dev.chainrule.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.explain.FoolingImage.Fooled;
import dev.chainrule.model.Model;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FoolingImageTest {
    private static final int EXAMPLES = 6;

    /// A step of less than a byte nearly everywhere.
    private static final double RATE = 0.001;

    private static Model model(boolean images, Precision precision) {
        return images ? Networks.ofImages(precision) : Networks.ofRows(precision);
    }

    private static int[] answers(Model model, Tensor x) {
        Tensor scores = model.scores(x);
        return IntStream.range(0, x.shape().extent(0))
                .map(n -> Scores.predicted(scores, n))
                .toArray();
    }

    /// The class of the second highest score of each example.
    private static int[] others(Model model, Tensor x) {
        Tensor scores = model.scores(x);
        int[] highest = answers(model, x);
        for (int n = 0; n < highest.length; n++) {
            scores.set(Double.NEGATIVE_INFINITY, n, highest[n]);
        }
        return IntStream.range(0, highest.length)
                .map(n -> Scores.predicted(scores, n))
                .toArray();
    }

    @ParameterizedTest
    @EnumSource
    void reachesItsTargetWithinTheRangeAlsoInWholeBytes(Precision precision) {
        for (boolean images : List.of(true, false)) {
            Model model = model(images, precision);
            PixelRange range = Ranges.of(model);
            Tensor x = Ranges.images(model, EXAMPLES);
            int[] targets = others(model, x);
            List<Double> progress = new ArrayList<>();

            Fooled fooled = new FoolingImage(0.01, 400).of(model, x, range, progress::add, targets);

            assertThat(fooled.answers()).containsExactly(answers(model, x));
            assertThat(Ranges.holds(range, fooled.images())).isTrue();
            int[] answers = answers(model, fooled.images());
            int[] whole = answers(model, range.rounded(fooled.images()));
            int reached = 0;
            for (int n = 0; n < EXAMPLES; n++) {
                assertThat(fooled.reached(n)).isEqualTo(answers[n] == targets[n]);
                if (fooled.reachedWhole(n)) {
                    reached++;
                    assertThat(whole[n]).isEqualTo(targets[n]);
                    assertThat(fooled.steps()[n]).isBetween(1, 400);
                    assertThat(fooled.wholeSteps()[n]).isBetween(fooled.steps()[n], 400);
                    assertThat(fooled.probabilities()[n]).isGreaterThan(1 / 3.0);
                }
            }
            // The twelve numbers of a row end at black and white before every score can be the highest.
            assertThat(reached).isGreaterThanOrEqualTo(images ? EXAMPLES : EXAMPLES - 2);
            assertThat(progress).isSorted().endsWith(1.0);
        }
    }

    @Test
    void countsTheStepsOfAPlainLoop() {
        Model model = Networks.ofImages(Precision.FLOAT64);
        PixelRange range = Ranges.of(model);
        Tensor x = Ranges.images(model, EXAMPLES);
        int[] targets = others(model, x);
        Fooled fooled = new FoolingImage(RATE, 2000).of(model, x, range, share -> {}, targets);

        for (int n = 0; n < EXAMPLES; n++) {
            Tensor image = x.gather(n);
            int steps = 0;
            while (answers(model, image)[0] != targets[n]) {
                step(model, range, image, targets[n]);
                steps++;
            }
            int whole = steps;
            while (answers(model, image)[0] != targets[n] || answers(model, range.rounded(image))[0] != targets[n]) {
                step(model, range, image, targets[n]);
                whole++;
            }
            assertThat(fooled.steps()[n]).isEqualTo(steps);
            assertThat(fooled.wholeSteps()[n]).isEqualTo(whole);
        }
        assertThat(fooled.wholeSteps()).isNotEqualTo(fooled.steps());
    }

    private static void step(Model model, PixelRange range, Tensor image, int target) {
        double[] g = InputGradient.of(model, image, target).toArray();
        double[] quarters = new double[g.length];
        Arrays.setAll(quarters, i -> (range.white()[i] - range.black()[i]) / 4);
        double squares = 0;
        for (int i = 0; i < g.length; i++) {
            g[i] *= quarters[i];
            squares += g[i] * g[i];
        }
        double[] values = image.toArray();
        for (int i = 0; i < g.length; i++) {
            double moved = values[i] + quarters[i] * RATE * Math.sqrt(g.length) * g[i] / Math.sqrt(squares);
            values[i] = Math.clamp(moved, range.black()[i], range.white()[i]);
        }
        image.copyFrom(Tensor.of(image.precision(), image.shape(), values));
    }

    @Test
    void anExampleThatIsTakenForItsTargetStaysAsItIs() {
        Model model = Networks.ofRows(Precision.FLOAT32);
        Tensor x = Ranges.images(model, 3);
        Fooled fooled = FoolingImage.of().of(model, x, Ranges.of(model), share -> {}, answers(model, x));
        assertThat(fooled.steps()).containsOnly(0);
        assertThat(fooled.wholeSteps()).containsOnly(0);
        assertThat(fooled.images().toArray()).containsExactly(x.toArray());
    }

    @Test
    void saysWhereTheStepsDidNotSuffice() {
        Model model = Networks.ofImages(Precision.FLOAT32);
        Tensor x = Ranges.images(model, 3);
        int[] targets = others(model, x);
        Fooled fooled = new FoolingImage(1e-6, 2).of(model, x, Ranges.of(model), share -> {}, targets);
        assertThat(fooled.steps()).containsOnly(-1);
        assertThat(fooled.reached(1)).isFalse();
        assertThat(fooled.reachedWhole(1)).isFalse();
        assertThat(fooled.images().toArray()).isNotEqualTo(x.toArray());
        Tensor scores = model.scores(fooled.images());
        assertThat(fooled.probabilities()[1]).isEqualTo(Scores.probability(scores, 1, targets[1]));
    }

    @Test
    void doesNotDependOnTheOtherExamplesOfABatch() {
        Model model = Networks.ofImages(Precision.FLOAT32);
        int count = InputGradient.MOST_AT_ONCE + 2;
        Tensor x = Ranges.images(model, count);
        int[] targets = others(model, x);
        PixelRange range = Ranges.of(model);
        FoolingImage settings = new FoolingImage(0.02, 100);
        Fooled all = settings.of(model, x, range, share -> {}, targets);
        for (int n : new int[] {3, count - 1}) {
            Fooled one = settings.of(model, x.gather(n), range, share -> {}, targets[n]);
            assertThat(one.images().toArray())
                    .containsExactly(all.images().gather(n).toArray());
            assertThat(one.wholeSteps()[0]).isEqualTo(all.wholeSteps()[n]);
        }
    }

    @Test
    void namesWhatDoesNotFit() {
        Model model = Networks.ofRows(Precision.FLOAT32);
        Tensor x = Ranges.images(model, 2);
        PixelRange range = Ranges.of(model);
        assertThatThrownBy(() -> FoolingImage.of().of(model, x, range, share -> {}, 0, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Trace: class 3 does not fit 3 scores; expected 0 to 2");
        assertThatThrownBy(() -> FoolingImage.of().of(model, x, range, share -> {}, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("FoolingImage: 1 targets do not fit 2 examples; expected one each");
        PixelRange other = Ranges.of(Networks.ofImages(Precision.FLOAT32));
        assertThatThrownBy(() -> FoolingImage.of().of(model, x, other, share -> {}, 0, 1))
                .isInstanceOf(ShapeMismatchException.class);
    }
}
