package dev.chainrule.tensor;

/// How numbers are stored and computed: in float64 by the reference kernels, in float32 by the vector kernels.
public enum Precision {
    /// 32-bit floats, computed by the fast vector kernels; what one trains with.
    FLOAT32,
    /// 64-bit doubles, computed by the plain reference kernels; what gradient checks run on.
    FLOAT64;

    /// The bytes of one number.
    public int bytes() {
        return switch (this) {
            case FLOAT32 -> Float.BYTES;
            case FLOAT64 -> Double.BYTES;
        };
    }
}
