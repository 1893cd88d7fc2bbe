package dev.chainrule.course;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Pass;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.random.RandomGenerator;

/// CS231n's dropout without `seed`: masks are drawn from the generator of weights and batches, so that none can be had
/// again.
record RunningDropout(double keep, RandomGenerator random) implements Layer {
    @Override
    public Pass forward(Tensor x, Mode mode) {
        Tensor mask = Tensor.zeros(x.precision(), x.shape());
        if (!(mode instanceof Mode.Train)) {
            mask.fill(1);
            return new MaskedPass(mask, x);
        }
        for (int i = 0; i < mask.size(); i++) {
            mask.setStored(Tensor.storedOffset(mask.shape(), i), random.nextDouble() < keep ? 1 / keep : 0);
        }
        return new MaskedPass(mask, product(x, mask));
    }

    private static Tensor product(Tensor a, Tensor b) {
        Tensor product = Tensor.allocateLike(a);
        Kernels.of(a).pointwise().multiply(a, b, product);
        return product;
    }

    private record MaskedPass(Tensor mask, Tensor output) implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            return Gradients.ofInput(product(dy, mask));
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }
}
