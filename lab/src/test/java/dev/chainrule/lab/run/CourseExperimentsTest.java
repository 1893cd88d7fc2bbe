package dev.chainrule.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.data.Batch;
import dev.chainrule.data.Dataset;
import dev.chainrule.data.ImageDataset;
import dev.chainrule.data.LabeledImages;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.data.Sampling;
import dev.chainrule.lab.dataset.BundledCifar10;
import dev.chainrule.lab.settings.Preset;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.History;
import dev.chainrule.train.Training;
import dev.chainrule.train.TrainingListener;
import dev.chainrule.train.TrainingPlan;
import dev.chainrule.zoo.HiddenLayer;
import dev.chainrule.zoo.Models;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Experiments of CS231n's notebooks with the course's seed, on the bundled images: weights, batches and masks are
/// drawn from one generator in the notebook's order.
class CourseExperimentsTest {
    private static final long SEED = 231;
    private static final BundledCifar10 BUNDLE = BundledCifar10.load();

    /// Half a unit of the last printed digit, and what a loss in float32 adds to it: a rounding of 2⁻²⁴.
    private static double printed(double loss) {
        return 0.5e-6 + loss * 0x1p-24;
    }

    /// `BatchNormalization`: both nets are drawn before either is trained.
    @Test
    void batchNormTrainsADeepNetFasterAndBothNetsStartWithThePublishedLosses() {
        NumpyRandom random = new NumpyRandom(SEED);
        HiddenLayer plain = HiddenLayer.rectified(new Initializer.Normal(2e-2));
        HiddenLayer normalized = plain.withNormalization(BatchNorm.Settings.of());
        Model withNorm = ModelBuilder.build(deep(normalized), random);
        Model without = ModelBuilder.build(deep(plain), random);
        TrainingPlan plan = TrainingPlan.of(10, 50, Adam.of(), new LearningRate.Constant(1e-3));

        History norm = train(withNorm, 1000, plan, random);
        History baseline = train(without, 1000, plan, random);

        assertThat(norm.losses()[0]).isCloseTo(2.340974, within(printed(2.340974)));
        assertThat(baseline.losses()[0]).isCloseTo(2.302332, within(printed(2.302332)));
        assertStarts(norm, 0.107, 0.115);
        assertStarts(baseline, 0.129, 0.131);
        assertEnds(norm, 1, 0.762, 0.802, 0.309, 0.349);
        assertEnds(baseline, 1, 0.655, 0.728, 0.323, 0.335);
    }

    /// A preset begins with a generator of its own, so it cannot have the numbers of a net that was drawn second.
    @ParameterizedTest
    @CsvSource({
        "cs231n-batch-norm, 2.3410",
        "cs231n-no-norm, 2.3023",
        "cs231n-dropout, 17.3185",
        "cs231n-no-dropout, 7.8566"
    })
    void thePresetsSayTheirFirstLossAndTheNotebooks(String name, String published, @TempDir Path folder)
            throws Exception {
        Preset preset = Preset.named(name, "test");
        RunResult result = TrainingRun.prepare(preset.settings(), folder.resolve("run"))
                .start(new TrainingListener() {
                    @Override
                    public boolean stopRequested() {
                        return true;
                    }
                });
        double first = result.record().history().losses()[0];
        assertThat(preset.description())
                .contains("First loss " + String.format(Locale.ROOT, "%.4f", first))
                .contains(published.equals("7.8566") ? "as in the notebook" : published);
    }

    private static ModelSpec deep(HiddenLayer form) {
        List<Integer> hidden = List.of(100, 100, 100, 100, 100);
        return Models.network("FullyConnectedNet", Models.CIFAR10_FEATURES, hidden, 10, form);
    }

    /// `Dropout`: the second net and its masks are drawn after the first one's training.
    @Test
    void dropoutNarrowsTheGapAndBothNetsStartWithThePublishedLosses() {
        NumpyRandom random = new NumpyRandom(SEED);
        TrainingPlan plan = TrainingPlan.of(25, 100, Adam.of(), new LearningRate.Constant(5e-4));
        ModelSpec spec = Models.fullyConnectedNet(Models.CIFAR10_FEATURES, List.of(500), 10, 1e-2);

        History all = train(ModelBuilder.build(spec, random), 500, plan, random);
        History quarter = train(withDropout(ModelBuilder.build(spec, random), 0.25, random), 500, plan, random);

        assertThat(all.losses()[0]).isCloseTo(7.856643, within(printed(7.856643)));
        assertThat(quarter.losses()[0]).isCloseTo(17.318479, within(printed(17.318479)));
        assertStarts(all, 0.26, 0.184);
        assertStarts(quarter, 0.23, 0.177);
        assertEnds(all, 5, 0.984, 1.0, 0.287, 0.316);
        assertEnds(quarter, 5, 0.862, 0.93, 0.309, 0.33);
    }

    @Test
    void inFloat64TheFirstLossesWithAndWithoutDropoutArePublishedToTheLastDigit() {
        NumpyRandom random = new NumpyRandom(SEED);
        ModelSpec spec = Models.fullyConnectedNet(Models.CIFAR10_FEATURES, List.of(500), 10, 1e-2)
                .withPrecision(Precision.FLOAT64);

        double all = firstLoss(ModelBuilder.build(spec, random), random);
        for (int step = 1; step < 125; step++) {
            random.choice(500, 100); // a batch of the first net's training
        }
        double quarter = firstLoss(withDropout(ModelBuilder.build(spec, random), 0.25, random), random);

        assertThat(all).isCloseTo(7.856643, within(0.5e-6));
        assertThat(quarter).isCloseTo(17.318479, within(0.5e-6));
    }

    private static double firstLoss(Model model, NumpyRandom random) {
        for (Parameter parameter : model.parameters()) {
            Tensor value = parameter.value();
            for (int i = 0; i < value.size(); i++) {
                value.setStored(i, (float) value.getStored(i));
            }
        }
        int[] batch = random.choice(500, 100);
        Batch examples = dataset(BUNDLE.train()).batch(batch, Precision.FLOAT64);
        Pass pass = model.forward(examples.x(), new Mode.Train(RandomKey.of(SEED)));
        return SoftmaxCrossEntropy.of()
                .forward(pass.output(), examples.labels())
                .value();
    }

    /// Dropout behind the hidden layer, its masks from the one generator.
    private static Model withDropout(Model model, double keep, NumpyRandom random) {
        List<Layer> layers = new ArrayList<>(model.network().layers());
        layers.add(layers.size() - 1, new RunningDropout(keep, random));
        ModelSpec spec = model.spec();
        return Model.of(spec.name(), spec.input(), spec.precision(), layers.toArray(Layer[]::new));
    }

    private static History train(Model model, int images, TrainingPlan plan, NumpyRandom random) {
        Dataset training = dataset(BUNDLE.train().slice(0, images));
        Dataset validation = dataset(BUNDLE.validation());
        return Training.of(model, training)
                .validation(validation)
                .plan(plan)
                .sampling(new Sampling.Solver(random))
                .key(RandomKey.of(SEED))
                .fit(TrainingListener.none())
                .history();
    }

    private static Dataset dataset(LabeledImages images) {
        PixelScaling scaling = PixelScaling.meanImage(images.imageShape(), BUNDLE.meanOfTraining49000());
        return new ImageDataset(images, scaling, Shape.of(Models.CIFAR10_FEATURES));
    }

    private static void assertStarts(History history, double training, double validation) {
        History.Measurement first = history.measurements().getFirst();
        assertThat(first.trainingAccuracy()).isCloseTo(training, within(1e-9));
        assertThat(first.validationAccuracy()).isCloseTo(validation, within(1e-9));
    }

    /// The accuracies at the end are within the range of published ones. They jump from epoch to epoch, in float32
    /// also from machine to machine, so it is the mean of the last few.
    ///
    /// @param epochs how many
    private static void assertEnds(
            History history,
            int epochs,
            double leastTraining,
            double mostTraining,
            double leastValidation,
            double mostValidation) {
        List<History.Measurement> all = history.measurements();
        List<History.Measurement> last = all.subList(all.size() - epochs, all.size());
        assertThat(last.stream()
                        .mapToDouble(History.Measurement::trainingAccuracy)
                        .average()
                        .orElseThrow())
                .isBetween(leastTraining, mostTraining);
        assertThat(last.stream()
                        .mapToDouble(History.Measurement::validationAccuracy)
                        .average()
                        .orElseThrow())
                .isBetween(leastValidation, mostValidation);
    }
}
