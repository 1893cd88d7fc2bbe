import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.Relu;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.Nesterov;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.train.History;
import dev.chainrule.train.Training;
import dev.chainrule.train.TrainingListener;
import dev.chainrule.train.TrainingPlan;
import java.util.List;

/// Level 3, sequences: a list of layers and a plan; the loop is the library's. With Nesterov's momentum, and weights
/// that start as PyTorch's. The same without a line of Java: `bin/chainrule train --preset cs231n-pytorch-convnet`.
final class Level3ConvNet {
    private Level3ConvNet() {}

    static void main(String... words) throws DatasetException {
        Shape image = Shape.of(3, 32, 32);
        Cifar cifar = Cifar.read(image, words);
        Initializer start = new Initializer.FanInUniform();
        ModelSpec net = new ModelSpec(
                "three layers",
                image,
                Precision.FLOAT32,
                List.of(
                        Convolution2d.Settings.same(32, 5).withWeights(start).withBiases(start),
                        new Relu.Settings(),
                        Convolution2d.Settings.same(16, 3).withWeights(start).withBiases(start),
                        new Relu.Settings(),
                        new Flatten.Settings(),
                        Affine.Settings.of(10).withWeights(start).withBiases(start)));
        TrainingPlan plan = TrainingPlan.of(
                1, Cifar.BATCH, new Nesterov(0.9, Nesterov.Form.BUFFER), new LearningRate.Constant(1e-2));
        Training.of(net, cifar.train())
                .validation(cifar.validation())
                .plan(plan)
                .fit(new TrainingListener() {
                    @Override
                    public void measured(History.Measurement measurement) {
                        System.out.printf(
                                "iteration %d: %.2f %% of the validation images%n",
                                measurement.step(), 100 * measurement.validationAccuracy());
                    }
                });
    }
}
