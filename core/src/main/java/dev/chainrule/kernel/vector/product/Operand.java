package dev.chainrule.kernel.vector.product;

/// A matrix as it is stored: row-major, row i from `offset + i · stride` on.
///
/// @param transposed whether the product takes its transpose
@SuppressWarnings("ArrayRecordComponent") // passed from method to method, never compared
public record Operand(float[] data, int offset, int stride, boolean transposed) {

    /// A matrix that is taken as it is stored.
    public Operand(float[] data, int offset, int stride) {
        this(data, offset, stride, false);
    }

    /// The columns from one on, by their place in memory.
    Operand from(int column) {
        return new Operand(data, offset + column, stride, transposed);
    }

    /// Where an element is stored, by its row and column in memory.
    int at(int row, int column) {
        return offset + row * stride + column;
    }
}
