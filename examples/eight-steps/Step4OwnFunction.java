import dev.chainrule.tape.Operation;
import dev.chainrule.tape.Tape;
import dev.chainrule.tape.TapeGradients;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Step 4 of 8: a function of one's own on the tape, whose backward pass is written by hand.
final class Step4OwnFunction {
    private Step4OwnFunction() {}

    /// `max(0, x)`, and what flows back: dy where x is positive.
    record OwnRelu() implements Operation.Own {
        @Override
        public Tensor value(List<Tensor> inputs) {
            return inputs.getFirst().maximum(0);
        }

        @Override
        public Variable gradient(int input, Use use) {
            return use.dy().times(use.x().greaterThan(0));
        }
    }

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
            Variable first = tape.variable("w1", w1);
            Variable second = tape.variable("w2", w2);

            Variable hidden = tape.constant(problem.x()).matmul(first).through(new OwnRelu());
            Variable loss = hidden.matmul(second)
                    .minus(tape.constant(problem.y()))
                    .square()
                    .sum();
            losses[t] = loss.value().get();

            TapeGradients gradients = loss.gradients();
            w1 = w1.minus(gradients.of(first).times(1e-6));
            w2 = w2.minus(gradients.of(second).times(1e-6));
        }
        return losses;
    }
}
