package dev.chainrule.tape;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.kernel.Pooling;
import dev.chainrule.kernel.PoolingGeometry;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// The largest or the mean number of each window of images, and what flows back through them.
public sealed interface Pooled extends Operation {

    /// How the window moves.
    PoolingGeometry geometry();

    /// The largest number; of equal ones the first gets the gradient.
    ///
    /// @param geometry how the window moves
    record Max(PoolingGeometry geometry) implements Pooled {
        @Override
        public Tensor value(List<Tensor> inputs) {
            Tensor x = inputs.getFirst();
            Tensor y = Tensor.allocate(x.precision(), geometry.output());
            Kernels.of(x).pooling().max(geometry, x, y);
            return y;
        }

        @Override
        public Variable gradient(int input, Use use) {
            return use.x().apply(new MaxGradient(geometry), use.output(), use.dy());
        }
    }

    /// dx of x, y and dy: each number of dy goes to where its window is largest.
    ///
    /// @param geometry how the window moves
    record MaxGradient(PoolingGeometry geometry) implements Pooled {
        @Override
        public Tensor value(List<Tensor> inputs) {
            Tensor x = inputs.get(0);
            Tensor dx = Tensor.allocateLike(x);
            Kernels.of(x).pooling().maxGradient(geometry, Pooling.Ties.FIRST, x, inputs.get(1), inputs.get(2), dx);
            return dx;
        }

        @Override
        public boolean flowsTo(int input) {
            return input == 2;
        }

        @Override
        public Variable gradient(int input, Use use) {
            return use.x().apply(new AtLargest(geometry), use.inputs().get(1), use.dy());
        }
    }

    /// Of x, y and values in x's shape: the value where each window of x is largest.
    ///
    /// @param geometry how the window moves
    record AtLargest(PoolingGeometry geometry) implements Pooled {
        @Override
        public Tensor value(List<Tensor> inputs) {
            Tensor out = Tensor.allocateLike(inputs.get(1));
            new LargestOfWindow(geometry, inputs.get(0)).copy(inputs.get(2), out);
            return out;
        }

        @Override
        public boolean flowsTo(int input) {
            return input == 2;
        }

        @Override
        public Variable gradient(int input, Use use) {
            return use.x().apply(new MaxGradient(geometry), use.inputs().get(1), use.dy());
        }
    }

    /// The mean.
    ///
    /// @param geometry how the window moves
    record Average(PoolingGeometry geometry) implements Pooled {
        @Override
        public Tensor value(List<Tensor> inputs) {
            Tensor x = inputs.getFirst();
            Tensor y = Tensor.allocate(x.precision(), geometry.output());
            Kernels.of(x).pooling().average(geometry, x, y);
            return y;
        }

        @Override
        public Variable gradient(int input, Use use) {
            return use.dy().apply(new AverageGradient(geometry));
        }
    }

    /// dx of dy: each number spread evenly over its window.
    ///
    /// @param geometry how the window moves
    record AverageGradient(PoolingGeometry geometry) implements Pooled {
        @Override
        public Tensor value(List<Tensor> inputs) {
            Tensor dy = inputs.getFirst();
            Tensor dx = Tensor.allocate(dy.precision(), geometry.input());
            Kernels.of(dy).pooling().averageGradient(geometry, dy, dx);
            return dx;
        }

        @Override
        public Variable gradient(int input, Use use) {
            return use.dy().apply(new Average(geometry));
        }
    }
}
