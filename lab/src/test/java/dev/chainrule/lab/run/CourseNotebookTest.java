package dev.chainrule.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.data.Dataset;
import dev.chainrule.data.ImageDataset;
import dev.chainrule.data.LabeledImages;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.data.Sampling;
import dev.chainrule.lab.dataset.BundledCifar10;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.Momentum;
import dev.chainrule.optim.RmsProp;
import dev.chainrule.optim.Sgd;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.train.History;
import dev.chainrule.train.Training;
import dev.chainrule.train.TrainingListener;
import dev.chainrule.train.TrainingPlan;
import dev.chainrule.zoo.Models;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// CS231n's `FullyConnectedNets` notebook from its one seed to its end, on the bundled images: everything random is
/// drawn from one generator in the notebook's order.
class CourseNotebookTest {
    private static final BundledCifar10 BUNDLE = BundledCifar10.load();

    @Test
    void theNotebookFromTopToBottomMeetsEveryPublishedRange() {
        NumpyRandom random = new NumpyRandom(231);
        drawInitialLossCell(random);

        assertThat(overfit(2, 1e-2, 8e-3, random)).isEqualTo(1);
        assertThat(overfit(4, 1e-1, 2e-3, random)).isEqualTo(1);
        assertEnds(compare(new Sgd(), 5e-3, random), 0.35, 0.45, 0.31, 0.35);
        assertEnds(compare(Momentum.of(), 5e-3, random), 0.48, 0.56, 0.35, 0.39);
        assertEnds(compare(Adam.of(), 1e-3, random), 0.56, 0.62, 0.35, 0.40);
        assertEnds(compare(RmsProp.of(), 1e-4, random), 0.52, 0.55, 0.34, 0.375);
    }

    /// What the cell with the seed draws: inputs, labels, and the weights of two nets.
    private static void drawInitialLossCell(NumpyRandom random) {
        for (int i = 0; i < 2 * 15; i++) {
            random.nextGaussian();
        }
        random.choice(10, 2);
        for (int net = 0; net < 2; net++) {
            ModelBuilder.build(Models.fullyConnectedNet(15, List.of(20, 30), 10, 5e-2), random);
        }
    }

    private static double overfit(int hidden, double weightScale, double rate, NumpyRandom random) {
        ModelSpec spec = net(hidden, weightScale).withPrecision(Precision.FLOAT64);
        TrainingPlan plan = TrainingPlan.of(20, 25, new Sgd(), new LearningRate.Constant(rate));
        return train(spec, 50, plan, random).measurements().stream()
                .mapToDouble(History.Measurement::trainingAccuracy)
                .max()
                .orElseThrow();
    }

    private static History compare(UpdateRule rule, double rate, NumpyRandom random) {
        return train(net(5, 5e-2), 4000, TrainingPlan.of(5, 100, rule, new LearningRate.Constant(rate)), random);
    }

    private static ModelSpec net(int hidden, double weightScale) {
        return Models.fullyConnectedNet(Models.CIFAR10_FEATURES, Collections.nCopies(hidden, 100), 10, weightScale);
    }

    private static History train(ModelSpec spec, int images, TrainingPlan plan, NumpyRandom random) {
        Model model = ModelBuilder.build(spec, random);
        Dataset training = dataset(BUNDLE.train().slice(0, images));
        return Training.of(model, training)
                .validation(dataset(BUNDLE.validation()))
                .plan(plan)
                .sampling(new Sampling.Solver(random))
                .key(RandomKey.of(231))
                .fit(TrainingListener.none())
                .history();
    }

    private static Dataset dataset(LabeledImages images) {
        PixelScaling scaling = PixelScaling.meanImage(images.imageShape(), BUNDLE.meanOfTraining49000());
        return new ImageDataset(images, scaling, Shape.of(Models.CIFAR10_FEATURES));
    }

    private static void assertEnds(
            History history, double leastTraining, double mostTraining, double leastBest, double mostBest) {
        History.Measurement last = history.measurements().getLast();
        double best = history.best().orElseThrow().validationAccuracy();
        assertThat(last.trainingAccuracy()).isBetween(leastTraining, mostTraining);
        assertThat(best).isBetween(leastBest, mostBest);
    }
}
