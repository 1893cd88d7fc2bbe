import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;

/// Step 2 of 8: the same with tensors, whose arithmetic is spelt as in NumPy; the gradient is still by hand.
final class Step2Tensors {
    private Step2Tensors() {}

    static void main() {
        Problem.print(losses(Precision.FLOAT32, 500));
    }

    /// The loss before each step.
    static double[] losses(Precision precision, int steps) {
        Problem problem = Problem.of(precision);
        Tensor x = problem.x();
        Tensor w1 = Tensor.gaussian(precision, Shape.of(1000, 100), problem.random());
        Tensor w2 = Tensor.gaussian(precision, Shape.of(100, 10), problem.random());
        double[] losses = new double[steps];
        for (int t = 0; t < steps; t++) {
            Tensor h = x.matmul(w1);
            Tensor rectified = h.maximum(0);
            Tensor error = rectified.matmul(w2).minus(problem.y());
            losses[t] = error.square().sum().get();

            Tensor dAnswer = error.times(2);
            Tensor dw2 = rectified.transpose().matmul(dAnswer);
            Tensor dh = dAnswer.matmul(w2.transpose()).times(h.greaterThan(0));
            Tensor dw1 = x.transpose().matmul(dh);
            w1 = w1.minus(dw1.times(1e-6));
            w2 = w2.minus(dw2.times(1e-6));
        }
        return losses;
    }
}
