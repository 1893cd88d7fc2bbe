package dev.chainrule.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.optim.LearningRate.Sequence.Part;
import dev.chainrule.train.Descent;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Ten epochs of ten steps. Numbers are those of PyTorch's closed forms, computed in Python.
class SchedulesTest {
    private static double[] at(LearningRate schedule, int... steps) {
        return IntStream.of(steps)
                .mapToDouble(step -> schedule.at(new Progress(step, 10, 100)))
                .toArray();
    }

    @Test
    void ratesFallAtMilestones() {
        LearningRate schedule = LearningRate.MultiStep.of(0.5, List.of(2, 7));
        assertThat(at(schedule, 0, 19, 20, 69, 70, 99))
                .containsExactly(new double[] {0.5, 0.5, 0.05, 0.05, 0.005, 0.005}, within(1e-15));
    }

    @Test
    void restartsAreThoseOfPyTorch() {
        assertThat(at(new LearningRate.CosineRestarts(0.1, 1, 2, 0.001), 0, 5, 9, 10, 20, 29, 30, 69, 70, 99))
                .containsExactly(
                        new double[] {
                            0.1,
                            0.0505,
                            0.0034227024433899004,
                            0.1,
                            0.0505,
                            0.001609427140540686,
                            0.1,
                            0.0011525919802101658,
                            0.1,
                            0.07122365700810268
                        },
                        within(1e-15));
        assertThat(at(LearningRate.CosineRestarts.of(0.1, 3), 0, 15, 29, 30, 45))
                .containsExactly(new double[] {0.1, 0.05, 0.0002739052315863355, 0.1, 0.05}, within(1e-15));
    }

    @Test
    void polynomialsAndLinesGoFromStartToEnd() {
        assertThat(at(new LearningRate.Polynomial(0.1, 2.5, 0.01), 0, 37, 99))
                .containsExactly(new double[] {0.1, 0.03835266477476148, 0.0100009}, within(1e-15));
        assertThat(at(LearningRate.Polynomial.of(0.1), 0, 50, 100)).containsExactly(0.1, 0.05, 0);
        assertThat(at(new LearningRate.Linear(0.2, 1.0 / 3, 1), 0, 50, 99))
                .containsExactly(
                        new double[] {0.06666666666666667, 0.13333333333333336, 0.19866666666666669}, within(1e-15));
        assertThat(at(LearningRate.Linear.of(0.2), 0, 100)).containsExactly(0.2, 0);
    }

    /// As PyTorch's `SequentialLR` of a `LinearLR` and a `CosineAnnealingLR`.
    @Test
    void eachPartOfASequenceIsARunOfItsOwn() {
        var sequence = new LearningRate.Sequence(
                0.1,
                List.of(
                        new Part(new LearningRate.Linear(1, 0.1, 1), 2),
                        new Part(new LearningRate.Constant(1), 3),
                        new Part(LearningRate.Cosine.of(1), Integer.MAX_VALUE)));
        assertThat(at(sequence, 0, 10, 20, 49, 50, 75))
                .containsExactly(new double[] {0.01, 0.055, 0.1, 0.1, 0.1, 0.05}, within(1e-15));
        assertThat(sequence.rate()).isEqualTo(0.1);
        assertThat(at(LearningRate.Sequence.of(0.1), 0, 5, 10, 55))
                .containsExactly(new double[] {0.01, 0.055, 0.1, 0.05}, within(1e-15));
        var ends = LearningRate.Sequence.of(
                new Part(LearningRate.Linear.of(0.3), 1), new Part(LearningRate.Linear.of(0.2), 1));
        assertThat(at(ends, 0, 9, 10, 15, 20, 99))
                .containsExactly(new double[] {0.3, 0.03, 0.2, 0.1, 0, 0}, within(1e-15));
        var decays = LearningRate.Sequence.of(
                new Part(new LearningRate.Constant(1), 4), new Part(new LearningRate.EpochDecay(1, 0.5), 100));
        assertThat(at(decays, 39, 40, 49, 50, 99)).containsExactly(1, 1, 1, 0.5, Math.pow(0.5, 5));
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> LearningRate.MultiStep.of(0.1, List.of(3, 3)))
                .hasMessageContaining("milestones [3, 3] is out of range; expected epochs of 1 or more");
        assertThatThrownBy(() -> new LearningRate.Sequence(1, List.of()))
                .hasMessageContaining("expected 1 or more parts");
        assertThatThrownBy(() -> new Part(LearningRate.ReduceOnPlateau.of(1), 3))
                .hasMessageContaining(
                        "schedule reduce-on-plateau is out of range; expected a schedule that goes by steps");
        assertThatThrownBy(() -> new LearningRate.CosineRestarts(0.1, 0, 1, 0)).hasMessageContaining("epochs 0");
        assertThatThrownBy(() -> new MomentumSchedule.Stages(List.of(0.5, 1.0), 1))
                .hasMessageContaining("momenta 1.0");
        assertThatThrownBy(() -> Descent.of(new Sgd(), new LearningRate.Constant(1))
                        .withMomentumSchedule(MomentumSchedule.Stages.of()))
                .hasMessageContaining("expected none beside a rule without a momentum to move");
    }

    private static double[] momenta(Descent descent, int... steps) {
        return IntStream.of(steps)
                .mapToDouble(step -> switch (descent.ruleAt(new Progress(step, 10, 100))) {
                    case Momentum rule -> rule.momentum();
                    case Nesterov rule -> rule.momentum();
                    case Adam rule -> rule.beta1();
                    case AdamW rule -> rule.adam().beta1();
                    case UpdateRule rule -> throw new AssertionError(rule);
                })
                .toArray();
    }

    @Test
    void momentumRisesInStages() {
        var stages = new MomentumSchedule.Stages(List.of(0.5, 0.9, 0.99), 3);
        Descent descent = Descent.of(Momentum.of(), new LearningRate.Constant(0.1));
        assertThat(momenta(descent, 0, 99)).containsExactly(0.9, 0.9);
        assertThat(momenta(descent.withMomentumSchedule(stages), 0, 29, 30, 59, 60, 99))
                .containsExactly(0.5, 0.5, 0.9, 0.9, 0.99, 0.99);
        assertThat(momenta(descent.withMomentumSchedule(stages).withWarmUpSteps(20), 0, 49, 50))
                .containsExactly(0.5, 0.5, 0.9);
        for (UpdateRule rule : List.of(Nesterov.of(), Adam.of(), AdamW.of())) {
            assertThat(momenta(Descent.of(rule, new LearningRate.Constant(1)).withMomentumSchedule(stages), 0, 99))
                    .containsExactly(0.5, 0.99);
        }
    }

    @Test
    void momentumMovesAgainstTheRateOfOneCycle() {
        Descent descent = Descent.of(Momentum.of(), LearningRate.OneCycle.of(0.1))
                .withMomentumSchedule(MomentumSchedule.OneCycle.of());
        assertThat(momenta(descent, 0, 15, 30, 65, 100))
                .containsExactly(new double[] {0.95, 0.9, 0.85, 0.9, 0.95}, within(1e-15));
        assertThat(momenta(descent, 7, 90))
                .containsExactly(
                        new double[] {0.9 + 0.05 * Math.cos(Math.PI * 7 / 30), 0.9 - 0.05 * Math.cos(Math.PI * 60 / 70)
                        },
                        within(1e-15));
        var falling = new MomentumSchedule.OneCycle(0.95, 0.85, 0);
        assertThat(momenta(descent.withMomentumSchedule(falling), 0))
                .containsExactly(new double[] {0.85}, within(1e-15));
    }

    @Test
    void whatDependsOnTheLengthOfTheRunSaysSo() {
        LearningRate.Own own = progress -> progress.share();
        List<LearningRate> planned = List.of(
                own,
                LearningRate.Cosine.of(1),
                LearningRate.OneCycle.of(1),
                LearningRate.Polynomial.of(1),
                LearningRate.Linear.of(1),
                LearningRate.Sequence.of(1));
        List<LearningRate> open = List.of(
                new LearningRate.Constant(1),
                LearningRate.EpochDecay.of(1),
                LearningRate.Step.of(1),
                LearningRate.Exponential.of(1),
                LearningRate.InverseTime.of(1),
                LearningRate.Cyclic.of(1, 5),
                LearningRate.ReduceOnPlateau.of(1),
                LearningRate.MultiStep.of(1, List.of(3)),
                LearningRate.CosineRestarts.of(1, 3),
                LearningRate.Sequence.of(new Part(new LearningRate.Constant(1), 2)));
        assertThat(planned).allMatch(LearningRate::endsWithItsLength);
        assertThat(open).noneMatch(LearningRate::endsWithItsLength);
        assertThat(MomentumSchedule.OneCycle.of().endsWithItsLength()).isTrue();
        assertThat(MomentumSchedule.Stages.of().endsWithItsLength()).isFalse();
        assertThat(new MomentumSchedule.None().endsWithItsLength()).isFalse();
    }
}
