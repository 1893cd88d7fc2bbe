package dev.chainrule.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Tensors;
import dev.chainrule.tensor.FloatTensor;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.assertj.core.api.Assertions;

/// A call of an element-wise kernel on a number of tensors of one shape, the same for every precision.
public record KernelCall<K>(String name, int tensors, BiConsumer<K, Tensor[]> body) {
    /// Sizes around the multiples of lanes and chunks.
    public static final List<Integer> SIZES =
            List.of(0, 1, 3, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 1000, 16_384, 16_385, 32_768, 70_001);

    /// What float rounding may do to numbers of about 1 in a handful of operations.
    public static final double ROUNDING = 1e-6;

    /// Runs the call in both precisions on copies of the inputs, and asserts that all tensors agree afterwards.
    public void assertAgreement(double tolerance, K vector, K reference, Tensor... inputs) {
        Tensor[] actual = run(vector, inputs);
        Tensor[] expected = copies(Precision.FLOAT64, inputs);
        body.accept(reference, expected);
        for (int t = 0; t < tensors; t++) {
            assertAgreement(tolerance, actual[t], expected[t]);
        }
    }

    /// The tensors after a call.
    public Tensor[] run(K kernel, Tensor... inputs) {
        Tensor[] copies = copies(inputs[0].precision(), inputs);
        body.accept(kernel, copies);
        return copies;
    }

    /// Gaussian float inputs, the last without negative numbers, because it may be a mean of squares.
    public Tensor[] inputs(int size) {
        Tensor[] inputs = new Tensor[tensors];
        for (int t = 0; t < tensors; t++) {
            inputs[t] = Tensors.gaussian(Precision.FLOAT32, 10 * size + t, 1, size);
        }
        for (int i = 0; i < size; i++) {
            inputs[tensors - 1].setStored(i, Math.abs(inputs[tensors - 1].getStored(i)));
        }
        return inputs;
    }

    @Override
    public String toString() {
        return name;
    }

    public static Tensor floats(float... values) {
        return new FloatTensor(Shape.of(values.length), values);
    }

    public static void assertSameBits(Tensor[] actual, Tensor[] expected) {
        for (int t = 0; t < expected.length; t++) {
            assertThat(bits(actual[t])).isEqualTo(bits(expected[t]));
        }
    }

    public static int[] bits(Tensor tensor) {
        float[] data = FloatTensor.dataOf(tensor);
        int[] bits = new int[data.length];
        Arrays.setAll(bits, i -> Float.floatToIntBits(data[i]));
        return bits;
    }

    /// Asserts that all elements agree within the tolerance, absolute for numbers below 1 and relative above it.
    public static void assertAgreement(double tolerance, Tensor actual, Tensor expected) {
        for (int i = 0; i < expected.size(); i++) {
            double have = actual.getStored(i);
            double want = expected.getStored(i);
            boolean outOfRange = Double.isNaN(want) || Math.abs(want) > Float.MAX_VALUE;
            boolean agrees = outOfRange
                    ? Double.compare(have, (float) want) == 0
                    : Math.abs(have - want) <= tolerance * Math.max(1, Math.abs(want));
            if (!agrees) {
                Assertions.fail("element %d is %s, expected %s", i, have, want);
            }
        }
    }

    private static Tensor[] copies(Precision precision, Tensor... inputs) {
        return Arrays.stream(inputs)
                .map(input -> Tensors.converted(input, precision))
                .toArray(Tensor[]::new);
    }
}
