package dev.chainrule.kernel;

/// How a convolution in float32 may compute. Both give the same bits for any number of threads.
public enum ConvolutionAlgorithm {
    /// Whatever is fastest for the geometry; for 3×3 kernels of stride 1 this may be Winograd's minimal filtering
    /// F(4×4, 3×3). It multiplies a quarter as often and errs by up to about 2e-5 of the largest value, some twenty
    /// times the rounding of [#DIRECT].
    FASTEST,

    /// The sums of the definition alone, each a chain of fused multiply-adds.
    DIRECT
}
