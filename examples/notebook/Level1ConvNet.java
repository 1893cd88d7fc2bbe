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
import java.util.List;

/// Level 1, bare tensors: convolution with 32 filters of 5×5, ReLU, convolution with 16 filters of 3×3, ReLU, affine;
/// with biases.
final class Level1ConvNet {
    private final List<Tensor> weights;

    private Level1ConvNet(NumpyRandom random) {
        weights = List.of(
                Cifar.randomWeight(random, 32, 3, 5, 5),
                Cifar.zeroWeight(32, 1, 1),
                Cifar.randomWeight(random, 16, 32, 3, 3),
                Cifar.zeroWeight(16, 1, 1),
                Cifar.randomWeight(random, 16 * 32 * 32, 10),
                Cifar.zeroWeight(10));
    }

    private Variable scores(Tape tape, Tensor images) {
        List<Variable> w =
                weights.stream().map(each -> tape.variable("w", each)).toList();
        Variable first =
                tape.constant(images).convolution(w.get(0), 1, 2).plus(w.get(1)).relu();
        Variable second = first.convolution(w.get(2), 1, 1).plus(w.get(3)).relu();
        Variable flat = second.reshape(images.shape().extent(0), -1);
        return flat.matmul(w.get(4)).plus(w.get(5));
    }

    private double step(Batch batch, double rate) {
        Tape tape = new Tape();
        Variable loss = scores(tape, batch.x())
                .logSoftmax(1)
                .pick(batch.labels())
                .mean()
                .negated();
        TapeGradients gradients = loss.gradients();
        for (Tensor w : weights) {
            Kernels.of(w).pointwise().addScaled(gradients.of(tape.variable("w", w)), -rate, w);
        }
        return loss.value().get();
    }

    static void main(String... words) throws DatasetException {
        Cifar cifar = Cifar.read(Shape.of(3, 32, 32), words);
        Level1ConvNet net = new Level1ConvNet(new NumpyRandom(0));
        cifar.tryZeros(x -> net.scores(new Tape(), x).value());
        Workspace workspace = new Workspace(); // a step takes the arrays of the step before
        for (int t = 0; t < cifar.iterations(); t++) {
            int iteration = t;
            double loss = workspace.run(() -> net.step(cifar.batch(iteration), 3e-3));
            cifar.report(t, loss, x -> net.scores(new Tape(), x).value());
        }
    }
}
