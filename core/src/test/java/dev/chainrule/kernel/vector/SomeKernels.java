package dev.chainrule.kernel.vector;

import dev.chainrule.kernel.Convolution;
import dev.chainrule.kernel.ConvolutionGeometry;
import dev.chainrule.kernel.Gemm;
import dev.chainrule.kernel.Kernels;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.FloatTensor;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Some products and convolutions that together use every kind of tile, for a process of its own.
public final class SomeKernels {
    private SomeKernels() {}

    /// Prints lanes and registers, and what the results hash to.
    public static void main(String[] arguments) {
        System.out.println(Machine.LANES + " " + Machine.REGISTERS + " " + hash());
    }

    static int hash() {
        int hash = 0;
        Gemm gemm = Kernels.of(Precision.FLOAT32).gemm();
        for (int[] size : new int[][] {
            {1, 37, 61, 45},
            {2, 250, 19, 4200},
            {3, 19, 100, 33},
            {4, 245, 130, 20},
            {5, 1024, 150, 40},
            {6, 150, 150, 300}
        }) {
            Tensor out = numbers(0, size[1], size[2]);
            gemm.multiply(
                    numbers(size[0], size[1], size[3]), false, numbers(size[0] + 1, size[3], size[2]), false, out);
            hash = 31 * hash + hash(out);
            gemm.multiply(numbers(size[0], size[3], size[1]), true, numbers(size[0] + 1, size[2], size[3]), true, out);
            hash = 31 * hash + hash(out);
        }
        hash = 31 * hash + hash(new ConvolutionGeometry(3, 32, 10, 13, 64, 3, 3, 1, 1, 1, 1));
        hash = 31 * hash + hash(new ConvolutionGeometry(9, 3, 17, 19, 37, 7, 7, 1, 2, 3, 3));
        hash = 31 * hash + hash(new ConvolutionGeometry(90, 1, 7, 6, 10, 4, 5, 1, 1, 0, 1));
        return 31 * hash + hash(new ConvolutionGeometry(2, 20, 9, 8, 24, 5, 3, 2, 1, 2, 1));
    }

    /// Of convolutions with dilation or groups.
    static int hashOfSparse() {
        int hash = hash(new ConvolutionGeometry(3, 40, 10, 13, 40, 3, 3, 1, 1, 1, 1, 1, 1, 40));
        hash = 31 * hash + hash(new ConvolutionGeometry(2, 11, 19, 8, 22, 3, 2, 2, 1, 1, 0, 2, 1, 11));
        hash = 31 * hash + hash(new ConvolutionGeometry(2, 20, 19, 18, 24, 3, 3, 1, 1, 2, 2, 2, 2, 1));
        return 31 * hash + hash(new ConvolutionGeometry(2, 20, 9, 8, 24, 3, 3, 1, 2, 1, 1, 1, 1, 4));
    }

    private static int hash(ConvolutionGeometry g) {
        Convolution convolution = Kernels.of(Precision.FLOAT32).convolution();
        Tensor x = numbers(5, g.inputShape().toArray());
        Tensor w = numbers(6, g.weightShape().toArray());
        Tensor dy = numbers(7, g.outputShape().toArray());
        Tensor y = numbers(0, g.outputShape().toArray());
        Tensor dx = numbers(0, g.inputShape().toArray());
        Tensor dw = numbers(0, g.weightShape().toArray());
        convolution.forward(g, x, w, numbers(8, g.filters()), y);
        convolution.inputGradient(g, dy, w, dx);
        convolution.weightGradient(g, x, dy, dw);
        return 31 * (31 * hash(y) + hash(dx)) + hash(dw);
    }

    private static Tensor numbers(int seed, int... extents) {
        Tensor tensor = Tensor.zeros(Precision.FLOAT32, Shape.of(extents));
        RandomGenerator random = RandomKey.of(seed).generator();
        for (int i = 0; i < tensor.size(); i++) {
            tensor.setStored(i, random.nextGaussian());
        }
        return tensor;
    }

    private static int hash(Tensor tensor) {
        return Arrays.hashCode(FloatTensor.dataOf(tensor));
    }
}
