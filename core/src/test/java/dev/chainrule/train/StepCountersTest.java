package dev.chainrule.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tensors;
import dev.chainrule.data.ArrayDataset;
import dev.chainrule.data.Sampling;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Dropout;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.MomentumSchedule;
import dev.chainrule.optim.NAdam;
import dev.chainrule.optim.Progress;
import dev.chainrule.optim.RAdam;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.optim.WeightAverage;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Trainings that are at a step which no int holds: everything goes on as before.
class StepCountersTest {
    private static final long BORDER = 1L << 31;

    /// Two steps an epoch, 2³² in all.
    private static Training training() {
        var data = new ArrayDataset(
                new float[][] {{1, 2}, {3, -1}, {-2, 0}, {0, 5}}, new int[] {0, 1, 0, 1}, Shape.of(2), 2);
        var spec = new ModelSpec(
                "far",
                Shape.of(2),
                Precision.FLOAT32,
                List.of(
                        Affine.Settings.of(6),
                        BatchNorm.Settings.of(),
                        new Dropout.Settings(0.5, Dropout.Scaling.INVERTED, Optional.empty()),
                        Affine.Settings.of(2)));
        Descent descent = Descent.of(Adam.of(), LearningRate.Linear.of(1e-2)).withWarmUpSteps(BORDER + 1);
        return Training.of(spec, data)
                .plan(TrainingPlan.of(Integer.MAX_VALUE, 2, descent)
                        .withEvaluation(EvaluationPlan.of().withEveryEpochs(Integer.MAX_VALUE))
                        .withWeightAverage(new WeightAverage.Ema(0.9, 3, true)))
                .seed(5);
    }

    /// Stops after a step and knows all before.
    private static final class Until implements TrainingListener {
        private final long last;
        private final List<Double> losses = new ArrayList<>();
        private final List<Long> steps = new ArrayList<>();
        private final List<Double> rates = new ArrayList<>();

        Until(long last) {
            this.last = last;
        }

        @Override
        public void stepped(Progress progress, double loss, double rate) {
            steps.add(progress.step());
            losses.add(loss);
            rates.add(rate);
        }

        @Override
        public boolean stopRequested() {
            return steps.contains(last);
        }
    }

    private static TrainingState run(Training training, Until listener) {
        Trainer trainer = training.trainer();
        assertThat(trainer.fit(listener).end()).isEqualTo(TrainingResult.End.STOPPED);
        return trainer.state();
    }

    private static TrainingState at(long step) {
        TrainingState first = run(training(), new Until(2));
        double[] none = new double[Math.toIntExact(step / 512)];
        return new TrainingState(first.tensors(), first.sampling(), History.of(step, none, none));
    }

    @Test
    void aTrainingGoesOnBeyondTheStepsOfAnIntToTheSameBits() {
        TrainingState before = at(BORDER - 2);
        Until straight = new Until(BORDER + 4);
        TrainingState end = run(training().from(before), straight);
        assertThat(straight.steps).containsExactly(BORDER - 1, BORDER, BORDER + 1, BORDER + 2, BORDER + 3, BORDER + 4);
        Until first = new Until(BORDER);
        Until second = new Until(BORDER + 4);
        TrainingState resumed = run(training().from(run(training().from(before), first)), second);
        first.losses.addAll(second.losses);
        assertThat(first.losses).isEqualTo(straight.losses);
        assertThat(resumed.step()).isEqualTo(end.step()).isEqualTo(BORDER + 4);
        end.tensors()
                .forEach(
                        (name, tensor) -> assertThat(resumed.tensors().get(name).toArray())
                                .as(name)
                                .isEqualTo(tensor.toArray())
                                .doesNotContain(Double.NaN));
        assertThat(straight.rates.get(1)).isEqualTo(1e-2 * (BORDER / (BORDER + 1.0)));
        assertThat(straight.rates.get(3)).isCloseTo(1e-2 * (1 - 0x1p-31), within(1e-11));
    }

    @Test
    void batchesAreThoseOfTheStep() {
        for (long step : new long[] {BORDER - 2, BORDER, 6 * BORDER, 1L << 52}) {
            for (Sampling sampling : List.of(new Sampling.Shuffled(RandomKey.of(1)), new Sampling.InOrder())) {
                int[] all = IntStream.concat(
                                Arrays.stream(sampling.batch(step, 4, 2)),
                                Arrays.stream(sampling.batch(step + 1, 4, 2)))
                        .sorted()
                        .toArray();
                assertThat(all).containsExactly(0, 1, 2, 3);
            }
        }
        int[] far = new Sampling.WithReplacement(RandomKey.of(1)).batch(BORDER, 1000, 8);
        assertThat(far).isNotEqualTo(new Sampling.WithReplacement(RandomKey.of(1)).batch(-BORDER, 1000, 8));
        assertThat(RandomKey.of(1).child(BORDER)).isNotEqualTo(RandomKey.of(1).child(-BORDER));
    }

    /// All corrections of a start at 0 are 1 by then.
    @Test
    void rulesTakeStepsOfAnyNumber() {
        for (UpdateRule rule :
                List.of(Adam.of(), NAdam.of(), RAdam.of(), Adam.of().withBeta2(0.999_999_999))) {
            for (long step : new long[] {BORDER, 1L << 40, 1L << 61}) {
                assertThat(moved(rule, step))
                        .as("%s", rule)
                        .isNotNaN()
                        .isCloseTo(moved(rule, BORDER * 64), within(0.02));
            }
        }
        assertThat(RAdam.of().rectification(1L << 61)).isCloseTo(1, within(1e-12));
    }

    private static double moved(UpdateRule rule, long step) {
        Tensor value = Tensors.gaussian(Precision.FLOAT64, 1, 1, 4);
        double before = value.getStored(0);
        List<Tensor> memory = rule.memory().stream()
                .map(name -> Tensor.full(Precision.FLOAT64, value.shape(), 0.5))
                .toList();
        rule.apply(value, Tensors.gaussian(Precision.FLOAT64, 2, 1, 4), 0.1, step, memory);
        return value.getStored(0) - before;
    }

    @Test
    void schedulesCountInLong() {
        Progress half = new Progress(BORDER, 2, 2 * BORDER);
        assertThat(half.epoch()).isEqualTo(BORDER / 2);
        assertThat(half.share()).isEqualTo(0.5);
        assertThat(new LearningRate.Linear(1, 1, 0).at(half)).isEqualTo(0.5);
        assertThat(new LearningRate.Cosine(1, 0).at(half)).isCloseTo(0.5, within(1e-12));
        assertThat(LearningRate.Step.of(1).withEpochs(Integer.MAX_VALUE).at(half))
                .isEqualTo(1);
        assertThat(LearningRate.Cyclic.of(1, BORDER).withMinimum(0).at(half)).isEqualTo(1);
        assertThat(LearningRate.Cyclic.of(1, 1L << 60)
                        .withDoubling(true)
                        .at(new Progress(Long.MAX_VALUE, 1, Long.MAX_VALUE)))
                .isBetween(0.0, 1.0);
        assertThat(new MomentumSchedule.Stages(List.of(0.1, 0.2, 0.3), 1 << 29)
                        .at(half)
                        .getAsDouble())
                .isEqualTo(0.3);
        var parts = LearningRate.Sequence.of(
                new LearningRate.Sequence.Part(new LearningRate.Constant(1), Integer.MAX_VALUE),
                new LearningRate.Sequence.Part(new LearningRate.Constant(2), Integer.MAX_VALUE));
        assertThat(parts.at(new Progress(3 * BORDER, BORDER, 1L << 61))).isEqualTo(1);
        assertThat(parts.at(new Progress(BORDER * BORDER, BORDER, Long.MAX_VALUE)))
                .isEqualTo(2);
    }
}
