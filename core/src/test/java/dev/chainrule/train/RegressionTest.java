package dev.chainrule.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.data.ArrayDataset;
import dev.chainrule.data.Sampling;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.Relu;
import dev.chainrule.loss.AbsoluteError;
import dev.chainrule.loss.MulticlassHinge;
import dev.chainrule.loss.SquaredError;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.Sgd;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Training beside targets in place of labels.
class RegressionTest {
    private static double[][] gaussian(NumpyRandom random, int rows, int columns) {
        double[][] numbers = new double[rows][columns];
        for (double[] row : numbers) {
            for (int i = 0; i < columns; i++) {
                row[i] = random.nextGaussian();
            }
        }
        return numbers;
    }

    private static ModelSpec spec(Precision precision, int inputs, int hidden, int outputs, Initializer weights) {
        var zero = new Initializer.Constant(0);
        return new ModelSpec(
                "regression",
                Shape.of(inputs),
                precision,
                List.of(
                        new Affine.Settings(hidden, false, weights, zero),
                        new Relu.Settings(),
                        new Affine.Settings(outputs, false, weights, zero)));
    }

    private static TrainingPlan plan(int epochs, int batchSize, double rate) {
        return TrainingPlan.of(epochs, batchSize, new Sgd(), new LearningRate.Constant(rate))
                .withLoss(SquaredError.of());
    }

    /// J. Johnson's example of PyTorch, smaller: its loss is the sum over the 16 examples, so 16 times ours, and
    /// its learning rate of 1e-5 is 16e-5 here.
    @Test
    void lossesOfTwoHundredStepsAreThoseOfNumpy() {
        NumpyRandom random = new NumpyRandom(0);
        var data = ArrayDataset.regression(gaussian(random, 16, 50), gaussian(random, 16, 5), Shape.of(50));
        Model model = ModelBuilder.build(spec(Precision.FLOAT64, 50, 20, 5, new Initializer.Normal(1)), random);
        TrainingResult result = Training.of(model, data)
                .plan(plan(200, 16, 16e-5))
                .sampling(new Sampling.InOrder())
                .fit();
        double[] losses = result.history().losses();
        assertThat(losses[0]).isCloseTo(1956.8343239734088, within(1e-9));
        assertThat(losses[1]).isCloseTo(1782.8859260486681, within(1e-9));
        assertThat(losses[199]).isCloseTo(20.292789222397193, within(1e-9));
        assertThat(result.history().measurements())
                .allMatch(measurement -> Double.isNaN(measurement.trainingAccuracy()));
    }

    @Test
    void theBestWeightsAreThoseOfTheLowestValidationLoss() {
        NumpyRandom random = new NumpyRandom(1);
        double[][] x = gaussian(random, 60, 8);
        double[][] y = gaussian(random, 60, 2);
        var training = ArrayDataset.regression(x, y, Shape.of(8));
        var held = ArrayDataset.regression(gaussian(random, 30, 8), gaussian(random, 30, 2), Shape.of(8));
        TrainingPlan plan = TrainingPlan.of(20, 20, Adam.of(), new LearningRate.Constant(1e-2))
                .withLoss(SquaredError.of());
        TrainingResult result = Training.of(spec(Precision.FLOAT32, 8, 30, 2, new Initializer.He()), training)
                .validation(held)
                .plan(plan)
                .fit();
        double lowest = result.history().measurements().stream()
                .mapToDouble(History.Measurement::validationLoss)
                .min()
                .orElseThrow();
        double first = result.history().measurements().getFirst().validationLoss();
        double last = result.history().measurements().getLast().validationLoss();
        assertThat(lowest).isLessThanOrEqualTo(first).isLessThan(last);
        assertThat(result.history().best().orElseThrow().validationLoss()).isEqualTo(lowest);
        TrainingResult again = Training.of(result.model(), held)
                .validation(held)
                .plan(plan(1, 30, 1e-30))
                .fit();
        assertThat(again.history().measurements().getFirst().validationLoss()).isCloseTo(lowest, within(1e-6));
    }

    @Test
    void softTargetsTrainAndClassesMeasure() {
        NumpyRandom random = new NumpyRandom(2);
        int[] labels = new int[40];
        double[][] x = gaussian(random, 40, 6);
        double[][] shares = new double[40][2];
        for (int i = 0; i < 40; i++) {
            labels[i] = x[i][0] > 0 ? 1 : 0;
            shares[i][labels[i]] = 0.9;
            shares[i][1 - labels[i]] = 0.1;
        }
        var data = new ArrayDataset(x, labels, Shape.of(6), 2).withTargets(shares);
        TrainingPlan plan = TrainingPlan.of(60, 10, Adam.of(), new LearningRate.Constant(1e-2));
        TrainingResult result = Training.of(spec(Precision.FLOAT32, 6, 20, 2, new Initializer.He()), data)
                .validation(data)
                .plan(plan)
                .fit();
        History.Measurement best = result.history().best().orElseThrow();
        assertThat(best.validationAccuracy()).isEqualTo(1);
        double entropy = -0.9 * Math.log(0.9) - 0.1 * Math.log(0.1);
        assertThat(result.history().losses()[239]).isBetween(entropy, entropy + 0.05);
    }

    @Test
    void whatDoesNotFitTargetsIsRefused() {
        NumpyRandom random = new NumpyRandom(3);
        var data = ArrayDataset.regression(gaussian(random, 4, 3), gaussian(random, 4, 2), Shape.of(3));
        ModelSpec three = spec(Precision.FLOAT32, 3, 5, 3, new Initializer.He());
        ModelSpec two = spec(Precision.FLOAT32, 3, 5, 2, new Initializer.He());
        assertThatThrownBy(() -> Training.of(three, data).plan(plan(1, 2, 0.1)).fit())
                .hasMessage("Trainer: 2 targets of each of the training examples do not fit a model of 3 scores;"
                        + " expected 3");
        assertThatThrownBy(() -> Training.of(two, data)
                        .plan(plan(1, 2, 0.1).withLoss(MulticlassHinge.of()))
                        .fit())
                .hasMessageContaining("does not fit training examples with targets; expected one beside targets");
        assertThatThrownBy(() ->
                        ArrayDataset.regression(new double[][] {{1}}, new double[][] {{Double.NaN}}, Shape.of(1)))
                .hasMessage("ArrayDataset: target NaN of example 0 does not fit a loss; expected a finite number");
        assertThatThrownBy(() -> ArrayDataset.regression(new double[][] {{1}}, new double[0][], Shape.of(1)))
                .hasMessage("ArrayDataset: 1 examples do not fit 0 rows of targets; expected one row an example");
        assertThatThrownBy(() -> ArrayDataset.regression(new double[2][1], new double[][] {{1}, {1, 2}}, Shape.of(1)))
                .hasMessageContaining("2 targets of example 1 do not fit 1 of the first");
        assertThat(Training.of(two, data)
                        .plan(plan(1, 2, 0.1).withLoss(AbsoluteError.of()))
                        .fit()
                        .end())
                .isEqualTo(TrainingResult.End.COMPLETE);
    }
}
