import dev.chainrule.layer.Build;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.layer.TapeLayer;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.optim.GradientClipping;
import dev.chainrule.optim.Optimizer;
import dev.chainrule.optim.Sgd;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Step 7 of 8: the whole net as one layer of one's own, of which only the forward pass is written.
final class Step7OwnLayer {
    private Step7OwnLayer() {}

    /// `relu(x·W1 + b1)·W2 + b2`.
    record TwoLayers(int hidden, int outputs) implements LayerSpec {
        @Override
        public Layer build(Build at) {
            int inputs = at.input().extent(1);
            Parameter w1 = uniform(at, "W1", Parameter.Kind.WEIGHT, inputs, inputs, hidden);
            Parameter b1 = uniform(at, "b1", Parameter.Kind.BIAS, inputs, hidden);
            Parameter w2 = uniform(at, "W2", Parameter.Kind.WEIGHT, hidden, hidden, outputs);
            Parameter b2 = uniform(at, "b2", Parameter.Kind.BIAS, hidden, outputs);
            return TapeLayer.of(
                    given -> given.x()
                            .matmul(given.of(w1))
                            .plus(given.of(b1))
                            .relu()
                            .matmul(given.of(w2))
                            .plus(given.of(b2)),
                    w1,
                    b1,
                    w2,
                    b2);
        }

        private static Parameter uniform(Build at, String name, Parameter.Kind kind, int fanIn, int... extents) {
            return at.parameter(name, kind, Shape.of(extents), new Initializer.FanInUniform(), fanIn, 1);
        }
    }

    static void main() {
        Problem.print(losses(Precision.FLOAT32, 500));
    }

    /// The loss before each step.
    static double[] losses(Precision precision, int steps) {
        Problem problem = Problem.of(precision);
        ModelSpec spec = new ModelSpec("own", Shape.of(1000), precision, List.of(new TwoLayers(100, 10)));
        Model model = ModelBuilder.build(spec, problem.random());
        Optimizer optimizer = new Optimizer(new Sgd(), new GradientClipping.None(), model.parameters());
        double[] losses = new double[steps];
        for (int t = 0; t < steps; t++) {
            Pass pass = model.forward(problem.x(), new Mode.Train(RandomKey.of(t)));
            Tensor error = pass.output().minus(problem.y());
            losses[t] = error.square().sum().get();
            optimizer.step(pass.backward(error.times(2)), 1e-4);
        }
        return losses;
    }
}
