import dev.chainrule.layer.Affine;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.layer.Relu;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Step 5 of 8: the net is a list of layers, which own their weights and know their backward passes. They start as
/// PyTorch's do.
final class Step5Layers {
    private Step5Layers() {}

    static void main() {
        Problem.print(losses(Precision.FLOAT32, 500));
    }

    static Model model(Problem problem) {
        ModelSpec spec = new ModelSpec(
                "two layers",
                Shape.of(1000),
                problem.x().precision(),
                List.of(affine(100), new Relu.Settings(), affine(10)));
        return ModelBuilder.build(spec, problem.random());
    }

    private static LayerSpec affine(int outputs) {
        Initializer start = new Initializer.FanInUniform();
        return Affine.Settings.of(outputs).withWeights(start).withBiases(start);
    }

    /// The loss before each step.
    static double[] losses(Precision precision, int steps) {
        Problem problem = Problem.of(precision);
        Model model = model(problem);
        double[] losses = new double[steps];
        for (int t = 0; t < steps; t++) {
            Pass pass = model.forward(problem.x(), new Mode.Train(RandomKey.of(t)));
            Tensor error = pass.output().minus(problem.y());
            losses[t] = error.square().sum().get();

            Gradients gradients = pass.backward(error.times(2));
            for (Parameter w : model.parameters()) {
                w.value().copyFrom(w.value().minus(gradients.of(w).times(1e-4)));
            }
        }
        return losses;
    }
}
