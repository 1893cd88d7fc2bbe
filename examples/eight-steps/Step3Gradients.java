import dev.chainrule.tape.Tape;
import dev.chainrule.tape.TapeGradients;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;

/// Step 3 of 8: only the forward pass is written; its gradients come from the tape that it is recorded on.
final class Step3Gradients {
    private Step3Gradients() {}

    static void main() {
        Problem.print(losses(Precision.FLOAT32, 500));
    }

    /// The loss before each step.
    static double[] losses(Precision precision, int steps) {
        Problem problem = Problem.of(precision);
        Tensor w1 = Tensor.gaussian(precision, Shape.of(1000, 100), problem.random());
        Tensor w2 = Tensor.gaussian(precision, Shape.of(100, 10), problem.random());
        double[] losses = new double[steps];
        for (int t = 0; t < steps; t++) {
            Tape tape = new Tape();
            Variable x = tape.constant(problem.x());
            Variable y = tape.constant(problem.y());
            Variable first = tape.variable("w1", w1);
            Variable second = tape.variable("w2", w2);

            Variable answer = x.matmul(first).relu().matmul(second);
            Variable loss = answer.minus(y).square().sum();
            losses[t] = loss.value().get();

            TapeGradients gradients = loss.gradients();
            w1 = w1.minus(gradients.of(first).times(1e-6));
            w2 = w2.minus(gradients.of(second).times(1e-6));
        }
        return losses;
    }
}
