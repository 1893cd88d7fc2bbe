package dev.chainrule.kernel.vector.product;

import org.jspecify.annotations.Nullable;

/// A matrix product to compute: `c = op(a) · op(b) + start`, where `c` shares no memory with the factors.
///
/// @param m rows of op(a) and c
/// @param n columns of op(b) and c
/// @param k columns of op(a) and rows of op(b)
/// @param c not transposed
/// @param accumulates whether the sums start with what is in `c`
/// @param bias where they start otherwise: one number a column, the same for all rows; null for 0
public record VectorProduct(
        int m,
        int n,
        int k,
        Operand a,
        Operand b,
        Operand c,
        boolean accumulates,
        @Nullable Operand bias) {

    /// A product that does not accumulate, without bias.
    public VectorProduct(int m, int n, int k, Operand a, Operand b, Operand c) {
        this(m, n, k, a, b, c, false, null);
    }

    /// Some columns of a product of a right factor that is not transposed, computed elsewhere.
    ///
    /// @param first of the columns
    /// @param target where the first of them goes
    VectorProduct columns(int first, int count, Operand target) {
        return new VectorProduct(
                m, count, k, a, b.from(first), target, accumulates, bias == null ? null : bias.from(first));
    }

    /// Multiply-adds.
    double work() {
        return (double) m * n * k;
    }
}
