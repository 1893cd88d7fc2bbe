import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Pass;
import dev.chainrule.model.Model;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.GradientClipping;
import dev.chainrule.optim.Optimizer;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Tensor;

/// Step 6 of 8: the weights are moved by an update rule, here Adam.
final class Step6Optimizer {
    private Step6Optimizer() {}

    static void main() {
        Problem.print(losses(Precision.FLOAT32, 500));
    }

    /// The loss before each step.
    static double[] losses(Precision precision, int steps) {
        Problem problem = Problem.of(precision);
        Model model = Step5Layers.model(problem);
        Optimizer optimizer = new Optimizer(Adam.of(), new GradientClipping.None(), model.parameters());
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
