package dev.chainrule.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.data.ArrayDataset;
import dev.chainrule.layer.Affine;
import dev.chainrule.loss.SquaredError;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.model.Model;
import dev.chainrule.optim.GradientClipping;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.Progress;
import dev.chainrule.optim.Sgd;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescentTest {
    @Test
    void warmUpScalesASchedule() {
        Descent warm = Descent.of(new Sgd(), new LearningRate.Constant(1)).withWarmUpSteps(10);
        assertThat(warm.rateAt(new Progress(0, 100, 1000))).isEqualTo(0.1);
        assertThat(warm.rateAt(new Progress(9, 100, 1000))).isEqualTo(1);
        assertThat(warm.rateAt(new Progress(500, 100, 1000))).isEqualTo(1);
    }

    @Test
    void aCosineBeginsAtTheEndOfTheWarmUpAndEndsWithTheRun() {
        double[] rates = rates(LearningRate.Cosine.of(0.1), 49, 98, 98);
        assertThat(rates[0]).isCloseTo(0.1 / 49, within(1e-15));
        assertThat(rates[48]).isEqualTo(0.1);
        assertThat(rates[49]).isEqualTo(0.1);
        assertThat(rates[73]).isCloseTo(0.1 * 0.5 * (1 + Math.cos(Math.PI * 24 / 49)), within(1e-15));
        assertThat(rates[97]).isCloseTo(0.1 * 0.5 * (1 + Math.cos(Math.PI * 48 / 49)), within(1e-15));
        assertThat(Arrays.stream(rates).max()).hasValue(0.1);
    }

    static List<LearningRate> schedules() {
        return List.of(
                new LearningRate.Constant(0.1),
                LearningRate.EpochDecay.of(0.1),
                new LearningRate.Step(0.1, 0.5, 1),
                LearningRate.Exponential.of(0.1),
                LearningRate.InverseTime.of(0.1),
                LearningRate.Cosine.of(0.1),
                LearningRate.Cyclic.of(0.1, 10),
                LearningRate.OneCycle.of(0.1),
                LearningRate.ReduceOnPlateau.of(0.1),
                LearningRate.MultiStep.of(0.1, List.of(1, 2)),
                LearningRate.Polynomial.of(0.1),
                LearningRate.Linear.of(0.1),
                LearningRate.CosineRestarts.of(0.1, 1),
                LearningRate.Sequence.of(
                        new LearningRate.Sequence.Part(LearningRate.Linear.of(0.1), 1),
                        new LearningRate.Sequence.Part(LearningRate.Cosine.of(0.1), Integer.MAX_VALUE)));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void theWholeScheduleFollowsTheWarmUp(LearningRate schedule) {
        double[] plain = rates(schedule, 0, 20, 60);
        for (int warmUp : new int[] {1, 2, 7, 30}) {
            double[] warm = rates(schedule, warmUp, 20, 60 + warmUp);
            for (int t = 0; t < warmUp; t++) {
                assertThat(warm[t]).isCloseTo(plain[0] * (t + 1) / warmUp, within(1e-15));
            }
            for (int t = 0; t < 60; t++) {
                assertThat(warm[warmUp + t]).isEqualTo(plain[t]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.9})
    void accuraciesSoFarDoNotLowerTheRateOfAWarmUp(double first) {
        Descent warm = Descent.of(new Sgd(), new LearningRate.ReduceOnPlateau(1, 0.1, 1, 0))
                .withWarmUpSteps(10);
        assertThat(warm.rateAt(new Progress(4, 5, 100, List.of(first, 0.1)))).isEqualTo(0.5);
    }

    private static double[] rates(LearningRate schedule, long warmUp, long stepsPerEpoch, long steps) {
        Descent descent = Descent.of(new Sgd(), schedule).withWarmUpSteps(warmUp);
        return LongStream.range(0, steps)
                .mapToDouble(step -> descent.rateAt(new Progress(step, stepsPerEpoch, steps)))
                .toArray();
    }

    /// One weight of 2, whose loss has the gradient −4 at the input 1 and the target 4: with a penalty of 10 · w,
    /// the gradient is 16 before clipping to 1, or −4, clipped to −1, and 20 more.
    @Test
    void penaltiesAreAddedBeforeClippingOrAfterIt() {
        var data = ArrayDataset.regression(new double[][] {{1}}, new double[][] {{4}}, Shape.of(1));
        for (Descent.PenaltyAdded added : Descent.PenaltyAdded.values()) {
            Affine affine = Affine.zeros(Precision.FLOAT64, 1, 1);
            affine.parameters().getFirst().value().fill(2);
            Descent descent = Descent.of(new Sgd(), new LearningRate.Constant(0.1))
                    .withClipping(new GradientClipping.Value(1))
                    .withPenaltyAdded(added);
            TrainingPlan plan = TrainingPlan.of(1, 1, descent)
                    .withLoss(SquaredError.of())
                    .withPenalties(WeightPenalty.HalfL2.of(10));
            TrainingResult result = Training.of(Model.of("one", Shape.of(1), Precision.FLOAT64, affine), data)
                    .plan(plan)
                    .fit();
            assertThat(result.history().losses()).containsExactly(4 + 20);
            double expected = switch (added) {
                case BEFORE_CLIPPING -> 2 - 0.1;
                case AFTER_CLIPPING -> 2 - 0.1 * 19;
            };
            assertThat(affine.parameters().getFirst().value().get(0, 0)).isCloseTo(expected, within(1e-15));
        }
    }
}
