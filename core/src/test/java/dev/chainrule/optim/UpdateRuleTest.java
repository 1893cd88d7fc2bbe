package dev.chainrule.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tensors;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Parameter;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UpdateRuleTest {
    /// One number's step, written out: memory a and b, number w, gradient g, rate, step t from 1.
    interface WrittenOut {
        /// Returns the new {w, a, b}.
        double[] step(double w, double a, double b, double g, double rate, int t);
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                rule(new Sgd(), (w, a, b, g, r, t) -> new double[] {w - r * g, 0, 0}),
                rule(Momentum.of(), (w, a, b, g, r, t) -> {
                    double v = 0.9 * a - r * g;
                    return new double[] {w + v, v, 0};
                }),
                rule(new Nesterov(0.9, Nesterov.Form.LOOKAHEAD), (w, a, b, g, r, t) -> {
                    double v = 0.9 * a - r * g;
                    return new double[] {w - 0.9 * a + 1.9 * v, v, 0};
                }),
                rule(new Nesterov(0.9, Nesterov.Form.BUFFER), (w, a, b, g, r, t) -> {
                    double v = 0.9 * a + g;
                    return new double[] {w - r * (g + 0.9 * v), v, 0};
                }),
                rule(new AdaGrad(1e-8), (w, a, b, g, r, t) -> {
                    double c = a + g * g;
                    return new double[] {w - r * g / (Math.sqrt(c) + 1e-8), c, 0};
                }),
                rule(RmsProp.of(), (w, a, b, g, r, t) -> {
                    double c = 0.99 * a + 0.01 * g * g;
                    return new double[] {w - r * g / (Math.sqrt(c) + 1e-8), c, 0};
                }),
                rule(Adam.of(), (w, a, b, g, r, t) -> adam(w, a, b, g, r, t, false)),
                rule(
                        new Adam(0.9, 0.999, 1e-8, Adam.Placement.BEFORE_CORRECTION, false),
                        (w, a, b, g, r, t) -> adam(w, a, b, g, r, t, true)),
                rule(AdamW.of(Adam.of(), 0.01), (w, a, b, g, r, t) -> adam(w - r * 0.01 * w, a, b, g, r, t, false)));
    }

    private static Arguments rule(UpdateRule rule, WrittenOut writtenOut) {
        return Arguments.of(rule, writtenOut);
    }

    private static double[] adam(double w, double a, double b, double g, double r, int t, boolean before) {
        double m = 0.9 * a + 0.1 * g;
        double v = 0.999 * b + 0.001 * g * g;
        double first = 1 - Math.pow(0.9, t);
        double second = 1 - Math.pow(0.999, t);
        double step = before
                ? r * Math.sqrt(second) / first * m / (Math.sqrt(v) + 1e-8)
                : r * (m / first) / (Math.sqrt(v / second) + 1e-8);
        return new double[] {w - step, m, v};
    }

    /// f(w) = Σ ½ cᵢ wᵢ² + sin wᵢ with curvatures from 0.1 to 2.
    private static double gradient(int i, double w) {
        return (0.1 + 0.1 * i) * w + Math.cos(w);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aThousandStepsEqualTheRuleWrittenOut(UpdateRule rule, WrittenOut writtenOut) {
        for (Precision precision : Precision.values()) {
            int n = 20;
            Tensor start = Tensors.gaussian(precision, 1, 1, n);
            var parameter = new Parameter("W", Parameter.Kind.WEIGHT, start.copy());
            var optimizer = new Optimizer(rule, new GradientClipping.None(), List.of(parameter));
            double[][] state = new double[n][];
            for (int i = 0; i < n; i++) {
                state[i] = new double[] {start.getStored(i), 0, 0};
            }
            Tensor gradient = Tensor.zeros(precision, Shape.of(n));
            for (int t = 1; t <= 1000; t++) {
                double rate = 0.01 + 0.005 * Math.sin(t);
                for (int i = 0; i < n; i++) {
                    double[] s = state[i];
                    gradient.setStored(i, gradient(i, s[0]));
                    state[i] = writtenOut.step(s[0], s[1], s[2], gradient(i, s[0]), rate, t);
                }
                optimizer.step(Gradients.withoutInput().with(parameter, gradient), rate);
            }
            double tolerance = precision == Precision.FLOAT64 ? 1e-12 : 2e-5;
            for (int i = 0; i < n; i++) {
                assertThat(parameter.value().getStored(i)).isCloseTo(state[i][0], within(tolerance));
            }
            assertThat(optimizer.steps()).isEqualTo(1000);
        }
    }

    @Test
    void sharesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> Momentum.of().withMomentum(1)).hasMessageContaining("momentum 1.0 is out of range");
        assertThatThrownBy(() -> new Adam(0.9, 1, 1e-8, Adam.Placement.AFTER_CORRECTION, false))
                .hasMessageContaining("beta2");
        assertThatThrownBy(() -> RmsProp.of().withEpsilon(-1)).hasMessageContaining("epsilon -1.0");
    }

    @Test
    void clippingByNormKeepsTheDirectionAndLimitsTheLength() {
        Tensor a = Tensor.of(Precision.FLOAT64, Shape.of(1), 3);
        Tensor b = Tensor.of(Precision.FLOAT64, Shape.of(1), 4);
        new GradientClipping.Norm(1).apply(List.of(a, b));
        assertThat(a.get(0)).isCloseTo(0.6, within(1e-15));
        assertThat(b.get(0)).isCloseTo(0.8, within(1e-15));
        new GradientClipping.Norm(2).apply(List.of(a, b));
        assertThat(a.get(0)).isCloseTo(0.6, within(1e-15));
    }

    @Test
    void clippingByValueMovesEachNumberIntoTheRange() {
        for (Precision precision : Precision.values()) {
            Tensor a = Tensor.of(precision, Shape.of(4), -3, 0.5, 4, Double.NaN);
            new GradientClipping.Value(1).apply(List.of(a));
            assertThat(a.toArray()).containsExactly(-1, 0.5, 1, Double.NaN);
        }
    }
}
