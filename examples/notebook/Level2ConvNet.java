import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.layer.Relu;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.model.Model;
import dev.chainrule.optim.GradientClipping;
import dev.chainrule.optim.Optimizer;
import dev.chainrule.optim.Sgd;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import dev.chainrule.train.LocalGradientSource;
import dev.chainrule.train.StepResult;
import java.util.List;

/// Level 2, modules: a layer of one's own that is made of layers. Each of them knows its backward pass; this one only
/// says in which order they come.
final class Level2ConvNet {
    private Level2ConvNet() {}

    /// Two convolutions and an affine layer, with ReLU in between.
    record ThreeLayers(Convolution2d first, Convolution2d second, Affine last) implements Layer {
        static ThreeLayers random(NumpyRandom random) {
            return new ThreeLayers(
                    new Convolution2d(weight("W1", random, 32, 3, 5, 5), bias("b1", 32), 1, 2),
                    new Convolution2d(weight("W2", random, 16, 32, 3, 3), bias("b2", 16), 1, 1),
                    new Affine(weight("W3", random, 16 * 32 * 32, 10), bias("b3", 10)));
        }

        private static Parameter weight(String name, NumpyRandom random, int... extents) {
            return new Parameter(name, Parameter.Kind.WEIGHT, Cifar.randomWeight(random, extents));
        }

        private static Parameter bias(String name, int size) {
            return new Parameter(name, Parameter.Kind.BIAS, Cifar.zeroWeight(size));
        }

        @Override
        public List<Layer> children() {
            return List.of(first, second, last);
        }

        @Override
        public Pass forward(Tensor x, Mode mode) {
            Pass a = first.forward(x, mode);
            Pass b = new Relu().forward(a.output(), mode);
            Pass c = second.forward(b.output(), mode);
            Pass d = new Relu().forward(c.output(), mode);
            Pass e = new Flatten().forward(d.output(), mode);
            Pass f = last.forward(e.output(), mode);
            return Pass.of(f.output(), dy -> {
                Gradients ofLast = f.backward(dy);
                Tensor dFlat = e.backward(ofLast.input()).input();
                Gradients ofSecond = c.backward(d.backward(dFlat).input());
                Gradients ofFirst = a.backward(b.backward(ofSecond.input()).input());
                return ofFirst.withParametersOf(ofSecond).withParametersOf(ofLast);
            });
        }

        @Override
        public Shape outputShape(Shape input) {
            return Shape.of(input.extent(0), 10);
        }
    }

    static void main(String... words) throws DatasetException {
        Cifar cifar = Cifar.read(Shape.of(3, 32, 32), words);
        Model model = Model.of("own", Shape.of(3, 32, 32), Precision.FLOAT32, ThreeLayers.random(new NumpyRandom(0)));
        cifar.tryZeros(model::scores);
        var gradients = new LocalGradientSource(SoftmaxCrossEntropy.of(), List.of());
        var optimizer = new Optimizer(new Sgd(), new GradientClipping.None(), model.parameters());
        Workspace workspace = new Workspace();
        for (int t = 0; t < cifar.iterations(); t++) {
            int iteration = t;
            double loss = workspace.run(() -> {
                StepResult result =
                        gradients.of(model, cifar.batch(iteration), new Mode.Train(RandomKey.of(iteration)));
                optimizer.step(result.gradients(), 3e-3);
                return result.loss();
            });
            cifar.report(t, loss, model::scores);
        }
    }
}
