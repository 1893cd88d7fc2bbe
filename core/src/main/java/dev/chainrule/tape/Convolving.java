package dev.chainrule.tape;

import dev.chainrule.kernel.ConvolutionGeometry;
import dev.chainrule.kernel.Kernels;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// A two-dimensional convolution and its two gradients. Each is linear in both of its inputs, and the gradients of each
/// are others of the three, so they can be differentiated as often as one likes.
public sealed interface Convolving extends Operation {

    /// How the window moves.
    ConvolutionGeometry geometry();

    /// y of x and w.
    ///
    /// @param geometry how the window moves
    record Forward(ConvolutionGeometry geometry) implements Convolving {
        @Override
        public Tensor value(List<Tensor> inputs) {
            Tensor x = inputs.get(0);
            Tensor y = Tensor.allocate(x.precision(), geometry.outputShape());
            Kernels.of(x).convolution().forward(geometry, x, inputs.get(1), null, y);
            return y;
        }

        @Override
        public Variable gradient(int input, Use use) {
            return input == 0
                    ? use.dy().apply(new InputGradient(geometry), use.inputs().get(1))
                    : use.x().apply(new WeightGradient(geometry), use.dy());
        }
    }

    /// dx of dy and w.
    ///
    /// @param geometry how the window moves
    record InputGradient(ConvolutionGeometry geometry) implements Convolving {
        @Override
        public Tensor value(List<Tensor> inputs) {
            Tensor dy = inputs.get(0);
            Tensor dx = Tensor.allocate(dy.precision(), geometry.inputShape());
            Kernels.of(dy).convolution().inputGradient(geometry, dy, inputs.get(1), dx);
            return dx;
        }

        @Override
        public Variable gradient(int input, Use use) {
            return input == 0
                    ? use.dy().apply(new Forward(geometry), use.inputs().get(1))
                    : use.dy().apply(new WeightGradient(geometry), use.x());
        }
    }

    /// dw of x and dy.
    ///
    /// @param geometry how the window moves
    record WeightGradient(ConvolutionGeometry geometry) implements Convolving {
        @Override
        public Tensor value(List<Tensor> inputs) {
            Tensor x = inputs.get(0);
            Tensor dw = Tensor.allocate(x.precision(), geometry.weightShape());
            Kernels.of(x).convolution().weightGradient(geometry, x, inputs.get(1), dw);
            return dw;
        }

        @Override
        public Variable gradient(int input, Use use) {
            return input == 0
                    ? use.inputs().get(1).apply(new InputGradient(geometry), use.dy())
                    : use.x().apply(new Forward(geometry), use.dy());
        }
    }
}
