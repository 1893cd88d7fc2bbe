package dev.chainrule.train;

import static dev.chainrule.Tensors.stateOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Tensors;
import dev.chainrule.data.ArrayDataset;
import dev.chainrule.data.Augmentation;
import dev.chainrule.data.Augmentation.Flip;
import dev.chainrule.data.Dataset;
import dev.chainrule.data.Padding;
import dev.chainrule.data.Sampling;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.EvaluationStatistics;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Relu;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.WeightAverage;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Training with varied images, batches made ahead and averaged weights.
class AugmentedTrainingTest {
    private static final Shape IMAGE = Shape.of(2, 4, 4);
    private static final int SIZE = IMAGE.size();
    private static final Augmentation VARIED = new Augmentation(Flip.RANDOM, 1, Padding.REFLECT, 1, 0.1, 0.1);

    /// Images whose brightest channel is their class.
    private static Dataset dataset(int examples, long seed) {
        Tensor gaussian = Tensors.gaussian(Precision.FLOAT64, seed, 1, examples, SIZE);
        double[][] x = new double[examples][SIZE];
        int[] labels = new int[examples];
        for (int i = 0; i < examples; i++) {
            labels[i] = i % 2;
            for (int d = 0; d < SIZE; d++) {
                x[i][d] = gaussian.get(i, d) + (d / 16 == labels[i] ? 0.6 : 0);
            }
        }
        return new ArrayDataset(x, labels, IMAGE, 2);
    }

    private static Model model(EvaluationStatistics statistics) {
        List<LayerSpec> layers = List.of(
                new Flatten.Settings(),
                Affine.Settings.of(20),
                BatchNorm.Settings.of().withEvaluation(statistics),
                new Relu.Settings(),
                Affine.Settings.of(2));
        return ModelBuilder.build(new ModelSpec("test", IMAGE, Precision.FLOAT32, layers), new NumpyRandom(1));
    }

    private static Model model() {
        return model(new EvaluationStatistics.RunningAverage(0.9, EvaluationStatistics.Start.ZEROS));
    }

    private static TrainingPlan plan() {
        return TrainingPlan.of(5, 20, Adam.of(), new LearningRate.Constant(1e-2))
                .withAugmentation(VARIED);
    }

    private static History train(Model model, TrainingPlan plan, Sampling sampling) {
        return Training.of(model, dataset(200, 1))
                .validation(dataset(100, 2))
                .plan(plan)
                .sampling(sampling)
                .key(RandomKey.of(4))
                .fit(TrainingListener.none())
                .history();
    }

    private static History train(Model model, TrainingPlan plan) {
        return train(model, plan, new Sampling.Shuffled(RandomKey.of(3)));
    }

    private static void assertSame(Model found, Model wanted) {
        assertThat(stateOf(found).toArray(double[][]::new))
                .isDeepEqualTo(stateOf(wanted).toArray(double[][]::new));
    }

    /// The same batches, but only when they are wanted.
    private record OnDemand(Sampling sampling) implements Sampling {
        @Override
        public int[] batch(long step, int size, int batchSize) {
            return sampling.batch(step, size, batchSize);
        }

        @Override
        public int[] subset(long step, int size, int count) {
            return sampling.subset(step, size, count);
        }
    }

    @Test
    void batchesMadeAheadChangeNoBit() {
        // With one thread that computes, another processor is free to make them.
        try (Parallel one = Parallel.ofThreads(1)) {
            Model ahead = model();
            History history = Parallel.with(one, () -> train(ahead, plan()));
            Model onDemand = model();
            Sampling same = new OnDemand(new Sampling.Shuffled(RandomKey.of(3)));
            History other = Parallel.with(one, () -> train(onDemand, plan(), same));
            assertThat(other.losses()).isEqualTo(history.losses());
            assertSame(onDemand, ahead);
        }
    }

    @Test
    void theSolversNumbersStayInOrder() {
        Model model = model();
        NumpyRandom random = new NumpyRandom(5);
        train(model, plan(), new Sampling.Solver(random));
        NumpyRandom same = new NumpyRandom(5);
        for (int step = 0; step < 50; step++) {
            same.choice(200, 20);
        }
        assertThat(random.nextInt()).isEqualTo(same.nextInt());
    }

    @Test
    void everyNumberOfThreadsGivesTheSameBits() {
        TrainingPlan plan = plan().withWeightAverage(new WeightAverage.Ema(0.9, 2, true));
        Model once = model();
        train(once, plan);
        for (int threads : new int[] {1, 2, 3, 8}) {
            Model again = model();
            try (Parallel parallel = Parallel.ofThreads(threads)) {
                Parallel.with(parallel, () -> train(again, plan));
            }
            assertSame(again, once);
        }
    }

    @Test
    void trainingSeesVariedImagesAndMeasurementsDoNot() {
        Model plain = model();
        History without = train(plain, plan().withAugmentation(Augmentation.of()));
        Model varied = model();
        History with = train(varied, plan());
        assertThat(with.losses()).isNotEqualTo(without.losses());
        History.Measurement last = with.measurements().getLast();
        Model same = model();
        train(same, plan().withFinalWeights(FinalWeights.LAST));
        assertThat(Evaluation.of(same, dataset(200, 1)).accuracy()).isEqualTo(last.trainingAccuracy());
    }

    static Stream<WeightAverage> averages() {
        return Stream.of(
                new WeightAverage.None(),
                new WeightAverage.Ema(0.8, 3, true),
                new WeightAverage.Ema(0.5, 1, false),
                new WeightAverage.Lookahead(5, 0.5, 0));
    }

    @ParameterizedTest
    @MethodSource("averages")
    void whatIsMeasuredIsWhatIsKept(WeightAverage average) {
        for (EvaluationStatistics statistics : List.of(
                new EvaluationStatistics.RunningAverage(0.9, EvaluationStatistics.Start.ZEROS_CORRECTED),
                new EvaluationStatistics.LastBatches(4),
                new EvaluationStatistics.Precise(5))) {
            Model model = model(statistics);
            History history = train(model, plan().withWeightAverage(average));
            assertThat(Evaluation.of(model, dataset(100, 2)).accuracy())
                    .isEqualTo(history.best().orElseThrow().validationAccuracy())
                    .isGreaterThan(0.8);
            Model last = model(statistics);
            TrainingPlan plan = plan().withFinalWeights(FinalWeights.LAST);
            History again = train(last, plan.withWeightAverage(average));
            assertThat(again.losses()).isEqualTo(history.losses());
            assertThat(Evaluation.of(last, dataset(100, 2)).accuracy())
                    .isEqualTo(again.measurements().getLast().validationAccuracy());
        }
    }

    @Test
    void anExponentialAverageLeavesTrainingAloneAndChangesWhatIsKept() {
        TrainingPlan last = plan().withFinalWeights(FinalWeights.LAST);
        Model plain = model();
        History without = train(plain, last);
        Model averaged = model();
        History with = train(averaged, last.withWeightAverage(new WeightAverage.Ema(0.9, 1, false)));
        assertThat(with.losses()).isEqualTo(without.losses());
        assertThat(stateOf(averaged).getFirst()).isNotEqualTo(stateOf(plain).getFirst());
    }

    @Test
    void imagesTooSmallAreRefusedBeforeTheFirstStep() {
        TrainingPlan plan = plan().withAugmentation(VARIED.withTranslate(4));
        assertThatThrownBy(() -> train(model(), plan))
                .hasMessage("Augmentation: translation by 4 pixels does not fit images (2, 4, 4); expected at most 3");
    }
}
