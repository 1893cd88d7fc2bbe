package dev.chainrule.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tensors;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Parameter;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OptimizerTest {
    private static Parameter parameter(Parameter.Kind kind) {
        return new Parameter(kind.name(), kind, tensor(1));
    }

    private static Tensor tensor(double value) {
        return Tensor.of(Precision.FLOAT64, Shape.of(1), value);
    }

    @ParameterizedTest
    @EnumSource(Parameter.Kind.class)
    void shiftsAloneLearnAtTheirOwnRate(Parameter.Kind kind) {
        Parameter parameter = parameter(kind);
        Optimizer optimizer = new Optimizer(
                new Sgd(), new GradientClipping.None(), List.of(parameter), 64, new WeightConstraint.None());
        optimizer.step(Gradients.withoutInput().with(parameter, tensor(1)), 0.0078125);
        double expected = switch (kind) {
            case WEIGHT, BIAS, SCALE -> 1 - 0.0078125;
            case SHIFT -> 0.5;
            case FIXED -> 1;
        };
        assertThat(parameter.value().get(0)).isEqualTo(expected);
    }

    @Test
    void withoutAFactorShiftsLearnLikeAllElse() {
        Parameter shift = parameter(Parameter.Kind.SHIFT);
        Optimizer optimizer = new Optimizer(new Sgd(), new GradientClipping.None(), List.of(shift));
        optimizer.step(Gradients.withoutInput().with(shift, tensor(1)), 0.25);
        assertThat(shift.value().get(0)).isEqualTo(0.75);
    }

    @Test
    void gradientsOfFixedWeightsCountNothingWhenAllAreClipped() {
        Parameter fixed = parameter(Parameter.Kind.FIXED);
        Parameter weight = parameter(Parameter.Kind.WEIGHT);
        Optimizer optimizer =
                new Optimizer(AdamW.of(Adam.of(), 0.5), new GradientClipping.Norm(2), List.of(fixed, weight));
        Tensor ofFixed = tensor(1000);
        Tensor ofWeight = tensor(2);
        optimizer.step(Gradients.withoutInput().with(fixed, ofFixed).with(weight, ofWeight), 0.125);
        assertThat(ofFixed.get(0)).isEqualTo(1000);
        assertThat(ofWeight.get(0)).isEqualTo(2);
        assertThat(fixed.value().get(0)).isEqualTo(1);
        assertThat(weight.value().get(0)).isLessThan(1);
    }

    @Test
    void aStepTakesTheGradientsAsTheyAreClipped() {
        Parameter weight = parameter(Parameter.Kind.WEIGHT);
        Optimizer optimizer = new Optimizer(new Sgd(), new GradientClipping.Norm(2), List.of(weight));
        optimizer.step(Gradients.withoutInput().with(weight, tensor(8)), 0.125);
        assertThat(weight.value().get(0)).isEqualTo(1 - 2 * 0.125);
    }

    @Test
    void whatARuleRemembersIsNamedByParameterAndRule() {
        Parameter weight = new Parameter("W", Parameter.Kind.WEIGHT, tensor(1));
        Parameter bias = new Parameter("b", Parameter.Kind.BIAS, tensor(1));
        Optimizer adam = new Optimizer(Adam.of(), new GradientClipping.None(), List.of(weight, bias));
        assertThat(adam.memory().keySet()).containsExactly("W/mean", "W/squares", "b/mean", "b/squares");
        adam.step(Gradients.withoutInput().with(weight, tensor(2)).with(bias, tensor(4)), 0.1);
        assertThat(adam.memory().get("b/squares").get(0)).isCloseTo(0.016, within(1e-15));
        adam.resume(41);
        adam.clip(Gradients.withoutInput().with(weight, tensor(0)).with(bias, tensor(0)));
        assertThat(adam.steps()).isEqualTo(41);
    }

    /// Without a gradient Adam does not move, so what moves is the decay alone.
    @ParameterizedTest
    @EnumSource
    void decayMovesTheParametersThatItIsOf(AdamW.Decayed decayed) {
        AdamW rule = AdamW.of(Adam.of(), 0.5).withDecayOf(decayed);
        for (Precision precision : Precision.values()) {
            for (Parameter.Kind kind : Parameter.Kind.values()) {
                Parameter parameter = new Parameter("p", kind, Tensor.of(precision, Shape.of(2), 4, -8));
                Tensor zero = Tensor.zeros(precision, Shape.of(2));
                Optimizer optimizer = new Optimizer(rule, new GradientClipping.None(), List.of(parameter));
                optimizer.step(Gradients.withoutInput().with(parameter, zero), 0.25);
                boolean decays = switch (kind) {
                    case WEIGHT -> true;
                    case FIXED -> false;
                    case BIAS, SCALE, SHIFT -> decayed == AdamW.Decayed.ALL;
                };
                double share = decays ? 1 - 0.25 * 0.5 : 1;
                assertThat(parameter.value().toArray()).as("%s", kind).containsExactly(4 * share, -8 * share);
            }
        }
    }

    @Test
    void withoutItsDecayTheRuleIsAdamBitByBit() {
        Tensor gradient = Tensors.gaussian(Precision.FLOAT32, 1, 1, 50);
        double[][] values = new double[2][];
        UpdateRule[] rules = {AdamW.of().withDecayOf(AdamW.Decayed.WEIGHTS), Adam.of()};
        for (int i = 0; i < 2; i++) {
            Parameter bias = new Parameter("b", Parameter.Kind.BIAS, Tensors.gaussian(Precision.FLOAT32, 2, 1, 50));
            Optimizer optimizer = new Optimizer(rules[i], new GradientClipping.None(), List.of(bias));
            for (int step = 0; step < 3; step++) {
                optimizer.step(Gradients.withoutInput().with(bias, gradient.copy()), 0.1);
            }
            values[i] = bias.value().toArray();
        }
        assertThat(values[0]).isEqualTo(values[1]);
    }

    /// Two columns of norms 5 and 0.5; the bias is as long and stays.
    @Test
    void onlyWeightsAreHeldToAMaximumNorm() {
        Tensor w = Tensor.of(Precision.FLOAT64, Shape.of(2, 2), 3, 0.3, 4, 0.4);
        var weight = new Parameter("W", Parameter.Kind.WEIGHT, w);
        var bias = new Parameter("b", Parameter.Kind.BIAS, Tensor.of(Precision.FLOAT64, Shape.of(2), 30, 40));
        Optimizer optimizer = new Optimizer(
                new Sgd(), new GradientClipping.None(), List.of(weight, bias), 1, new WeightConstraint.MaxNorm(1));
        Gradients zero = Gradients.withoutInput()
                .with(weight, Tensor.zeros(Precision.FLOAT64, w.shape()))
                .with(bias, Tensor.zeros(Precision.FLOAT64, Shape.of(2)));
        optimizer.step(zero, 0.1);
        assertThat(w.toArray()).containsExactly(new double[] {0.6, 0.3, 0.8, 0.4}, within(1e-15));
        assertThat(bias.value().toArray()).containsExactly(30, 40);
    }
}
