package dev.chainrule.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.data.ArrayDataset;
import dev.chainrule.data.Dataset;
import dev.chainrule.data.Sampling;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.layer.Parameter;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.Progress;
import dev.chainrule.optim.Sgd;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.zoo.Models;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainerTest {
    private static final int FEATURES = 40;
    private static final int CLASSES = 4;

    /// Clusters around one centre a class.
    private static Dataset clusters(int examples, long seed) {
        NumpyRandom centres = new NumpyRandom(5);
        double[][] centre = new double[CLASSES][FEATURES];
        for (double[] c : centre) {
            for (int d = 0; d < FEATURES; d++) {
                c[d] = centres.nextGaussian();
            }
        }
        NumpyRandom random = new NumpyRandom(seed);
        double[][] x = new double[examples][FEATURES];
        int[] labels = new int[examples];
        for (int i = 0; i < examples; i++) {
            labels[i] = random.randint(CLASSES);
            for (int d = 0; d < FEATURES; d++) {
                x[i][d] = centre[labels[i]][d] + random.nextGaussian();
            }
        }
        return new ArrayDataset(x, labels, Shape.of(FEATURES), CLASSES);
    }

    private static Model model(Precision precision) {
        return ModelBuilder.build(
                Models.kthNet(FEATURES, List.of(33, 17), CLASSES).withPrecision(precision), new NumpyRandom(1));
    }

    private static TrainingPlan plan(int epochs) {
        return TrainingPlan.of(epochs, 20, Adam.of(), new LearningRate.Constant(1e-2))
                .withPenalties(WeightPenalty.HalfL2.of(1e-3));
    }

    private static Trainer trainer(Model model, TrainingPlan plan) {
        return Training.of(model, clusters(200, 1))
                .validation(clusters(100, 2))
                .plan(plan)
                .sampling(new Sampling.Shuffled(RandomKey.of(3)))
                .key(RandomKey.of(4))
                .trainer();
    }

    private static List<double[]> weights(Model model) {
        return model.parameters().stream()
                .map(Parameter::value)
                .map(value -> value.toArray())
                .toList();
    }

    @Test
    void aNetLearnsClusters() {
        Model model = model(Precision.FLOAT32);
        TrainingResult result = trainer(model, plan(10)).fit(TrainingListener.none());
        assertThat(result.end()).isEqualTo(TrainingResult.End.COMPLETE);
        assertThat(result.history().steps()).isEqualTo(100);
        assertThat(result.history().losses()[0]).isBetween(1.0, 3.0);
        assertThat(Evaluation.of(model, clusters(100, 2)).accuracy()).isGreaterThan(0.95);
    }

    @Test
    void accuracyIsMeasuredAfterTheFirstStepAndEveryEpoch() {
        History history = trainer(model(Precision.FLOAT32), plan(3))
                .fit(TrainingListener.none())
                .history();
        assertThat(history.measurements()).extracting(History.Measurement::step).containsExactly(1L, 10L, 20L, 30L);
        assertThat(history.measurements())
                .extracting(History.Measurement::epoch)
                .containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void everyNumberOfThreadsGivesTheSameBits() {
        List<double[]> expected = trained(1, TrainingListener.none());
        for (int threads : new int[] {1, 2, 3, 8}) {
            assertThat(trained(threads, TrainingListener.none()))
                    .usingRecursiveComparison()
                    .isEqualTo(expected);
        }
    }

    @Test
    void aListenerThatEvaluatesChangesNoBit() {
        Model[] running = new Model[1];
        Model model = model(Precision.FLOAT32);
        running[0] = model;
        trainer(model, plan(3)).fit(new TrainingListener() {
            @Override
            public void stepped(Progress progress, double loss, double rate) {
                Evaluation.of(running[0], clusters(30, 9));
            }
        });
        assertThat(weights(model)).usingRecursiveComparison().isEqualTo(trained(2, TrainingListener.none()));
    }

    private static List<double[]> trained(int threads, TrainingListener listener) {
        try (Parallel parallel = Parallel.ofThreads(threads)) {
            return Parallel.with(parallel, () -> {
                Model model = model(Precision.FLOAT32);
                trainer(model, plan(3)).fit(listener);
                return weights(model);
            });
        }
    }

    @Test
    void twentyStepsInBothPrecisionsStayTogether() {
        double[] fast = trainer(model(Precision.FLOAT32), plan(2))
                .fit(TrainingListener.none())
                .history()
                .losses();
        double[] exact = trainer(model(Precision.FLOAT64), plan(2))
                .fit(TrainingListener.none())
                .history()
                .losses();
        for (int i = 0; i < 20; i++) {
            assertThat(fast[i]).isCloseTo(exact[i], org.assertj.core.api.Assertions.within(1e-3 * exact[i]));
        }
    }

    @Test
    void theBestWeightsAreGivenBack() {
        Model model = model(Precision.FLOAT32);
        History history = trainer(model, plan(10)).fit(TrainingListener.none()).history();
        double best = history.best().orElseThrow().validationAccuracy();
        assertThat(Evaluation.of(model, clusters(100, 2)).accuracy()).isEqualTo(best);
    }

    @Test
    void patienceEndsARunThatDoesNotImprove() {
        TrainingPlan patient = plan(200).withPatience(5);
        TrainingResult result = trainer(model(Precision.FLOAT32), patient).fit(TrainingListener.none());
        assertThat(result.end()).isEqualTo(TrainingResult.End.EARLY_STOP);
        assertThat(result.history().steps()).isLessThan(2000);
    }

    @Test
    void aListenerCanEndTheRunAfterAnyStep() {
        List<Double> losses = new ArrayList<>();
        TrainingResult result = trainer(model(Precision.FLOAT32), plan(10)).fit(new TrainingListener() {
            @Override
            public void stepped(Progress progress, double loss, double rate) {
                losses.add(loss);
            }

            @Override
            public boolean stopRequested() {
                return losses.size() == 7;
            }
        });
        assertThat(result.end()).isEqualTo(TrainingResult.End.STOPPED);
        assertThat(result.history().losses()).hasSize(7);
    }

    @Test
    void aStopAskedForInAMeasurementEndsTheRunAtThatStep() {
        List<Long> measured = new ArrayList<>();
        TrainingResult result = trainer(model(Precision.FLOAT32), plan(10)).fit(new TrainingListener() {
            @Override
            public void measured(History.Measurement measurement) {
                measured.add(measurement.step());
            }

            @Override
            public boolean stopRequested() {
                return measured.contains(20L);
            }
        });
        assertThat(result.end()).isEqualTo(TrainingResult.End.STOPPED);
        assertThat(measured).contains(20L);
        assertThat(result.history().losses()).hasSize(20);
    }

    @Test
    void aLossThatIsNotFiniteNamesStepRateAndWhere() {
        TrainingPlan wild = TrainingPlan.of(5, 20, new Sgd(), new LearningRate.Constant(1e20));
        TrainingResult result = trainer(model(Precision.FLOAT32), wild).fit(TrainingListener.none());
        assertThat(result.end()).isEqualTo(TrainingResult.End.DIVERGED);
        assertThat(result.history().steps()).isEqualTo(1);
        assertThat(result.divergence().orElseThrow())
                .contains("at step 2 of 50 (epoch 1) with learning rate 1e20")
                .contains("first output that is not finite is that of layer")
                .contains("Try a smaller learning rate");
    }

    @Test
    void aBatchLargerThanTheDataIsRefused() {
        TrainingPlan large = TrainingPlan.of(1, 201, new Sgd(), new LearningRate.Constant(1));
        assertThatThrownBy(() -> trainer(model(Precision.FLOAT32), large))
                .hasMessage("Trainer: batch size 201 does not fit 200 training examples; expected at most 200");
    }

    @Test
    void dataThatDoesNotFitTheModelIsRefused() {
        Model other = ModelBuilder.build(Models.kthNet(7, List.of(), CLASSES), new NumpyRandom(1));
        assertThatThrownBy(() -> trainer(other, plan(1)))
                .hasMessageContaining("training examples (40) does not fit the model's input (7)");
        Model few = ModelBuilder.build(Models.kthNet(FEATURES, List.of(), 2), new NumpyRandom(1));
        assertThatThrownBy(() -> trainer(few, plan(1))).hasMessageContaining("4 classes");
    }

    @Test
    void aTrainerRunsOnce() {
        Trainer trainer = trainer(model(Precision.FLOAT32), plan(1));
        trainer.fit(TrainingListener.none());
        assertThatThrownBy(() -> trainer.fit(TrainingListener.none())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void patienceWithoutValidationLooksAtNothingAndSaysSo() {
        TrainingPlan patient = plan(20).withPatience(3);
        for (Training training : List.of(
                Training.of(model(Precision.FLOAT32), clusters(40, 1)).plan(patient),
                Training.of(model(Precision.FLOAT32), clusters(40, 1))
                        .validation(clusters(30, 2))
                        .plan(patient.withEvaluation(EvaluationPlan.of().withValidationExamples(0))),
                Training.of(model(Precision.FLOAT32), clusters(40, 1))
                        .validation(new ArrayDataset(new double[0][FEATURES], new int[0], Shape.of(FEATURES), CLASSES))
                        .plan(patient))) {
            Trainer trainer = training.trainer();
            assertThat(trainer.notes())
                    .contains("no validation images: patience has nothing to look at, and all epochs are done");
            TrainingResult result = trainer.fit(TrainingListener.none());
            assertThat(result.end()).isEqualTo(TrainingResult.End.COMPLETE);
            assertThat(result.history().steps()).isEqualTo(40);
            assertThat(result.history().measurementsSinceBest()).isZero();
        }
    }

    @Test
    void whatWaitsForValidationIsNamedBeforeTheFirstStep() {
        Training training = Training.of(model(Precision.FLOAT32), clusters(40, 1));
        assertThat(training.plan(plan(2)).trainer().notes())
                .containsExactly(
                        "no validation images: there are no best weights, and those after the last step are kept");
        assertThat(training.plan(plan(2).withFinalWeights(FinalWeights.LAST))
                        .trainer()
                        .notes())
                .isEmpty();
        TrainingPlan plateau = TrainingPlan.of(2, 20, Adam.of(), LearningRate.ReduceOnPlateau.of(0.1));
        assertThat(training.plan(plateau.withFinalWeights(FinalWeights.LAST))
                        .trainer()
                        .notes())
                .containsExactly(
                        "no validation images: reduce-on-plateau has nothing to look at, and the rate never falls");
        assertThat(training.validation(clusters(20, 2))
                        .plan(plateau.withPatience(1))
                        .trainer()
                        .notes())
                .isEmpty();
    }

    @Test
    void anEpochThatLeavesMuchOverIsNamed() {
        Training training =
                Training.of(model(Precision.FLOAT32), clusters(30, 1)).validation(clusters(20, 2));
        TrainingPlan plan = TrainingPlan.of(2, 16, Adam.of(), new LearningRate.Constant(1e-2));
        String left = "an epoch is 16 of 30 images, because batches are of 16; a batch size that divides 30 uses all";
        assertThat(training.plan(plan).trainer().notes()).containsExactly(left);
        assertThat(training.sampling(new Sampling.InOrder()).trainer().notes()).containsExactly(left);
        assertThat(training.sampling(new Sampling.WithReplacement(RandomKey.of(1)))
                        .trainer()
                        .notes())
                .isEmpty();
        assertThat(trainer(model(Precision.FLOAT32), plan(2)).notes()).isEmpty();
    }

    @Test
    void aWarmUpAsLongAsTheRunIsRefused() {
        TrainingPlan plan = plan(3);
        for (long steps : new long[] {30, 31, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> trainer(
                            model(Precision.FLOAT32),
                            plan.withDescent(plan.descent().withWarmUpSteps(steps))))
                    .hasMessage("Trainer: " + steps + " warm-up steps do not fit a run of 30 steps; expected fewer,"
                            + " so that the schedule has some");
        }
        Trainer shorter = trainer(
                model(Precision.FLOAT32), plan.withDescent(plan.descent().withWarmUpSteps(29)));
        assertThat(shorter.fit(TrainingListener.none()).history().rates()[28]).isEqualTo(1e-2);
    }

    @Test
    void measurementsOfTheWarmUpDoNotCountForAPlateau() {
        TrainingPlan plan = TrainingPlan.of(6, 20, new Sgd(), new LearningRate.ReduceOnPlateau(1e-9, 0.1, 1, 0));
        TrainingPlan warm = plan.withDescent(plan.descent().withWarmUpSteps(30));
        double[] rates = trainer(model(Precision.FLOAT32), warm)
                .fit(TrainingListener.none())
                .history()
                .rates();
        // Measured after steps 1, 10, 20, 30 (of the warm-up), 40 and 50; nothing ever improves.
        assertThat(rates[29]).isEqualTo(1e-9);
        assertThat(rates[49]).isEqualTo(1e-9);
        assertThat(rates[50]).isCloseTo(1e-10, org.assertj.core.api.Assertions.within(1e-20));
    }
}
