package dev.chainrule.tape;

import dev.chainrule.kernel.Gemm;
import dev.chainrule.kernel.Kernels;
import dev.chainrule.tensor.Broadcast;
import dev.chainrule.tensor.Range;
import dev.chainrule.tensor.Rearrangement;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// `op(a) · op(b)` over the last two axes, where `op` exchanges them if asked to; the axes before are a batch, which is
/// broadcast. **Backward**: `da = dy · bᵀ`, `db = aᵀ · dy`, added up over what was repeated.
///
/// @param transposeA whether the last two axes of a are exchanged
/// @param transposeB likewise of b
public record MatrixProduct(boolean transposeA, boolean transposeB) implements Operation {

    @Override
    public Tensor value(List<Tensor> inputs) {
        Tensor a = inputs.get(0);
        Tensor b = inputs.get(1);
        Shape shape = shape(a.shape(), b.shape());
        Tensor out = Tensor.allocate(a.precision(), shape);
        Gemm gemm = Kernels.of(a).gemm();
        if (a.shape().rank() == 2 && b.shape().rank() == 2) {
            gemm.multiply(a, transposeA, b, transposeB, out);
            return out;
        }
        int[] batch = Arrays.copyOf(shape.toArray(), shape.rank() - 2);
        Shape one = Shape.of(shape.extent(-2 + shape.rank()), shape.extent(-1 + shape.rank()));
        for (int i = 0; i < Shape.of(batch).size(); i++) {
            Tensor product = Tensor.zeros(a.precision(), one);
            gemm.multiply(matrix(a, batch, i), transposeA, matrix(b, batch, i), transposeB, product);
            Rearrangement.place(product, places(shape, batch, i), out);
        }
        return out;
    }

    private Shape shape(Shape a, Shape b) {
        int rankA = a.rank();
        int rankB = b.rank();
        if (rankA < 2 || rankB < 2) {
            throw ShapeMismatchException.of("matmul", "shape", a, "shape", b, "two axes or more of each");
        }
        int rows = a.extent(transposeA ? rankA - 1 : rankA - 2);
        int inner = a.extent(transposeA ? rankA - 2 : rankA - 1);
        int other = b.extent(transposeB ? rankB - 1 : rankB - 2);
        int columns = b.extent(transposeB ? rankB - 2 : rankB - 1);
        if (inner != other) {
            throw ShapeMismatchException.of(
                    "matmul", "shape", a, "shape", b, "(…, n, %s) and (…, %s, m)".formatted(inner, inner));
        }
        Shape batch = Broadcast.shape(
                "matmul",
                Shape.of(Arrays.copyOf(a.toArray(), rankA - 2)),
                Shape.of(Arrays.copyOf(b.toArray(), rankB - 2)));
        int[] extents = Arrays.copyOf(batch.toArray(), batch.rank() + 2);
        extents[batch.rank()] = rows;
        extents[batch.rank() + 1] = columns;
        return Shape.of(extents);
    }

    /// The matrix of a batch's element, copied out of a tensor that may have been repeated.
    private static Tensor matrix(Tensor x, int[] batch, int index) {
        if (x.shape().rank() == 2) {
            return x;
        }
        return x.slice(places(x.shape(), batch, index).toArray(Range[]::new));
    }

    private static List<Range> places(Shape shape, int[] batch, int index) {
        int rank = shape.rank() - 2;
        List<Range> places = new ArrayList<>();
        int rest = index;
        for (int axis = batch.length - 1; axis >= 0; axis--) {
            int own = axis - batch.length + rank;
            if (own >= 0) {
                places.addFirst(Range.at(shape.extent(own) == 1 ? 0 : rest % batch[axis]));
            }
            rest /= batch[axis];
        }
        return places;
    }

    @Override
    public Variable gradient(int input, Use use) {
        Variable a = use.inputs().get(0);
        Variable b = use.inputs().get(1);
        Variable dy = use.dy();
        Variable whole;
        if (input == 0) {
            whole = transposeA ? b.product(transposeB, true, dy) : dy.product(false, !transposeB, b);
        } else {
            whole = transposeB ? dy.product(true, transposeA, a) : a.product(!transposeA, false, dy);
        }
        return whole.sumTo(use.inputs().get(input).shape());
    }
}
