package dev.chainrule.layer;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Two ways from the input to the output, which are added.
///
/// **Forward**: `y = body(x) + shortcut(x)`.
///
/// **Backward**: both get `dy`; `dx` is the sum of their input gradients.
///
/// **Shapes**: those of the body, which must equal those of the shortcut. **Kept**: both passes. **Side effects**:
/// those of body and shortcut. **Source**: He, Zhang, Ren and Sun, Deep Residual Learning for Image Recognition, 2015.
public final class Residual implements Layer {
    private final Layer body;
    private final Layer shortcut;

    /// The settings.
    ///
    /// @param body first to last
    /// @param shortcut first to last; none is the identity
    public record Settings(List<LayerSpec> body, List<LayerSpec> shortcut) implements LayerSpec {
        /// Copies the lists.
        public Settings {
            body = List.copyOf(Require.present(body, "Residual", "body", "a list of settings"));
            shortcut = List.copyOf(Require.present(shortcut, "Residual", "shortcut", "a list of settings"));
        }

        /// The sum of layers and their own input.
        public static Settings of(List<LayerSpec> body) {
            return new Settings(body, List.of());
        }

        @Override
        public Layer build(Build at) {
            return new Residual(at.sequence(body), at.sequence(shortcut));
        }
    }

    /// Creates the sum of two layers, such as a stack of convolutions and a 1×1 convolution.
    public Residual(Layer body, Layer shortcut) {
        this.body = Require.present(body, "Residual", "body", "a layer");
        this.shortcut = Require.present(shortcut, "Residual", "shortcut", "a layer; Sequential.of() is the identity");
    }

    /// The sum of a layer and its own input.
    public static Residual withIdentity(Layer body) {
        return new Residual(body, Sequential.of());
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        Tensor y = Tensor.allocate(x.precision(), outputShape(x.shape()));
        Pass left = body.forward(x, mode.child(0));
        Pass right = shortcut.forward(x, mode.child(1));
        Kernels.of(x).pointwise().add(left.output(), right.output(), y);
        return new ResidualPass(left, right, y);
    }

    private record ResidualPass(Pass body, Pass shortcut, Tensor output) implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            Gradients left = body.backward(dy);
            Gradients right = shortcut.backward(dy);
            Tensor dx = Tensor.allocateLike(left.input());
            Kernels.of(dy).pointwise().add(left.input(), right.input(), dx);
            return Gradients.ofInput(dx).withParametersOf(left).withParametersOf(right);
        }

        @Override
        public Gradients parameterGradients(Tensor dy) {
            return Gradients.withoutInput()
                    .withParametersOf(body.parameterGradients(dy))
                    .withParametersOf(shortcut.parameterGradients(dy));
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        Shape left = body.outputShape(input);
        Shape right = shortcut.outputShape(input);
        if (!left.equals(right)) {
            throw new ShapeMismatchException(
                    "Residual: body output %s does not fit shortcut output %s for input %s; expected equal shapes"
                            .formatted(left, right, input));
        }
        return left;
    }

    @Override
    public List<Layer> children() {
        return List.of(body, shortcut);
    }

    @Override
    public String toString() {
        return "Residual(" + body + " + " + shortcut + ")";
    }
}
