import dev.chainrule.data.Batch;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.layer.Build;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.TapeLayer;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.optim.GradientClipping;
import dev.chainrule.optim.Optimizer;
import dev.chainrule.optim.Sgd;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Workspace;
import dev.chainrule.train.LocalGradientSource;
import dev.chainrule.train.StepResult;
import java.util.List;

/// Level 2, modules: a layer of one's own that is a formula, in a model, with the library's loss and update rule and a
/// loop of one's own.
final class Level2TwoLayerNet {
    private Level2TwoLayerNet() {}

    /// `relu(x·W1)·W2`.
    record TwoLayers(int hidden, int classes) implements LayerSpec {
        @Override
        public Layer build(Build at) {
            Parameter w1 = at.weight("W1", at.input().extent(1), hidden);
            Parameter w2 = at.weight("W2", hidden, classes);
            return TapeLayer.of(given -> given.x().matmul(given.of(w1)).relu().matmul(given.of(w2)), w1, w2);
        }
    }

    static void main(String... words) throws DatasetException {
        Cifar cifar = Cifar.read(Shape.of(3072), words);
        ModelSpec spec = new ModelSpec("own", Shape.of(3072), Precision.FLOAT32, List.of(new TwoLayers(4000, 10)));
        Model model = ModelBuilder.build(spec, new NumpyRandom(0));
        cifar.tryZeros(model::scores);
        var gradients = new LocalGradientSource(SoftmaxCrossEntropy.of(), List.of());
        var optimizer = new Optimizer(new Sgd(), new GradientClipping.None(), model.parameters());
        Workspace workspace = new Workspace();
        for (int t = 0; t < cifar.iterations(); t++) {
            int iteration = t;
            double loss = workspace.run(() -> {
                Batch batch = cifar.batch(iteration);
                StepResult result = gradients.of(model, batch, new Mode.Train(RandomKey.of(iteration)));
                optimizer.step(result.gradients(), 1e-2);
                return result.loss();
            });
            cifar.report(t, loss, model::scores);
        }
    }
}
