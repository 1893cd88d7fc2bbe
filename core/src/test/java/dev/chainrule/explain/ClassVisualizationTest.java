package dev.chainrule.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.explain.ClassVisualization.Visualized;
import dev.chainrule.model.Model;
import dev.chainrule.settings.OutOfRangeException;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClassVisualizationTest {
    private static final ClassVisualization SETTINGS = new ClassVisualization(40, 0.064, 1e-3, 1, 10, 0.5, 5);

    private static Model model(boolean images, Precision precision) {
        return images ? Networks.ofImages(precision) : Networks.ofRows(precision);
    }

    @ParameterizedTest
    @EnumSource
    void raisesTheScoreOfEachClassWithinTheRange(Precision precision) {
        for (boolean images : List.of(true, false)) {
            Model model = model(images, precision);
            PixelRange range = Ranges.of(model);
            List<Double> progress = new ArrayList<>();

            Visualized found = SETTINGS.of(model, range, progress::add, 0, 1, 2);

            assertThat(found.images().shape()).isEqualTo(model.input().batchOf(3));
            assertThat(Ranges.holds(range, found.images())).isTrue();
            for (int k = 0; k < 3; k++) {
                assertThat(found.scores()[k]).isGreaterThan(found.scoresBefore()[k] + 0.3);
                assertThat(found.probabilities()[k]).isGreaterThan(found.probabilitiesBefore()[k]);
                assertThat(found.scores()[k])
                        .isEqualTo(model.scores(found.images()).get(k, k));
            }
            assertThat(progress).hasSize(40).isSorted().endsWith(1.0);
        }
    }

    @Test
    void aStepIsTheNormalisedGradientOfThePenalisedScoreInQuartersOfTheRange() {
        Model model = Networks.ofImages(Precision.FLOAT64);
        PixelRange range = Ranges.of(model);
        Tensor start = new ClassVisualization(1, 1e-14, 0.3, 0, 1, 0, 5)
                .of(model, range, share -> {}, 1)
                .images();
        double[] gradient = InputGradient.of(model, start, 1).toArray();
        double[] u = new double[gradient.length];
        double[] g = new double[gradient.length];
        double squares = 0;
        for (int i = 0; i < g.length; i++) {
            double quarter = (range.white()[i] - range.black()[i]) / 4;
            u[i] = (start.toArray()[i] - (range.white()[i] + range.black()[i]) / 2) / quarter;
            g[i] = gradient[i] * quarter - 2 * 0.3 * u[i];
            squares += g[i] * g[i];
        }

        double[] stepped = new ClassVisualization(1, 0.064, 0.3, 0, 1, 0, 5)
                .of(model, range, share -> {}, 1)
                .images()
                .toArray();

        for (int i = 0; i < g.length; i++) {
            double to = Math.clamp(u[i] + 0.064 * Math.sqrt(g.length / squares) * g[i], -2, 2);
            double quarter = (range.white()[i] - range.black()[i]) / 4;
            assertThat(stepped[i]).isCloseTo((range.white()[i] + range.black()[i]) / 2 + quarter * to, within(1e-10));
        }
    }

    @Test
    void theSameSeedGivesTheSameBitsWhicheverOtherClassesThereAre() {
        Model model = Networks.ofImages(Precision.FLOAT32);
        PixelRange range = Ranges.of(model);
        Tensor all = SETTINGS.of(model, range, share -> {}, 0, 1, 2).images();

        Tensor again = SETTINGS.of(model, range, share -> {}, 2, 0).images();

        assertThat(again.toArray()).containsExactly(all.gather(2, 0).toArray());
        Tensor other = new ClassVisualization(40, 0.064, 1e-3, 1, 10, 0.5, 6)
                .of(model, range, share -> {}, 0)
                .images();
        assertThat(other.toArray()).isNotEqualTo(all.gather(0).toArray());
    }

    @Test
    void aMoveAndABlurChangeTheWay() {
        Model model = Networks.ofImages(Precision.FLOAT64);
        PixelRange range = Ranges.of(model);
        double[] plain = new ClassVisualization(3, 0.064, 0, 0, 1, 0, 5)
                .of(model, range, share -> {}, 0)
                .images()
                .toArray();
        assertThat(new ClassVisualization(3, 0.064, 0, 3, 1, 0, 5)
                        .of(model, range, share -> {}, 0)
                        .images()
                        .toArray())
                .isNotEqualTo(plain);
        assertThat(new ClassVisualization(3, 0.064, 0, 0, 1, 0.5, 5)
                        .of(model, range, share -> {}, 0)
                        .images()
                        .toArray())
                .isNotEqualTo(plain);
    }

    @Test
    void theSettingsOfTheCourseGrowWithTheImage() {
        assertThat(ClassVisualization.of(Shape.of(3, 224, 230)).jitter()).isEqualTo(16);
        assertThat(ClassVisualization.of(Shape.of(3, 32, 32)).jitter()).isEqualTo(2);
        assertThat(ClassVisualization.of(Shape.of(3, 32, 32)).rate())
                .isCloseTo(25 / Math.sqrt(3 * 224 * 224), within(1e-3));
    }

    @Test
    void namesWhatDoesNotFit() {
        Model model = Networks.ofImages(Precision.FLOAT32);
        PixelRange range = Ranges.of(model);
        assertThatThrownBy(() -> SETTINGS.of(model, range, share -> {}, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Trace: class 3 does not fit 3 scores; expected 0 to 2");
        assertThatThrownBy(() -> SETTINGS.of(model, range, share -> {}))
                .isInstanceOf(OutOfRangeException.class)
                .hasMessageContaining("number of classes 0");
        assertThatThrownBy(() -> SETTINGS.of(model, Ranges.of(Networks.ofRows(Precision.FLOAT32)), share -> {}, 0))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessageContaining("(1, 3, 8, 8) does not fit images (3, 2, 2)");
    }
}
