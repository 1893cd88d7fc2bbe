package dev.chainrule.layer;

import dev.chainrule.kernel.GroupGeometry;
import dev.chainrule.kernel.Kernels;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;

/// Brings each example to mean 0 and deviation 1 over all of its own numbers: global contrast normalisation, a
/// preprocessing, so nothing of it is trained. Training and evaluation do the same.
///
/// **Forward**, over the D numbers of an example: `μ = Σ x / D`, `v = Σ (x − μ)² / D`,
/// `y = (x − μ) / sqrt(v + epsilon)`.
///
/// **Backward**: `dx = (dy − Σ dy / D − y · Σ (dy · y) / D) / sqrt(v + epsilon)` with sums over the example.
///
/// **Shapes**: x (N, C, H, W) or (N, D), y likewise. **Kept**: x, μ and v. **Side effects**: none. **Source**: A.
/// Coates, A. Ng and H. Lee, *An analysis of single-layer networks in unsupervised feature learning*, 2011.
public final class ContrastNormalization implements Layer {
    private final Settings settings;

    /// The settings.
    ///
    /// @param epsilon added to the variance of an example, inside the root, in the square of the units of what
    /// comes in: it keeps images of one colour from being blown up. 10 is usual for pixels of 0 to 255
    public record Settings(double epsilon) implements LayerSpec {
        /// Checks the setting.
        public Settings {
            Require.positive("ContrastNormalization", "epsilon", epsilon);
        }

        /// The usual epsilon for pixels of 0 to 255.
        public static Settings of() {
            return new Settings(10);
        }

        @Override
        public Layer build(Build at) {
            ContrastNormalization layer = new ContrastNormalization(this);
            layer.outputShape(at.input());
            return layer;
        }
    }

    /// Creates the layer.
    public ContrastNormalization(Settings settings) {
        this.settings = Require.present(settings, "ContrastNormalization", "settings", "a record of them");
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        int channels = outputShape(x.shape()).extent(1);
        GroupGeometry whole =
                new GroupGeometry(x.shape().extent(0), x.shape().sizePerExample() / channels, channels, 1);
        Tensor one = Tensor.allocate(x.precision(), Shape.of(channels));
        one.fill(1);
        Tensor zero = Tensor.allocateLike(one);
        zero.fill(0);
        Tensor mean = Tensor.allocate(Precision.FLOAT64, whole.statistics());
        Tensor variance = Tensor.allocateLike(mean);
        Tensor y = Tensor.allocateLike(x);
        Kernels.of(x).normalization().groups(x, whole, settings.epsilon(), one, zero, mean, variance, y);
        return new ContrastPass(x, whole, settings.epsilon(), one, mean, variance, y);
    }

    private record ContrastPass(
            Tensor x, GroupGeometry whole, double epsilon, Tensor one, Tensor mean, Tensor variance, Tensor output)
            implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            Tensor dx = Tensor.allocateLike(x);
            Tensor unused = Tensor.allocateLike(one);
            Kernels.of(dy)
                    .normalization()
                    .groupGradients(x, whole, epsilon, one, mean, variance, dy, dx, unused, Tensor.allocateLike(one));
            return Gradients.ofInput(dx);
        }

        @Override
        public Gradients parameterGradients(Tensor dy) {
            return Gradients.withoutInput();
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        if ((input.rank() != 2 && input.rank() != 4) || input.sizePerExample() < 2) {
            throw new ShapeMismatchException(
                    "ContrastNormalization: input %s does not fit examples of 2 or more numbers; expected (N, C, H, W) or (N, D)"
                            .formatted(input));
        }
        return input;
    }

    @Override
    public String toString() {
        return "ContrastNormalization(" + settings.epsilon() + ")";
    }
}
