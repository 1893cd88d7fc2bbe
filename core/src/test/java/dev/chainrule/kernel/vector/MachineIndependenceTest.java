package dev.chainrule.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.kernel.Activation;
import dev.chainrule.kernel.KernelCall;
import dev.chainrule.kernel.Pointwise;
import dev.chainrule.kernel.Update;
import dev.chainrule.tensor.FloatTensor;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The bits of results, which neither the machine nor the length of its vectors may change. To try other lengths, run
/// with `-XX:MaxVectorSize=16` or `32`. A deliberate change of arithmetic changes the numbers here.
class MachineIndependenceTest {
    private static final int SIZE = 20_011;

    @Test
    void elementwiseFunctionsHaveTheBitsTheyHaveEverywhere() {
        int hash = 0;
        for (KernelCall<Pointwise> call : elementwise()) {
            hash = 31 * hash + hash(call.run(new VectorPointwise(), inputs(call.tensors())));
        }
        assertThat(hash).isEqualTo(-754_719_987);
    }

    private static List<KernelCall<Pointwise>> elementwise() {
        Activation relu = new Activation.Relu();
        Activation leaky = new Activation.LeakyRelu(0.01);
        Activation sigmoid = new Activation.Sigmoid();
        Activation tanh = new Activation.Tanh();
        Activation gelu = new Activation.Gelu();
        return List.of(
                new KernelCall<>("relu", 2, (k, t) -> k.activate(relu, t[0], t[1])),
                new KernelCall<>("relu in place", 1, (k, t) -> k.activate(relu, t[0], t[0])),
                gradient("reluGradient", relu),
                new KernelCall<>("leakyRelu", 2, (k, t) -> k.activate(leaky, t[0], t[1])),
                gradient("leakyReluGradient", leaky),
                new KernelCall<>("sigmoid", 2, (k, t) -> k.activate(sigmoid, t[0], t[1])),
                gradient("sigmoidGradient", sigmoid),
                new KernelCall<>("tanh", 2, (k, t) -> k.activate(tanh, t[0], t[1])),
                new KernelCall<>("tanh in place", 1, (k, t) -> k.activate(tanh, t[0], t[0])),
                gradient("tanhGradient", tanh),
                new KernelCall<>("gelu", 2, (k, t) -> k.activate(gelu, t[0], t[1])),
                gradient("geluGradient", gelu),
                new KernelCall<>(
                        "geluGradient in place", 2, (k, t) -> k.activationGradient(gelu, t[0], t[0], t[1], t[1])),
                new KernelCall<>("add", 3, (k, t) -> k.add(t[0], t[1], t[2])),
                new KernelCall<>("addScaled", 2, (k, t) -> k.addScaled(t[0], 0.1, t[1])),
                new KernelCall<>("addScaledSign", 2, (k, t) -> k.addScaledSign(t[0], 0.1, t[1])),
                new KernelCall<>("scale", 1, (k, t) -> k.scale(t[0], 0.1)),
                new KernelCall<>("clamp", 1, (k, t) -> k.clamp(t[0], 0.75)));
    }

    /// The same numbers serve as inputs and as outputs, since no function looks at both.
    private static KernelCall<Pointwise> gradient(String name, Activation f) {
        return new KernelCall<>(name, 3, (k, t) -> k.activationGradient(f, t[0], t[0], t[1], t[2]));
    }

    @Test
    void updatesHaveTheBitsTheyHaveEverywhere() {
        int hash = 0;
        for (KernelCall<Update> call : VectorUpdateTest.calls()) {
            hash = 31 * hash + hash(call.run(new VectorUpdate(), inputs(call.tensors())));
        }
        assertThat(hash).isEqualTo(1_396_762_554);
    }

    @Test
    void lossesHaveTheBitsTheyHaveEverywhere() {
        Tensor scores = rows(200, 100);
        Tensor dscores = Tensor.zeros(Precision.FLOAT32, scores.shape());
        double loss = new VectorScoreLoss().softmaxCrossEntropy(scores, new int[200], 0.1, dscores);
        assertThat(31 * hash(dscores) + Double.hashCode(loss)).isEqualTo(541_006_272);
    }

    @Test
    void sumsHaveTheBitsTheyHaveEverywhere() {
        Tensor x = inputs(1)[0];
        Pointwise kernel = new VectorPointwise();
        Tensor sums = Tensor.zeros(Precision.FLOAT32, Shape.of(97));
        kernel.sumRows(rows(200, 97), sums);
        assertThat(hash(sums)).isEqualTo(1_957_638_626);
        assertThat(Double.toHexString(kernel.sumOfSquares(x))).isEqualTo("0x1.5e0a9329a70dbp17");
        assertThat(Double.toHexString(kernel.sumOfMagnitudes(x))).isEqualTo("0x1.34bc351bde517p15");
    }

    @Test
    void sparseConvolutionsHaveTheBitsTheyHaveEverywhere() {
        assertThat(SomeKernels.hashOfSparse()).isEqualTo(2_034_621_961);
    }

    @Test
    void theExactGeluHasTheBitsItHasEverywhere() {
        Activation gelu = new Activation.ExactGelu();
        KernelCall<Pointwise> forward = new KernelCall<>("gelu", 2, (k, t) -> k.activate(gelu, t[0], t[1]));
        KernelCall<Pointwise> backward = gradient("geluGradient", gelu);
        assertThat(31 * hash(forward.run(new VectorPointwise(), inputs(2)))
                        + hash(backward.run(new VectorPointwise(), inputs(3))))
                .isEqualTo(1_148_722_047);
    }

    private static Tensor rows(int rows, int columns) {
        float[] values = Arrays.copyOf(FloatTensor.dataOf(inputs(1)[0]), rows * columns);
        return new FloatTensor(Shape.of(rows, columns), values);
    }

    /// Numbers between −8 and 8 of many sizes, the last tensor without negative ones.
    private static Tensor[] inputs(int tensors) {
        Tensor[] inputs = new Tensor[tensors];
        int bits = 1;
        for (int t = 0; t < tensors; t++) {
            float[] values = new float[SIZE];
            for (int i = 0; i < SIZE; i++) {
                bits = bits * 1_664_525 + 1_013_904_223;
                float uniform = (bits >> 8) * 0x1p-23f;
                values[i] = 8 * uniform * uniform * (t == tensors - 1 ? Math.abs(uniform) : uniform);
            }
            inputs[t] = KernelCall.floats(values);
        }
        return inputs;
    }

    private static int hash(Tensor... tensors) {
        int hash = 0;
        for (Tensor tensor : tensors) {
            hash = 31 * hash + Arrays.hashCode(KernelCall.bits(tensor));
        }
        return hash;
    }
}
