import dev.chainrule.data.Batch;
import dev.chainrule.kernel.Kernels;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tape.Tape;
import dev.chainrule.tape.TapeGradients;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;

/// Level 1, bare tensors: two weight matrices, a formula and a loop; 4000 hidden units, no biases. No layer, no model,
/// no optimiser.
final class Level1TwoLayerNet {
    private final Tensor w1;
    private final Tensor w2;

    private Level1TwoLayerNet(NumpyRandom random) {
        w1 = Cifar.randomWeight(random, 3072, 4000);
        w2 = Cifar.randomWeight(random, 4000, 10);
    }

    private Variable scores(Tape tape, Tensor images) {
        Variable hidden = tape.constant(images).matmul(tape.variable("w1", w1)).relu();
        return hidden.matmul(tape.variable("w2", w2));
    }

    private double step(Batch batch, double rate) {
        Tape tape = new Tape();
        Variable loss = scores(tape, batch.x())
                .logSoftmax(1)
                .pick(batch.labels())
                .mean()
                .negated();
        TapeGradients gradients = loss.gradients();
        for (Tensor w : new Tensor[] {w1, w2}) {
            Kernels.of(w).pointwise().addScaled(gradients.of(tape.variable("w", w)), -rate, w);
        }
        return loss.value().get();
    }

    static void main(String... words) throws DatasetException {
        Cifar cifar = Cifar.read(Shape.of(3072), words);
        Level1TwoLayerNet net = new Level1TwoLayerNet(new NumpyRandom(0));
        cifar.tryZeros(x -> net.scores(new Tape(), x).value());
        Workspace workspace = new Workspace(); // a step takes the arrays of the step before
        for (int t = 0; t < cifar.iterations(); t++) {
            int iteration = t;
            double loss = workspace.run(() -> net.step(cifar.batch(iteration), 1e-2));
            cifar.report(t, loss, x -> net.scores(new Tape(), x).value());
        }
    }
}
