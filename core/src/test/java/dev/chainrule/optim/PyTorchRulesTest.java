package dev.chainrule.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

/// Twelve steps at a rate that changes beside numbers of NumPy programs that follow the algorithms in PyTorch's
/// documentation, in float64.
class PyTorchRulesTest {
    private static final int STEPS = 12;

    static Stream<Arguments> rules() {
        Momentum buffer = Momentum.of().withForm(Momentum.Form.BUFFER);
        RmsProp rmsProp = RmsProp.of();
        Adam amsGrad = Adam.of().withBeta2(0.99).withAmsgrad(true);
        return Stream.of(
                rule(buffer, 0.6050497825414215, -1.6449138146708204, 0.5041771637378862),
                rule(buffer.withDampening(0.3), 0.6894971235692419, -1.3671939286709633, 0.4393932072049121),
                rule(Momentum.of().withDampening(0.3), 0.7341669612321878, -1.2105799592535327, 0.4075538762527454),
                rule(rmsProp.withCentred(true), -0.022748289607780803, -3.643094611848928, 4.381215429677483),
                rule(rmsProp.withMomentum(0.9), -5.636035202553469, -18.18221399390873, 23.610821464100056),
                rule(new RmsProp(0.9, 1e-6, true, 0.9), -1.3787500747060744, -7.334803795985451, 10.374433828161326),
                rule(amsGrad, 0.7400919581742451, -1.240079218717468, 1.1992541930790657),
                rule(AdamW.of(amsGrad, 0.01), 0.7312852880491875, -1.2316459971487288, 1.1925114913706951),
                rule(NAdam.of(), 0.7998479790578618, -1.0878344138248153, 1.0146794816238571),
                rule(new NAdam(0.95, 0.99, 1e-6, 0.1), 0.8303513802306312, -1.008879019921852, 0.9080990534998195),
                rule(RAdam.of(), 0.9756807948409074, -0.6180316471941755, 0.29590588832568315),
                rule(new RAdam(0.8, 0.99, 1e-6), 0.9535527448311942, -0.6578924650071651, 0.356816467287489));
    }

    private static Arguments rule(UpdateRule rule, double... expected) {
        return Arguments.of(rule, expected);
    }

    private static double gradient(int i, int t) {
        double[] wave = {0.4, -0.3, 0.02};
        double[] constant = {0.1, 0.2, -0.05};
        return wave[i] * StrictMath.cos(1.3 * t + i) + constant[i];
    }

    private static Tensor afterTwelveSteps(UpdateRule rule, Precision precision) {
        Tensor w = Tensor.of(precision, Shape.of(3), 1, -0.5, 0.25);
        var parameter = new Parameter("W", Parameter.Kind.WEIGHT, w);
        var optimizer = new Optimizer(rule, new GradientClipping.None(), List.of(parameter));
        for (int t = 1; t <= STEPS; t++) {
            Tensor gradient = Tensor.of(precision, Shape.of(3), gradient(0, t), gradient(1, t), gradient(2, t));
            optimizer.step(Gradients.withoutInput().with(parameter, gradient), 0.05 * (1 + 0.1 * t));
        }
        return w;
    }

    @ParameterizedTest
    @MethodSource("rules")
    void twelveStepsAreThoseOfPyTorchsAlgorithm(UpdateRule rule, double... expected) {
        double[] exact = afterTwelveSteps(rule, Precision.FLOAT64).toArray();
        double[] fast = afterTwelveSteps(rule, Precision.FLOAT32).toArray();
        for (int i = 0; i < expected.length; i++) {
            assertThat(exact[i]).isCloseTo(expected[i], within(1e-12 * Math.max(1, Math.abs(expected[i]))));
            assertThat(fast[i]).isCloseTo(expected[i], within(1e-4 * Math.max(1, Math.abs(expected[i]))));
        }
    }

    @Test
    void bothFormsOfMomentumAreTheSameWhileTheRateIsConstant() {
        Tensor one = Tensor.of(Precision.FLOAT64, Shape.of(1), 1);
        Tensor other = one.copy();
        Tensor velocity = Tensor.zeros(Precision.FLOAT64, one.shape());
        Tensor buffer = velocity.copy();
        for (int t = 1; t <= 20; t++) {
            Tensor gradient = Tensor.of(Precision.FLOAT64, Shape.of(1), gradient(0, t));
            Momentum rule = Momentum.of().withDampening(0.4);
            rule.apply(one, gradient, 0.1, t, List.of(velocity));
            rule.withForm(Momentum.Form.BUFFER).apply(other, gradient, 0.1, t, List.of(buffer));
        }
        assertThat(one.get(0)).isCloseTo(other.get(0), within(1e-14));
        assertThat(velocity.get(0)).isCloseTo(-0.1 * buffer.get(0), within(1e-14));
    }

    @Test
    void aVarianceThatRoundingMakesNegativeCountsAsNone() {
        Tensor w = Tensor.zeros(Precision.FLOAT32, Shape.of(100));
        var parameter = new Parameter("W", Parameter.Kind.WEIGHT, w);
        var optimizer = new Optimizer(new RmsProp(0.5, 1e-3, true, 0), new GradientClipping.None(), List.of(parameter));
        Tensor gradient = Tensor.zeros(Precision.FLOAT32, w.shape());
        for (int i = 0; i < 100; i++) {
            gradient.setStored(i, 0.1 + 0.013 * i);
        }
        for (int t = 0; t < 200; t++) {
            optimizer.step(Gradients.withoutInput().with(parameter, gradient), 1e-3);
        }
        for (double value : w.toArray()) {
            assertThat(value).isFinite().isNegative();
        }
    }

    @Test
    void rectificationBeginsWithTheSixthStepAndEndsAtOne() {
        RAdam radam = RAdam.of();
        assertThat(radam.rectification(5)).isZero();
        assertThat(radam.rectification(6)).isBetween(0.01, 0.05);
        assertThat(radam.rectification(100_000)).isCloseTo(1, within(1e-9));
        assertThat(radam.withBeta2(0.6).rectification(1000)).isZero();
    }

    @Test
    void aStepOfNAdamAfterAMillionOthersIsAsFastAsAnother() {
        Tensor w = Tensor.of(Precision.FLOAT64, Shape.of(1), 1);
        Tensor mean = Tensor.of(Precision.FLOAT64, Shape.of(1), 0.5);
        Tensor squares = Tensor.of(Precision.FLOAT64, Shape.of(1), 0.25);
        Tensor gradient = Tensor.of(Precision.FLOAT64, Shape.of(1), 0.5);
        NAdam.of().apply(w, gradient, 0.1, 1_000_000, List.of(mean, squares));
        assertThat(w.get(0)).isCloseTo(0.9, within(1e-7));
    }
}
