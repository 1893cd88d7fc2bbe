package dev.chainrule.explain;

import dev.chainrule.model.Model;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import java.util.Arrays;

/// The gradient of a class's score with respect to the input: how much the score changes with each number of an
/// example. It is ordinary backpropagation that goes through the first layer too.
///
/// The score itself is taken, not its probability or a loss: those can be raised by lowering other scores, and vanish
/// where a network is certain. **Source**: K. Simonyan, A. Vedaldi and A. Zisserman, *Deep inside convolutional
/// networks*, 2013.
public final class InputGradient {
    /// Examples that go forward and backward at once: the passes of all layers are kept for so many.
    static final int MOST_AT_ONCE = 64;

    private InputGradient() {}

    /// `∂s[n, class of n] / ∂x[n]` of each example.
    ///
    /// @param x one example a row, in the form that the network sees
    /// @param classes one an example
    /// @return the gradients in the shape of `x`, owned by the caller
    /// @throws ShapeMismatchException if the examples do not fit the network
    /// @throws IllegalArgumentException if a class does not exist, or there are more or fewer than examples
    public static Tensor of(Model model, Tensor x, int... classes) {
        Tensor all = Tensor.zeros(x.precision(), x.shape());
        int examples = x.shape().extent(0);
        for (int from = 0; from < examples; from += MOST_AT_ONCE) {
            int first = from;
            int end = Math.min(examples, from + MOST_AT_ONCE);
            new Workspace().run(() -> {
                Trace trace = Trace.of(model, Rows.of(x, first, end));
                Tensor dx = trace.backward(trace.scoreOf(Arrays.copyOfRange(classes, first, end)));
                Rows.put(dx, all, first);
                return dx;
            });
        }
        return all;
    }

    /// The saliency of pixels: the largest magnitude of a gradient among a pixel's channels.
    ///
    /// @param gradients (N, C, H, W), or (N, C · H · W)
    /// @param image (C, H, W)
    /// @return (N, H, W), none negative
    /// @throws ShapeMismatchException if the gradients are not of such images
    public static Tensor saliency(Tensor gradients, Shape image) {
        return Pixels.overChannels(gradients, image, 0, (most, value) -> Math.max(most, Math.abs(value)));
    }
}
