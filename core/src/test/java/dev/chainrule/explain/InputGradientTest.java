package dev.chainrule.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.model.Model;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputGradientTest {
    private static final double STEP = 1e-5;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isTheCentralDifferenceOfTheScore(boolean images) {
        Model model = images ? Networks.ofImages(Precision.FLOAT64) : Networks.ofRows(Precision.FLOAT64);
        Tensor x = Networks.examples(model, 3);
        int[] classes = {2, 0, 1};

        Tensor gradient = InputGradient.of(model, x, classes);

        for (int i = 0; i < x.size(); i++) {
            double before = x.getStored(i);
            int n = i / x.shape().sizePerExample();
            x.setStored(i, before + STEP);
            double above = model.scores(x).get(n, classes[n]);
            x.setStored(i, before - STEP);
            double below = model.scores(x).get(n, classes[n]);
            x.setStored(i, before);
            double numeric = (above - below) / (2 * STEP);
            assertThat(gradient.getStored(i)).isCloseTo(numeric, within(1e-4 * Math.max(1e-2, Math.abs(numeric))));
        }
        assertThat(gradient.abs().max().getStored(0)).isGreaterThan(1e-3);
    }

    @Test
    void saliencyIsTheLargestMagnitudeAmongTheChannels() {
        Tensor gradients = Tensor.of(Precision.FLOAT64, Shape.of(1, 3, 1, 2), 1, -2, -3, 0.5, 2, 1);
        assertThat(InputGradient.saliency(gradients, Shape.of(3, 1, 2)).toArray())
                .containsExactly(3, 2);
        assertThat(InputGradient.saliency(
                                Tensor.of(Precision.FLOAT64, Shape.of(1, 6), 1, -2, -3, 0.5, 2, 1), Shape.of(3, 1, 2))
                        .toArray())
                .containsExactly(3, 2);
        assertThatThrownBy(() -> InputGradient.saliency(gradients, Shape.of(3, 2, 2)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessageContaining("(1, 3, 1, 2) does not fit images (3, 2, 2)");
    }

    @Test
    void doesNotDependOnTheOtherExamplesOfABatch() {
        Model model = Networks.ofImages(Precision.FLOAT32);
        Tensor x = Networks.examples(model, InputGradient.MOST_AT_ONCE + 2);
        int[] classes = new int[x.shape().extent(0)];
        classes[InputGradient.MOST_AT_ONCE] = 2;

        Tensor all = InputGradient.of(model, x, classes);

        int last = InputGradient.MOST_AT_ONCE;
        assertThat(InputGradient.of(model, x.gather(last), 2).toArray())
                .containsExactly(all.gather(last).toArray());
    }

    @Test
    void refusesAClassThatIsNotThere() {
        Model model = Networks.ofRows(Precision.FLOAT64);
        Tensor x = Networks.examples(model, 1);
        assertThatThrownBy(() -> InputGradient.of(model, x, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Trace: class 3 does not fit 3 scores; expected 0 to 2");
    }
}
