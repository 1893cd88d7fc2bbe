package dev.chainrule.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.data.ArrayDataset;
import dev.chainrule.data.Dataset;
import dev.chainrule.data.LabeledImages;
import dev.chainrule.data.Sampling;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.lab.dataset.BundledCifar10;
import dev.chainrule.layer.Parameter;
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
import dev.chainrule.train.EvaluationPlan;
import dev.chainrule.train.FinalWeights;
import dev.chainrule.train.History;
import dev.chainrule.train.Training;
import dev.chainrule.train.TrainingListener;
import dev.chainrule.train.TrainingPlan;
import dev.chainrule.zoo.Models;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// CS231n's `ConvolutionalNetworks` notebook overfits 100 images with a three-layer convolutional network and seed 231.
/// Seven published notebooks print the same 30 losses and 16 pairs of accuracies.
///
/// The notebook's images are float64 and its first weights are rounded to float32; its first update makes the weights
/// float64 too. So does this test: float64 from weights that are rounded once.
class CourseGoldenRunTest {
    private static final long SEED = 231;
    private static final int EPOCHS = 15;
    private static final Shape IMAGE = Shape.of(3, 32, 32);
    private static final BundledCifar10 BUNDLE = BundledCifar10.load();

    /// The epochs that are run in float64, some seconds each; all of them with `-Dchainrule.golden=all`.
    private static final int EXACT_EPOCHS =
            System.getProperty("chainrule.golden", "quick").equals("all") ? EPOCHS : 3;

    private static final double[] LOSSES = {
        2.414060, 3.102925, 2.270330, 2.096705, 1.838880, 1.934188, 1.827912, 1.639574, 1.330082, 1.756115, 1.024162,
        1.041826, 1.142777, 0.835706, 0.587786, 0.645509, 0.786844, 0.467054, 0.429880, 0.635498, 0.365807, 0.284220,
        0.469343, 0.509369, 0.111638, 0.145388, 0.155575, 0.143398, 0.158160, 0.118934
    };

    /// On the training images and on the validation images: after the first step and after each epoch.
    private static final double[][] ACCURACIES = {
        {0.20, 0.137}, {0.14, 0.087}, {0.24, 0.094}, {0.51, 0.173}, {0.52, 0.188}, {0.63, 0.167}, {0.75, 0.229},
        {0.79, 0.247}, {0.82, 0.252}, {0.82, 0.178}, {0.90, 0.206}, {0.82, 0.201}, {0.92, 0.211}, {0.93, 0.213},
        {0.96, 0.212}, {0.99, 0.220}
    };

    @Test
    void inFloat64EachLossAndAccuracyIsThePublishedOneToAllPrintedDigits() {
        Run run = run(Precision.FLOAT64, EXACT_EPOCHS);

        assertThat(run.losses).hasSize(2 * EXACT_EPOCHS);
        for (int step = 0; step < run.losses.size(); step++) {
            assertThat(run.losses.get(step)).as("loss %d", step + 1).isCloseTo(LOSSES[step], within(0.5000001e-6));
        }
        assertThat(run.accuracies).hasSize(1 + EXACT_EPOCHS);
        for (int i = 0; i < run.accuracies.size(); i++) {
            assertThat(run.accuracies.get(i)).as("accuracies %d", i).containsExactly(ACCURACIES[i], within(1e-9));
        }
    }

    /// Adam divides by the root of squared gradients, so a rounding of 1e-7 in a small gradient is one of 1e-5 in
    /// the weights after the second step, and grows from there.
    @Test
    void inFloat32TheFirstLossesAreThePublishedOnesAndTheRestIsNear() {
        Run run = run(Precision.FLOAT32, EPOCHS);

        assertThat(run.losses).hasSize(LOSSES.length);
        for (int step = 0; step < LOSSES.length; step++) {
            double bound = step < 2 ? 1e-6 : step < 12 ? 1e-3 : 5e-2;
            assertThat(run.losses.get(step)).as("loss %d", step + 1).isCloseTo(LOSSES[step], within(bound));
        }
        for (int i = 0; i < ACCURACIES.length; i++) {
            double bound = i < 7 ? 0.005 : 0.02;
            assertThat(run.accuracies.get(i)).as("accuracies %d", i).containsExactly(ACCURACIES[i], within(bound));
        }
    }

    private record Run(List<Double> losses, List<double[]> accuracies) {}

    private static Run run(Precision precision, int epochs) {
        NumpyRandom random = new NumpyRandom(SEED);
        Model model = ModelBuilder.build(
                Models.threeLayerConvNet(IMAGE, 32, 7, 100, 10, 1e-2).withPrecision(precision), random);
        model.parameters().forEach(CourseGoldenRunTest::roundToFloat);
        Dataset training = dataset(BUNDLE.train().slice(0, 100));
        Dataset validation = dataset(BUNDLE.validation());
        Model measured = ModelBuilder.build(model.spec().withPrecision(Precision.FLOAT32), new NumpyRandom(0));
        List<Double> losses = new ArrayList<>();
        List<double[]> accuracies = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepped(Progress progress, double loss, double rate) {
                losses.add(loss);
            }

            @Override
            public void measured(History.Measurement measurement) {
                copy(model, measured);
                accuracies.add(new double[] {
                    Evaluation.of(measured, training).accuracy(),
                    Evaluation.of(measured, validation).accuracy()
                });
            }
        };
        Sampling sampling = new Sampling.Solver(random);
        try (Parallel parallel = Parallel.ofThreads(2)) {
            Parallel.with(
                    parallel,
                    () -> Training.of(model, training)
                            .validation(validation)
                            .plan(plan(epochs))
                            .sampling(sampling)
                            .key(RandomKey.of(SEED))
                            .fit(listener));
        }
        return new Run(losses, accuracies);
    }

    /// The Solver's plan, but accuracy is measured by the listener: in float32, which is faster and answers the
    /// same.
    private static TrainingPlan plan(int epochs) {
        return TrainingPlan.of(epochs, 50, Adam.of(), new LearningRate.Constant(1e-3))
                .withEvaluation(EvaluationPlan.of().withTrainingExamples(0).withValidationExamples(0))
                .withFinalWeights(FinalWeights.LAST);
    }

    private static void roundToFloat(Parameter parameter) {
        Tensor value = parameter.value();
        for (int i = 0; i < value.size(); i++) {
            value.setStored(i, (float) value.getStored(i));
        }
    }

    private static void copy(Model from, Model to) {
        for (int i = 0; i < from.parameters().size(); i++) {
            Tensor source = from.parameters().get(i).value();
            Tensor target = to.parameters().get(i).value();
            target.copyFrom(Tensor.of(target.precision(), target.shape(), source.toArray()));
        }
    }

    /// Images minus the mean of the course's 49,000 training images, in double.
    private static Dataset dataset(LabeledImages images) {
        double[] mean = BUNDLE.meanOfTraining49000();
        double[][] examples = new double[images.size()][mean.length];
        for (int n = 0; n < examples.length; n++) {
            for (int i = 0; i < mean.length; i++) {
                examples[n][i] = (images.pixels()[n * mean.length + i] & 0xff) - mean[i];
            }
        }
        return new ArrayDataset(
                examples, images.labels(), IMAGE, images.classNames().size());
    }
}
