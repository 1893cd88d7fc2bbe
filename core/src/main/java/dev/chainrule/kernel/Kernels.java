package dev.chainrule.kernel;

import dev.chainrule.kernel.reference.ReferenceConvolution;
import dev.chainrule.kernel.reference.ReferenceGemm;
import dev.chainrule.kernel.reference.ReferenceLayout;
import dev.chainrule.kernel.reference.ReferenceNormalization;
import dev.chainrule.kernel.reference.ReferencePixels;
import dev.chainrule.kernel.reference.ReferencePointwise;
import dev.chainrule.kernel.reference.ReferencePooling;
import dev.chainrule.kernel.reference.ReferenceScoreLoss;
import dev.chainrule.kernel.reference.ReferenceUpdate;
import dev.chainrule.kernel.vector.Machine;
import dev.chainrule.kernel.vector.VectorLayout;
import dev.chainrule.kernel.vector.VectorNormalization;
import dev.chainrule.kernel.vector.VectorPeak;
import dev.chainrule.kernel.vector.VectorPixels;
import dev.chainrule.kernel.vector.VectorPointwise;
import dev.chainrule.kernel.vector.VectorPooling;
import dev.chainrule.kernel.vector.VectorScoreLoss;
import dev.chainrule.kernel.vector.VectorUpdate;
import dev.chainrule.kernel.vector.convolution.VectorConvolution;
import dev.chainrule.kernel.vector.product.VectorGemm;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Tensor;

/// The arithmetic of one precision: the kernel families that a layer calls.
///
/// @param gemm matrix products
/// @param pointwise element-wise functions and sums
/// @param scoreLoss losses on scores
/// @param update update rules
/// @param pooling maxima and means of windows of images
/// @param normalization of features over a batch and of groups within an example
/// @param pixels bytes of images into numbers
/// @param convolution two-dimensional convolutions
/// @param layout images into rows and back
public record Kernels(
        Gemm gemm,
        Pointwise pointwise,
        ScoreLoss scoreLoss,
        Update update,
        Pooling pooling,
        Normalization normalization,
        Pixels pixels,
        Convolution convolution,
        Layout layout) {

    /// The kernels that fit a tensor's precision: reference kernels for float64, vector kernels for float32.
    public static Kernels of(Tensor tensor) {
        return of(tensor.precision());
    }

    /// The kernels of a precision.
    ///
    /// @throws IllegalStateException for float32 where the Vector API was not loaded, naming the flag that loads it
    public static Kernels of(Precision precision) {
        return switch (precision) {
            case FLOAT32 -> {
                VectorSupport.require();
                yield Vector.KERNELS;
            }
            case FLOAT64 -> Reference.KERNELS;
        };
    }

    /// The bits of the vectors that float32 is computed with; 0 where the Vector API was not loaded.
    public static int vectorBits() {
        return VectorSupport.isPresent() ? Machine.LANES * Float.SIZE : 0;
    }

    /// Multiply-adds of float32 between registers, without any memory, for the caller to time: on one thread no
    /// kernel can be faster. The first calls, before the code is compiled, are slow.
    ///
    /// @param rounds of a few vectors each
    /// @return how many multiply-adds that were
    /// @throws IllegalStateException where the Vector API was not loaded, naming the flag that loads it
    public static double multiplyAdds(int rounds) {
        VectorSupport.require();
        return VectorPeak.multiplyAdds(rounds);
    }

    private static final class Vector {
        static final Kernels KERNELS = new Kernels(
                new VectorGemm(),
                new VectorPointwise(),
                new VectorScoreLoss(),
                new VectorUpdate(),
                new VectorPooling(),
                new VectorNormalization(),
                new VectorPixels(),
                new VectorConvolution(ConvolutionAlgorithm.FASTEST),
                new VectorLayout());
    }

    private static final class Reference {
        static final Kernels KERNELS = new Kernels(
                new ReferenceGemm(),
                new ReferencePointwise(),
                new ReferenceScoreLoss(),
                new ReferenceUpdate(),
                new ReferencePooling(),
                new ReferenceNormalization(),
                new ReferencePixels(),
                new ReferenceConvolution(),
                new ReferenceLayout());
    }
}
