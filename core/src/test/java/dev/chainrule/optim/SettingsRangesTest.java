package dev.chainrule.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.optim.LearningRate.Cosine;
import dev.chainrule.optim.LearningRate.CosineRestarts;
import dev.chainrule.optim.LearningRate.Cyclic;
import dev.chainrule.optim.LearningRate.EpochDecay;
import dev.chainrule.optim.LearningRate.Exponential;
import dev.chainrule.optim.LearningRate.InverseTime;
import dev.chainrule.optim.LearningRate.Linear;
import dev.chainrule.optim.LearningRate.MultiStep;
import dev.chainrule.optim.LearningRate.OneCycle;
import dev.chainrule.optim.LearningRate.Polynomial;
import dev.chainrule.optim.LearningRate.ReduceOnPlateau;
import dev.chainrule.optim.LearningRate.Sequence;
import dev.chainrule.optim.LearningRate.Step;
import dev.chainrule.settings.OutOfRangeException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every setting of a rule or a schedule one step outside its range.
class SettingsRangesTest {
    static Stream<Arguments> rules() {
        return Stream.of(
                of("Momentum: momentum 1.0", () -> Momentum.of().withMomentum(1)),
                of("Momentum: dampening 1.0", () -> Momentum.of().withDampening(1)),
                of("Nesterov: momentum -0.1", () -> Nesterov.of().withMomentum(-0.1)),
                of("AdaGrad: epsilon -1.0", () -> new AdaGrad(-1)),
                of("RmsProp: decay 1.0", () -> RmsProp.of().withDecay(1)),
                of("RmsProp: epsilon -1.0", () -> RmsProp.of().withEpsilon(-1)),
                of("RmsProp: momentum 1.0", () -> RmsProp.of().withMomentum(1)),
                of("Adam: beta1 1.0", () -> Adam.of().withBeta1(1)),
                of("Adam: beta2 1.0", () -> Adam.of().withBeta2(1)),
                of("Adam: epsilon -1.0", () -> Adam.of().withEpsilon(-1)),
                of("AdamW: decay -1.0", () -> AdamW.of(Adam.of(), -1)),
                of("NAdam: beta1 1.0", () -> NAdam.of().withBeta1(1)),
                of("NAdam: beta2 1.0", () -> NAdam.of().withBeta2(1)),
                of("NAdam: epsilon -1.0", () -> NAdam.of().withEpsilon(-1)),
                of("NAdam: growth -1.0", () -> NAdam.of().withGrowth(-1)),
                of("RAdam: beta1 1.0", () -> RAdam.of().withBeta1(1)),
                of("RAdam: beta2 1.0", () -> RAdam.of().withBeta2(1)),
                of("RAdam: epsilon -1.0", () -> RAdam.of().withEpsilon(-1)),
                of("GradientClipping.Norm: maximum 0.0", () -> new GradientClipping.Norm(0)),
                of("GradientClipping.Value: maximum 0.0", () -> new GradientClipping.Value(0)),
                of("WeightConstraint.MaxNorm: maximum 0.0", () -> new WeightConstraint.MaxNorm(0)),
                of("Lookahead: every 0", () -> WeightAverage.Lookahead.of().withEvery(0)),
                of("Lookahead: share 1.1", () -> WeightAverage.Lookahead.of().withShare(1.1)));
    }

    static Stream<Arguments> schedules() {
        return Stream.of(
                of("LearningRate.EpochDecay: rate 0.0", () -> EpochDecay.of(0)),
                of("LearningRate.EpochDecay: factor 0.0", () -> new EpochDecay(1, 0)),
                of("LearningRate.Step: rate 0.0", () -> Step.of(0)),
                of("LearningRate.Step: factor 0.0", () -> Step.of(1).withFactor(0)),
                of("LearningRate.Step: epochs 0", () -> Step.of(1).withEpochs(0)),
                of("LearningRate.Exponential: rate 0.0", () -> Exponential.of(0)),
                of("LearningRate.Exponential: decay -1.0", () -> new Exponential(1, -1)),
                of("LearningRate.InverseTime: rate 0.0", () -> InverseTime.of(0)),
                of("LearningRate.InverseTime: decay -1.0", () -> new InverseTime(1, -1)),
                of("LearningRate.Cosine: rate 0.0", () -> Cosine.of(0)),
                of("LearningRate.Cosine: minimum -1.0", () -> new Cosine(1, -1)),
                of("LearningRate.Cyclic: rate 0.0", () -> Cyclic.of(0, 5)),
                of("LearningRate.Cyclic: halfCycle 2305843009213693952", () -> Cyclic.of(1, Long.MAX_VALUE / 4 + 1)),
                of("LearningRate.Cyclic: minimum -1.0", () -> Cyclic.of(1, 5).withMinimum(-1)),
                of("LearningRate.OneCycle: rate 0.0", () -> OneCycle.of(0)),
                of("LearningRate.OneCycle: rise 1.0", () -> new OneCycle(1, 1)),
                of("LearningRate.ReduceOnPlateau: rate 0.0", () -> ReduceOnPlateau.of(0)),
                of(
                        "LearningRate.ReduceOnPlateau: factor 0.0",
                        () -> ReduceOnPlateau.of(1).withFactor(0)),
                of(
                        "LearningRate.ReduceOnPlateau: patience 0",
                        () -> ReduceOnPlateau.of(1).withPatience(0)),
                of(
                        "LearningRate.ReduceOnPlateau: minimum -1.0",
                        () -> ReduceOnPlateau.of(1).withMinimum(-1)),
                of("LearningRate.MultiStep: rate 0.0", () -> MultiStep.of(0, List.of(3))),
                of("LearningRate.MultiStep: milestones [0]", () -> MultiStep.of(1, List.of(0))),
                of("LearningRate.MultiStep: factor 0.0", () -> new MultiStep(1, List.of(3), 0)),
                of("LearningRate.Polynomial: rate 0.0", () -> Polynomial.of(0)),
                of("LearningRate.Polynomial: power 0.0", () -> new Polynomial(1, 0, 0)),
                of("LearningRate.Polynomial: minimum -1.0", () -> new Polynomial(1, 1, -1)),
                of("LearningRate.Linear: rate 0.0", () -> Linear.of(0)),
                of("LearningRate.Linear: from -1.0", () -> new Linear(1, -1, 0)),
                of("LearningRate.Linear: to -1.0", () -> new Linear(1, 1, -1)),
                of("LearningRate.CosineRestarts: rate 0.0", () -> CosineRestarts.of(0, 3)),
                of("LearningRate.CosineRestarts: growth 0", () -> new CosineRestarts(1, 3, 0, 0)),
                of("LearningRate.CosineRestarts: minimum -1.0", () -> new CosineRestarts(1, 3, 1, -1)),
                of("LearningRate.Sequence: rate 0.0", () -> Sequence.of(0)),
                of("LearningRate.Sequence: epochs 0", () -> new Sequence.Part(Cosine.of(1), 0)),
                of("MomentumSchedule.Stages: momenta []", () -> new MomentumSchedule.Stages(List.of(), 1)),
                of("MomentumSchedule.Stages: epochs 0", () -> new MomentumSchedule.Stages(List.of(0.5), 0)),
                of("MomentumSchedule.OneCycle: highest 1.0", () -> new MomentumSchedule.OneCycle(1, 0.5, 0.3)),
                of("MomentumSchedule.OneCycle: lowest -0.1", () -> new MomentumSchedule.OneCycle(0.9, -0.1, 0.3)),
                of("MomentumSchedule.OneCycle: rise 1.0", () -> new MomentumSchedule.OneCycle(0.9, 0.5, 1)));
    }

    private static Arguments of(String refused, Supplier<?> settings) {
        return Arguments.of(refused, settings);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"rules", "schedules"})
    void aSettingOutOfItsRangeIsRefusedByItsName(String refused, Supplier<?> settings) {
        assertThatThrownBy(settings::get)
                .isInstanceOf(OutOfRangeException.class)
                .hasMessageStartingWith(refused + " is out of range; expected ");
    }

    @Test
    void theLastValuesOfRangesAreAccepted() {
        assertThat(WeightAverage.Lookahead.of().withShare(1).share()).isEqualTo(1);
        assertThat(Cyclic.of(1, Long.MAX_VALUE / 4).at(new Progress(0, 1, 1))).isEqualTo(1e-4);
    }

    @Test
    void stepsOfNoRunAreRefused() {
        assertThat(new Progress(0, 1, 1).share()).isZero();
        for (long[] counts : new long[][] {{-1, 1, 1}, {0, 0, 1}, {0, 1, 0}}) {
            assertThatThrownBy(() -> new Progress(counts[0], counts[1], counts[2]))
                    .hasMessageContaining("Progress: step %s, steps per epoch %s", counts[0], counts[1]);
        }
    }
}
