package dev.chainrule.train;

import static dev.chainrule.Tensors.stateOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tensors;
import dev.chainrule.data.ArrayDataset;
import dev.chainrule.data.Dataset;
import dev.chainrule.data.Sampling;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.EvaluationStatistics;
import dev.chainrule.layer.EvaluationStatistics.RunningAverage;
import dev.chainrule.layer.Initializer;
import dev.chainrule.model.Checkpoint;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.Progress;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.zoo.HiddenLayer;
import dev.chainrule.zoo.Models;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Training with layers that remember statistics and layers that draw.
class NormalizedTrainingTest {
    private static final int FEATURES = 30;

    private static Dataset dataset(int examples, long seed) {
        Tensor gaussian = Tensors.gaussian(Precision.FLOAT64, seed, 1, examples, FEATURES);
        double[][] x = new double[examples][FEATURES];
        int[] labels = new int[examples];
        for (int i = 0; i < examples; i++) {
            labels[i] = i % 3;
            for (int d = 0; d < FEATURES; d++) {
                x[i][d] = gaussian.get(i, d) + (d % 3 == labels[i] ? 1.5 : 0);
            }
        }
        return new ArrayDataset(x, labels, Shape.of(FEATURES), 3);
    }

    static Stream<EvaluationStatistics> statistics() {
        return Stream.of(
                new RunningAverage(0.9, EvaluationStatistics.Start.ZEROS),
                new RunningAverage(0.9, EvaluationStatistics.Start.ZEROS_CORRECTED),
                new RunningAverage(0.9, EvaluationStatistics.Start.FIRST_BATCH),
                RunningAverage.ofPyTorch(0.1),
                new EvaluationStatistics.LastBatches(5),
                new EvaluationStatistics.Precise(6),
                new EvaluationStatistics.CurrentBatch());
    }

    private static Model model(EvaluationStatistics statistics) {
        HiddenLayer form = HiddenLayer.rectified(new Initializer.He())
                .withNormalization(BatchNorm.Settings.of().withEvaluation(statistics))
                .withDropout(Dropout.Settings.of(0.8));
        return ModelBuilder.build(Models.network("test", FEATURES, List.of(40, 20), 3, form), new NumpyRandom(1));
    }

    private static History train(Model model) {
        TrainingPlan plan = TrainingPlan.of(6, 20, Adam.of(), new LearningRate.Constant(1e-2));
        return Training.of(model, dataset(240, 1))
                .validation(dataset(120, 2))
                .plan(plan)
                .sampling(new Sampling.Shuffled(RandomKey.of(3)))
                .key(RandomKey.of(4))
                .fit(TrainingListener.none())
                .history();
    }

    @ParameterizedTest
    @MethodSource("statistics")
    void theBestWeightsComeBackWithTheirStatistics(EvaluationStatistics statistics) {
        Model model = model(statistics);
        double best = train(model).best().orElseThrow().validationAccuracy();
        assertThat(best).isGreaterThan(0.8);
        assertThat(Evaluation.of(model, dataset(120, 2)).accuracy()).isEqualTo(best);
    }

    @ParameterizedTest
    @MethodSource("statistics")
    void everyNumberOfThreadsGivesTheSameWeightsAndStatistics(EvaluationStatistics statistics) {
        Model once = model(statistics);
        train(once);
        for (int threads : new int[] {2, 3, 8}) {
            Model again = model(statistics);
            try (Parallel parallel = Parallel.ofThreads(threads)) {
                Parallel.with(parallel, () -> train(again));
            }
            List<double[]> found = stateOf(again);
            List<double[]> wanted = stateOf(once);
            for (int i = 0; i < wanted.size(); i++) {
                assertThat(found.get(i)).isEqualTo(wanted.get(i));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("statistics")
    void statisticsAreSavedWithTheWeights(EvaluationStatistics statistics, @TempDir Path folder) throws Exception {
        Model model = model(statistics);
        train(model);
        Path file = folder.resolve("weights.safetensors");
        Checkpoint.save(file, model);
        Model loaded = model(statistics);
        Checkpoint.load(file, loaded);
        Tensor x = Tensors.gaussian(Precision.FLOAT32, 9, 1, 10, FEATURES);
        assertThat(loaded.scores(x).toArray()).isEqualTo(model.scores(x).toArray());
    }

    @Test
    void preciseStatisticsAreThoseOfTheWeightsThatAreEvaluated() {
        Model model = model(new EvaluationStatistics.Precise(12));
        train(model);
        List<double[]> before = stateOf(model);
        PreciseStatistics.gather(model, dataset(240, 1), 20, RandomKey.of(4).child("statistics"));
        List<double[]> after = stateOf(model);
        for (int i = 0; i < before.size(); i++) {
            assertThat(after.get(i)).isEqualTo(before.get(i));
        }
    }

    @ParameterizedTest
    @MethodSource("remembering")
    void renewedStatisticsForgetTheTrainingAndAreThePreciseOnes(EvaluationStatistics statistics) {
        Model model = model(statistics);
        Model precise = model(new EvaluationStatistics.Precise(12));
        train(model);
        for (int i = 0; i < model.parameters().size(); i++) {
            precise.parameters()
                    .get(i)
                    .value()
                    .copyFrom(model.parameters().get(i).value());
        }
        PreciseStatistics.gather(precise, dataset(240, 1), 20, RandomKey.of(4));
        PreciseStatistics.renew(model, dataset(240, 1), 20, 12, RandomKey.of(4));
        Tensor x = Tensors.gaussian(Precision.FLOAT32, 9, 1, 10, FEATURES);
        double[] expected = precise.scores(x).toArray();
        double[] renewed = model.scores(x).toArray();
        for (int i = 0; i < expected.length; i++) {
            assertThat(renewed[i]).isCloseTo(expected[i], within(1e-5));
        }
    }

    static Stream<EvaluationStatistics> remembering() {
        return Stream.of(
                EvaluationStatistics.RunningAverage.of(),
                new EvaluationStatistics.RunningAverage(0.5, EvaluationStatistics.Start.ZEROS_CORRECTED),
                new EvaluationStatistics.RunningAverage(0.9, EvaluationStatistics.Start.FIRST_BATCH),
                new EvaluationStatistics.LastBatches(5));
    }

    @Test
    void aRunThatIsStoppedHasTheStatisticsOfItsLastWeights() {
        Model model = model(new EvaluationStatistics.Precise(12));
        TrainingListener stopsAfterFive = new TrainingListener() {
            private long steps;

            @Override
            public void stepped(Progress progress, double loss, double rate) {
                steps = progress.step();
            }

            @Override
            public boolean stopRequested() {
                return steps == 5;
            }
        };
        TrainingPlan plan = TrainingPlan.of(6, 20, Adam.of(), new LearningRate.Constant(1e-2))
                .withFinalWeights(FinalWeights.LAST);
        Sampling sampling = new Sampling.Shuffled(RandomKey.of(3));
        Trainer trainer = Training.of(model, dataset(240, 1))
                .validation(dataset(120, 2))
                .plan(plan)
                .sampling(sampling)
                .key(RandomKey.of(4))
                .trainer();
        assertThat(trainer.fit(stopsAfterFive).end()).isEqualTo(TrainingResult.End.STOPPED);
        List<double[]> found = stateOf(model);
        PreciseStatistics.gather(model, dataset(240, 1), 20, RandomKey.of(4).child("statistics"));
        assertThat(found).usingRecursiveComparison().isEqualTo(stateOf(model));
    }
}
