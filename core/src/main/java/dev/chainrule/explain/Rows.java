package dev.chainrule.explain;

import dev.chainrule.tensor.DoubleTensor;
import dev.chainrule.tensor.FloatTensor;
import dev.chainrule.tensor.Tensor;

/// Examples of a batch as batches. The numbers of an example are next to each other in every stored order.
final class Rows {
    private Rows() {}

    /// A copy of some examples, allocated as [Tensor#allocate].
    ///
    /// @param end the first one that is left out
    static Tensor of(Tensor x, int from, int end) {
        Tensor rows = Tensor.allocate(x.precision(), x.shape().withoutFirst().batchOf(end - from));
        copy(x, from, rows, 0, end - from);
        return rows;
    }

    /// Writes examples into a larger batch.
    ///
    /// @param at the place of the first one
    static void put(Tensor rows, Tensor all, int at) {
        copy(rows, 0, all, at, rows.shape().extent(0));
    }

    /// Copies examples between batches of one example shape and precision.
    static void copy(Tensor from, int first, Tensor to, int at, int count) {
        int size = from.shape().sizePerExample();
        switch (from) {
            case FloatTensor floats ->
                System.arraycopy(floats.data(), first * size, FloatTensor.dataOf(to), at * size, count * size);
            case DoubleTensor doubles ->
                System.arraycopy(doubles.data(), first * size, DoubleTensor.dataOf(to), at * size, count * size);
        }
    }
}
