import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.Parameter;
import dev.chainrule.optim.GradientClipping;
import dev.chainrule.optim.Momentum;
import dev.chainrule.optim.Optimizer;
import dev.chainrule.tape.Tape;
import dev.chainrule.tape.TapeGradients;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Step 8 of 8: another net each time. Its middle layer is passed none to three times, at random, always with the same
/// weights; a loop of Java is all that it takes, and the gradients of all uses add up.
final class Step8ControlFlow {
    private final List<Parameter> parameters = new ArrayList<>();

    private Step8ControlFlow(Problem problem) {
        add(problem, "1", 1000, 100);
        add(problem, "2", 100, 100);
        add(problem, "3", 100, 10);
    }

    private void add(Problem problem, String number, int inputs, int outputs) {
        Tensor weight = Tensor.zeros(problem.x().precision(), Shape.of(inputs, outputs));
        Tensor bias = Tensor.zeros(problem.x().precision(), Shape.of(outputs));
        Initializer start = new Initializer.FanInUniform();
        start.fill(weight, inputs, outputs, problem.random());
        start.fill(bias, inputs, outputs, problem.random());
        parameters.add(new Parameter("W" + number, Parameter.Kind.WEIGHT, weight));
        parameters.add(new Parameter("b" + number, Parameter.Kind.BIAS, bias));
    }

    private Variable answer(Variable x, int repetitions) {
        Variable h = affine(x, 0).relu();
        for (int i = 0; i < repetitions; i++) {
            h = affine(h, 1).relu();
        }
        return affine(h, 2);
    }

    private Variable affine(Variable x, int layer) {
        return x.matmul(on(x.tape(), parameters.get(2 * layer))).plus(on(x.tape(), parameters.get(2 * layer + 1)));
    }

    private static Variable on(Tape tape, Parameter parameter) {
        return tape.variable(parameter.name(), parameter.value());
    }

    static void main() {
        Problem.print(losses(Precision.FLOAT32, 500));
    }

    /// The loss before each step.
    static double[] losses(Precision precision, int steps) {
        Problem problem = Problem.of(precision);
        Step8ControlFlow net = new Step8ControlFlow(problem);
        Optimizer optimizer = new Optimizer(Momentum.of(), new GradientClipping.None(), net.parameters);
        double[] losses = new double[steps];
        for (int t = 0; t < steps; t++) {
            Tape tape = new Tape();
            Variable answer =
                    net.answer(tape.constant(problem.x()), problem.random().randint(4));
            Variable loss = answer.minus(tape.constant(problem.y())).square().sum();
            losses[t] = loss.value().get();

            TapeGradients gradients = loss.gradients();
            Gradients all = Gradients.withoutInput();
            net.parameters.forEach(each -> all.with(each, gradients.of(on(tape, each))));
            optimizer.step(all, 1e-4);
        }
        return losses;
    }
}
