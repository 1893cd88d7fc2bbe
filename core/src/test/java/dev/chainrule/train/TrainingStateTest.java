package dev.chainrule.train;

import static dev.chainrule.Tensors.stateOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Tensors;
import dev.chainrule.data.ArrayDataset;
import dev.chainrule.data.Augmentation;
import dev.chainrule.data.Dataset;
import dev.chainrule.data.Padding;
import dev.chainrule.data.Sampling;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.EvaluationStatistics;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Relu;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.GradientClipping;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.Momentum;
import dev.chainrule.optim.Nesterov;
import dev.chainrule.optim.Progress;
import dev.chainrule.optim.RmsProp;
import dev.chainrule.optim.Sgd;
import dev.chainrule.optim.WeightAverage;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Training that stops after any step and goes on from its state.
class TrainingStateTest {
    private static final Shape IMAGE = Shape.of(2, 4, 4);
    private static final Dataset IMAGES = images(100, 1);
    private static final Dataset HELD = images(60, 2);
    private static final int STOPS = 10;

    /// Noisy images whose brighter channel is their class.
    private static Dataset images(int examples, long seed) {
        Tensor gaussian = Tensors.gaussian(Precision.FLOAT64, seed, 1, examples, IMAGE.size());
        double[][] x = new double[examples][IMAGE.size()];
        int[] labels = new int[examples];
        for (int i = 0; i < examples; i++) {
            labels[i] = i % 2;
            for (int d = 0; d < x[i].length; d++) {
                x[i][d] = gaussian.get(i, d) + (d / 16 == labels[i] ? 0.4 : 0);
            }
        }
        return new ArrayDataset(x, labels, IMAGE, 2);
    }

    /// Trainings that between them use whatever has a memory.
    enum Net {
        RUNNING_AVERAGE_DROPOUT_EMA {
            @Override
            Training training() {
                TrainingPlan plan = TrainingPlan.of(5, 16, Adam.of(), new LearningRate.OneCycle(0.02, 0.3))
                        .withWeightAverage(new WeightAverage.Ema(0.8, 2, true));
                return seeded(plan, Precision.FLOAT32, BatchNorm.Settings.of(), Dropout.Settings.of(0.7));
            }
        },
        PRECISE_STATISTICS_AUGMENTED_LOOKAHEAD {
            @Override
            Training training() {
                Augmentation varied = new Augmentation(Augmentation.Flip.ALTERNATING, 1, Padding.REFLECT, 1, 0.1, 0.1);
                TrainingPlan plan = TrainingPlan.of(5, 20, nesterov(), LearningRate.Cosine.of(0.05))
                        .withAugmentation(varied)
                        .withWeightAverage(new WeightAverage.Lookahead(3, 0.5, 1))
                        .withFinalWeights(FinalWeights.LAST);
                return seeded(plan, Precision.FLOAT32, norm(new EvaluationStatistics.Precise(3)));
            }
        },
        SOLVERS_SAMPLING {
            @Override
            Training training() {
                NumpyRandom random = new NumpyRandom(231);
                random.nextGaussian(); // the second of the pair is kept
                TrainingPlan plan = TrainingPlan.of(5, 20, RmsProp.of(), new LearningRate.EpochDecay(1e-2, 0.9))
                        .withPenalties(WeightPenalty.HalfL2.of(1e-2))
                        .withEvaluation(EvaluationPlan.of().withTrainingExamples(30));
                ModelSpec spec = spec(Precision.FLOAT64, norm(new EvaluationStatistics.LastBatches(4)));
                return Training.of(ModelBuilder.build(spec, random), IMAGES)
                        .validation(HELD)
                        .plan(plan)
                        .sampling(new Sampling.Solver(random));
            }
        },
        EARLY_STOP_WITH_REPLACEMENT {
            @Override
            Training training() {
                LearningRate plateau = new LearningRate.ReduceOnPlateau(0.1, 0.5, 2, 0);
                TrainingPlan plan =
                        TrainingPlan.of(40, 20, Momentum.of(), plateau).withPatience(4);
                return seeded(plan, Precision.FLOAT32).sampling(new Sampling.WithReplacement(RandomKey.of(9)));
            }
        },
        CLIPPED_IN_ORDER_WITHOUT_VALIDATION {
            @Override
            Training training() {
                Descent descent = Descent.of(new Sgd(), new LearningRate.Constant(0.2))
                        .withClipping(new GradientClipping.Norm(0.5))
                        .withWarmUpSteps(7);
                return Training.of(spec(Precision.FLOAT64, BatchNorm.Settings.KTH), IMAGES)
                        .plan(TrainingPlan.of(4, 15, descent))
                        .sampling(new Sampling.InOrder());
            }
        };

        abstract Training training();

        private static Training seeded(TrainingPlan plan, Precision precision, LayerSpec... between) {
            return Training.of(spec(precision, between), IMAGES)
                    .validation(HELD)
                    .plan(plan)
                    .seed(3);
        }

        private static Nesterov nesterov() {
            return new Nesterov(0.9, Nesterov.Form.BUFFER);
        }

        private static LayerSpec norm(EvaluationStatistics statistics) {
            return BatchNorm.Settings.of().withEvaluation(statistics);
        }

        private static ModelSpec spec(Precision precision, LayerSpec... between) {
            List<LayerSpec> layers = new ArrayList<>();
            layers.add(new Flatten.Settings());
            layers.add(Affine.Settings.of(20));
            layers.addAll(Arrays.asList(between));
            layers.add(new Relu.Settings());
            layers.add(Affine.Settings.of(2));
            return new ModelSpec("test", IMAGE, precision, layers);
        }
    }

    /// All that a run leaves behind.
    private record Trace(
            TrainingResult.End end,
            List<double[]> weights,
            double[] losses,
            double[] rates,
            List<History.Measurement> measurements) {
        static Trace of(TrainingResult result) {
            History history = result.history();
            return new Trace(
                    result.end(), stateOf(result.model()), history.losses(), history.rates(), history.measurements());
        }

        /// The number of bits in which the numbers differ.
        long differingBits(Trace other) {
            assertThat(other.end).isEqualTo(end);
            assertThat(other.measurements).isEqualTo(measurements);
            long bits = bits(losses, other.losses) + bits(rates, other.rates);
            for (int i = 0; i < weights.size(); i++) {
                bits += bits(weights.get(i), other.weights.get(i));
            }
            return bits;
        }

        private static long bits(double[] a, double[] b) {
            assertThat(b).hasSameSizeAs(a);
            long bits = 0;
            for (int i = 0; i < a.length; i++) {
                bits += Long.bitCount(Double.doubleToRawLongBits(a[i]) ^ Double.doubleToRawLongBits(b[i]));
            }
            return bits;
        }
    }

    /// Takes the state of a trainer after a step.
    private static final class Watcher implements TrainingListener {
        private final Trainer trainer;
        private final long step;
        private final boolean stops;
        private final List<TrainingState> states = new ArrayList<>();
        private boolean reached;

        Watcher(Trainer trainer, long step, boolean stops) {
            this.trainer = trainer;
            this.step = step;
            this.stops = stops;
        }

        @Override
        public void stepped(Progress progress, double loss, double rate) {
            reached = progress.step() == step;
            if (reached) {
                states.add(trainer.state());
            }
        }

        @Override
        public void measured(History.Measurement measurement) {
            if (reached) {
                states.add(trainer.state());
            }
        }

        @Override
        public boolean stopRequested() {
            return stops && reached;
        }
    }

    private static long[] steps(Net net, int last) {
        RandomGenerator random = RandomKey.of(7).child(net.name()).generator();
        long[] steps = random.longs(STOPS, 1, last + 1L).toArray();
        steps[0] = 1;
        steps[1] = last;
        return steps;
    }

    @ParameterizedTest
    @EnumSource
    void aTrainingThatStopsAndGoesOnHasTheSameBits(Net net) {
        Trace whole = Trace.of(net.training().fit());
        for (long step : steps(net, whole.losses.length)) {
            Trainer first = net.training().trainer();
            TrainingResult stopped = first.fit(new Watcher(first, step, true));
            assertThat(stopped.end()).isEqualTo(TrainingResult.End.STOPPED);
            TrainingState state = first.state();
            assertThat(state.step()).isEqualTo(step);
            Trace resumed = Trace.of(net.training().from(state).fit());
            assertThat(whole.differingBits(resumed))
                    .as("stopped after step " + step)
                    .isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStateOfATrainingThatRunsOnIsACopy(Net net) {
        Trace whole = Trace.of(net.training().fit());
        for (long step : steps(net, whole.losses.length)) {
            Trainer first = net.training().trainer();
            Watcher watcher = new Watcher(first, step, false);
            assertThat(whole.differingBits(Trace.of(first.fit(watcher)))).isZero();
            for (TrainingState state : watcher.states) {
                for (int threads = 1; threads <= 2; threads++) {
                    try (Parallel parallel = Parallel.ofThreads(threads)) {
                        Trace resumed = Parallel.with(
                                parallel,
                                () -> Trace.of(net.training().from(state).fit()));
                        assertThat(whole.differingBits(resumed)).isZero();
                    }
                }
            }
        }
    }

    @Test
    void aPlateauReducesTheRateOfTheStepsThatFollow() {
        History history = Net.EARLY_STOP_WITH_REPLACEMENT.training().fit().history();
        double[] rates = history.rates();
        assertThat(rates[0]).isEqualTo(0.1);
        assertThat(rates[rates.length - 1]).isEqualTo(0.05);
    }

    @Test
    void aTrainingThatStopsOftenHasTheSameBits() {
        Net net = Net.RUNNING_AVERAGE_DROPOUT_EMA;
        Trace whole = Trace.of(net.training().fit());
        Trainer trainer = net.training().trainer();
        TrainingResult result = trainer.fit(new Watcher(trainer, 1, true));
        for (int step = 2; result.end() == TrainingResult.End.STOPPED; step++) {
            trainer = net.training().from(trainer.state()).trainer();
            result = trainer.fit(new Watcher(trainer, step, true));
            if (step == whole.losses.length) {
                result = net.training().from(trainer.state()).fit();
            }
        }
        assertThat(whole.differingBits(Trace.of(result))).isZero();
    }

    private static TrainingState stateOfFirstStep(Net net) {
        Trainer trainer = net.training().trainer();
        trainer.fit(new Watcher(trainer, 1, true));
        return trainer.state();
    }

    @Test
    void aStateNamesWhatItHolds() {
        assertThat(stateOfFirstStep(Net.RUNNING_AVERAGE_DROPOUT_EMA).tensors().keySet())
                .contains("model/W1", "optimizer/W1/mean", "optimizer/W1/squares", "average/gamma1", "best/b2");
        assertThat(stateOfFirstStep(Net.SOLVERS_SAMPLING).sampling()).matches("[0-9]+ [0-9a-f]{16} [0-9a-f]{4992}");
        assertThat(stateOfFirstStep(Net.EARLY_STOP_WITH_REPLACEMENT).sampling()).isEmpty();
    }

    @Test
    void aStateOfAnotherTrainingIsRefused() {
        TrainingState state = stateOfFirstStep(Net.RUNNING_AVERAGE_DROPOUT_EMA);
        Training other = Net.EARLY_STOP_WITH_REPLACEMENT.training().from(state);
        assertThatThrownBy(other::trainer)
                .hasMessage("TrainingState: tensor 'optimizer/W1/velocity' (32, 20) is missing; expected the state of"
                        + " a training of the same model by the same plan");
        Training shorter = Net.RUNNING_AVERAGE_DROPOUT_EMA
                .training()
                .plan(TrainingPlan.of(1, 100, Adam.of(), new LearningRate.Constant(1)))
                .from(state);
        assertThatThrownBy(shorter::trainer).hasMessageContaining("is superfluous");
        Training noRandom = Net.SOLVERS_SAMPLING.training().from(stateOfFirstStep(Net.SOLVERS_SAMPLING));
        assertThatThrownBy(noRandom.sampling(new Sampling.InOrder())::trainer)
                .hasMessage(
                        "Sampling: a position does not fit InOrder, which is a function of the step; expected none");
    }

    @Test
    void aTrainingThatCameToItsEndHasNoState() {
        Trainer trainer = Net.EARLY_STOP_WITH_REPLACEMENT.training().trainer();
        assertThat(trainer.fit(TrainingListener.none()).end()).isEqualTo(TrainingResult.End.EARLY_STOP);
        assertThatThrownBy(trainer::state).isInstanceOf(IllegalStateException.class);
    }
}
