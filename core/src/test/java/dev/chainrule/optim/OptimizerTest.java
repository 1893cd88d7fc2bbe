package dev.chainrule.optim;

import static org.assertj.core.api.Assertions.assertThat;

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
        Optimizer optimizer = new Optimizer(new Sgd(), new GradientClipping.None(), List.of(parameter), 64);
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
                new Optimizer(new AdamW(Adam.of(), 0.5), new GradientClipping.Norm(2), List.of(fixed, weight));
        Tensor ofFixed = tensor(1000);
        Tensor ofWeight = tensor(2);
        optimizer.step(Gradients.withoutInput().with(fixed, ofFixed).with(weight, ofWeight), 0.125);
        assertThat(ofFixed.get(0)).isEqualTo(1000);
        assertThat(ofWeight.get(0)).isEqualTo(2);
        assertThat(fixed.value().get(0)).isEqualTo(1);
        assertThat(weight.value().get(0)).isLessThan(1);
    }
}
