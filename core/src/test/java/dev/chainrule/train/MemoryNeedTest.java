package dev.chainrule.train;

import static dev.chainrule.Tensors.stateOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.chainrule.data.ArrayDataset;
import dev.chainrule.data.Augmentation;
import dev.chainrule.data.Dataset;
import dev.chainrule.data.Padding;
import dev.chainrule.data.Sampling;
import dev.chainrule.evaluate.TestTimeAugmentation;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.EvaluationStatistics;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Mode;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.Sgd;
import dev.chainrule.optim.WeightAverage;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Workspace;
import dev.chainrule.zoo.ConvNets;
import dev.chainrule.zoo.HiddenLayer;
import dev.chainrule.zoo.Models;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MemoryNeedTest {
    private static final Shape IMAGE = Shape.of(3, 8, 8);
    private static final int CLASSES = 4;

    private static Dataset images() {
        NumpyRandom random = new NumpyRandom(5);
        double[][] x = new double[90][IMAGE.size()];
        int[] labels = new int[x.length];
        for (int i = 0; i < x.length; i++) {
            labels[i] = i % CLASSES;
            for (int j = 0; j < x[i].length; j++) {
                x[i][j] = random.nextGaussian();
            }
        }
        return new ArrayDataset(x, labels, IMAGE, CLASSES);
    }

    private static Model model(ModelSpec spec) {
        return ModelBuilder.build(spec, new NumpyRandom(1));
    }

    /// A net with every kind of memory of its own: statistics, masks and running numbers.
    private static Model forgetful(EvaluationStatistics statistics) {
        HiddenLayer form = HiddenLayer.rectified(new Initializer.He())
                .withNormalization(BatchNorm.Settings.of().withEvaluation(statistics))
                .withDropout(Dropout.Settings.of(0.8));
        ModelSpec flat = Models.network("test", IMAGE.size(), List.of(20, 10), CLASSES, form);
        List<LayerSpec> layers = Stream.concat(Stream.of(new Flatten.Settings()), flat.layers().stream())
                .toList();
        return model(new ModelSpec("test", IMAGE, Precision.FLOAT32, layers));
    }

    private static TrainingPlan plan(int batchSize) {
        return TrainingPlan.of(2, batchSize, Adam.of(), new LearningRate.Constant(1e-2));
    }

    static Stream<ModelSpec> networks() {
        return Stream.of(
                ConvNets.vgg(IMAGE, List.of(16, 32), 2, CLASSES),
                ConvNets.resNet(IMAGE, List.of(16, 32), 1, CLASSES),
                ConvNets.plain(IMAGE, List.of(16), 10, CLASSES),
                ConvNets.vgg(IMAGE, List.of(4), 1, CLASSES).withPrecision(Precision.FLOAT64));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aStepTakesWhatWasForeseenFromSmallerOnes(ModelSpec spec) {
        Model model = model(spec);
        MemoryNeed need = MemoryNeed.of(model, images(), plan(32));
        for (int size : new int[] {8, 16, 32}) {
            var batch = images().batch(IntStream.range(0, size).toArray(), spec.precision());
            var source = new LocalGradientSource(SoftmaxCrossEntropy.of(), List.of());
            Workspace workspace = new Workspace();
            workspace.run(() -> source.of(model, batch, new Mode.Train(RandomKey.of(9))));
            assertThat(need.step().of(size)).isCloseTo(workspace.bytes(), withinPercentage(1));
        }
    }

    @Test
    void everyPurposeIsCounted() {
        Model model = model(ConvNets.vgg(IMAGE, List.of(8), 1, CLASSES));
        long parameters = Float.BYTES * model.parameterCount();
        long all = parameters
                + model.buffers().stream()
                                .mapToLong(buffer -> buffer.value().size())
                                .sum()
                        * Double.BYTES;
        MemoryNeed plain = MemoryNeed.of(model, images(), plan(10));
        assertThat(plain.model()).isEqualTo(all).isGreaterThan(parameters);
        assertThat(plain.updateRule()).isEqualTo(2 * parameters);
        assertThat(plain.copies()).isEqualTo(all);
        long batch = (long) Float.BYTES * IMAGE.size();
        long ahead = BatchSource.isAhead(new Sampling.InOrder()) ? 2 : 1;
        assertThat(plain.batches()).isEqualTo(new MemoryNeed.Growth(0, ahead * batch));
        assertThat(MemoryNeed.of(model, images(), plan(10), new Sampling.Solver(new NumpyRandom(1)))
                        .batches())
                .isEqualTo(new MemoryNeed.Growth(0, batch));
        assertThat(plain.statistics().of(10)).isZero();
        assertThat(plain.evaluation()).isGreaterThan(100L * Float.BYTES * (1 + 2) * IMAGE.size());
        assertThat(plain.total(10))
                .isEqualTo(plain.model()
                        + plain.updateRule()
                        + plain.copies()
                        + plain.batches().of(10)
                        + plain.step().of(10)
                        + plain.evaluation());

        TrainingPlan more = TrainingPlan.of(2, 10, new Sgd(), new LearningRate.Constant(1e-2))
                .withEvaluation(EvaluationPlan.of().withTta(TestTimeAugmentation.FLIP))
                .withAugmentation(Augmentation.of().withTranslate(1).withPadding(Padding.ZERO))
                .withWeightAverage(new WeightAverage.Ema(0.9, 1, true));
        MemoryNeed other = MemoryNeed.of(model, images(), more);
        assertThat(other.updateRule()).isZero();
        assertThat(other.copies()).isEqualTo(3 * all);
        assertThat(other.batches().of(7)).isEqualTo(2 * plain.batches().of(7));
        assertThat(other.evaluation()).isBetween(plain.evaluation(), plain.evaluation() * 3 / 2);
        assertThat(MemoryNeed.of(forgetful(new EvaluationStatistics.Precise(3)), images(), more)
                        .statistics()
                        .perExample())
                .isGreaterThan((long) Float.BYTES * (IMAGE.size() + 20));
    }

    @Test
    void theLargestBatchIsTheLastOneThatFits() {
        MemoryNeed need = MemoryNeed.of(model(ConvNets.plain(IMAGE, List.of(8), 10, CLASSES)), images(), plan(10));
        for (int size : new int[] {1, 2, 77, 1000}) {
            assertThat(need.largestBatch(need.total(size))).isEqualTo(size);
            assertThat(need.largestBatch(need.total(size) - 1)).isEqualTo(size - 1);
        }
        assertThat(need.largestBatch(0)).isZero();
    }

    static Stream<EvaluationStatistics> statistics() {
        return Stream.of(
                EvaluationStatistics.RunningAverage.ofPyTorch(0.1),
                new EvaluationStatistics.LastBatches(5),
                new EvaluationStatistics.Precise(6),
                new EvaluationStatistics.CurrentBatch());
    }

    @ParameterizedTest
    @MethodSource("statistics")
    void measuringLeavesNoTrace(EvaluationStatistics statistics) {
        Model model = forgetful(statistics);
        List<double[]> before = stateOf(model);
        MemoryNeed.of(model, images(), plan(10));
        assertThat(stateOf(model)).usingRecursiveComparison().isEqualTo(before);
        train(model);
        Model other = forgetful(statistics);
        train(other);
        assertThat(stateOf(model)).usingRecursiveComparison().isEqualTo(stateOf(other));
        MemoryNeed.of(model, images(), plan(10));
        assertThat(stateOf(model)).usingRecursiveComparison().isEqualTo(stateOf(other));
    }

    private static void train(Model model) {
        Sampling sampling = new Sampling.Shuffled(RandomKey.of(3));
        Training.of(model, images())
                .validation(images())
                .plan(plan(10))
                .sampling(sampling)
                .key(RandomKey.of(4))
                .fit(TrainingListener.none());
    }

    @Test
    void bytesOfManyLargeExamplesDoNotWrap() {
        var growth = new MemoryNeed.Growth(7, Long.MAX_VALUE / 3);
        var need = new MemoryNeed(1, 1, 1, growth, growth, growth, 1);
        assertThat(growth.of(1 << 30)).isGreaterThan(Long.MAX_VALUE / 32);
        assertThat(need.total(1 << 30)).isPositive();
        assertThat(need.largestBatch(1L << 40)).isZero();
    }
}
