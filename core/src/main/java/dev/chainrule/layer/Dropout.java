package dev.chainrule.layer;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Dropout: in training each number is kept with probability `keep` and otherwise replaced by 0.
///
/// **Forward** in training: `y = x · mask`, the mask being 1 or 0, divided by `keep` if [Scaling#INVERTED]. In
/// evaluation `y = x`, multiplied by `keep` if [Scaling#VANILLA].
///
/// **Backward**: `dx = dy · mask`; in evaluation `dx = dy`, multiplied by `keep` if vanilla.
///
/// **Shapes**: any. **Kept**: the mask, in training. **Side effects**: none: the mask is a function of the mode's
/// randomness, that is of seed, step and layer, and can be had again. **Source**: N. Srivastava et al., *Dropout*,
/// 2014; CS231n assignment 2, `dropout_forward` and `dropout_backward`.
public final class Dropout implements Layer {
    private final Settings settings;

    /// The settings of a dropout.
    ///
    /// @param keep the probability to *keep* a number, above 0 and at most 1; PyTorch's `p` is 1 − keep
    /// @param scaling where the lost expectation is made up for
    /// @param reseed as CS231n's `seed` parameter, for the course's numbers only: NumPy's generator begins anew
    /// with this seed at every forward pass, so the mask is always the same, also in other layers of the same
    /// shape. Without it masks are a function of seed, step and layer, as all randomness of a training
    public record Settings(double keep, Scaling scaling, Optional<Long> reseed) implements LayerSpec {
        /// Checks the settings.
        public Settings {
            Require.probability("Dropout", "keep", keep);
            Require.present(scaling, "Dropout", "scaling", "inverted, vanilla or unscaled");
            Require.present(reseed, "Dropout", "reseed", "Optional.empty() or a seed");
            reseed.ifPresent(seed -> Require.that(
                    seed >= 0 && seed <= 0xffff_ffffL, "Dropout", "reseed", seed, "a whole number from 0 to 2³² − 1"));
        }

        /// Inverted dropout with masks that follow the mode's randomness.
        public static Settings of(double keep) {
            return new Settings(keep, Scaling.INVERTED, Optional.empty());
        }

        /// The same, made up for elsewhere.
        public Settings withScaling(Scaling other) {
            return new Settings(keep, other, reseed);
        }

        /// The same with one mask throughout.
        public Settings withReseed(long seed) {
            return new Settings(keep, scaling, Optional.of(seed));
        }

        @Override
        public Layer build(Build at) {
            return new Dropout(this);
        }
    }

    /// Where the lost expectation is made up for.
    public enum Scaling {
        /// In training, by dividing by the keep probability; evaluation does nothing.
        INVERTED,
        /// In evaluation, by multiplying with the keep probability.
        VANILLA,
        /// Nowhere. A mistake, kept for the lesson: training and evaluation differ by the factor `keep` in each
        /// layer.
        UNSCALED
    }

    /// Creates the layer.
    public Dropout(Settings settings) {
        this.settings = Require.present(settings, "Dropout", "settings", "a record of them");
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        return switch (mode) {
            case Mode.Train train -> {
                Tensor mask = mask(x, train);
                Tensor y = Tensor.allocateLike(x);
                Kernels.of(x).pointwise().multiply(x, mask, y);
                yield new MaskedPass(mask, y);
            }
            case Mode.Calibrate calibrate -> evaluation(x);
            case Mode.Evaluate evaluate -> evaluation(x);
        };
    }

    private Tensor mask(Tensor x, Mode.Train mode) {
        double kept = switch (settings.scaling()) {
            case INVERTED -> 1 / settings.keep();
            case VANILLA, UNSCALED -> 1;
        };
        Tensor mask = Tensor.allocateLike(x);
        settings.reseed()
                .ifPresentOrElse(
                        seed -> draw(new NumpyRandom(seed), kept, mask),
                        () -> Kernels.of(x).pointwise().randomMask(mode.random(), settings.keep(), kept, mask));
        return mask;
    }

    /// As `(rand(shape) < keep) · kept`, in row-major order.
    private void draw(RandomGenerator random, double kept, Tensor mask) {
        for (int i = 0; i < mask.size(); i++) {
            double value = random.nextDouble() < settings.keep() ? kept : 0;
            mask.setStored(Tensor.storedOffset(mask.shape(), i), value);
        }
    }

    private Pass evaluation(Tensor x) {
        double factor = switch (settings.scaling()) {
            case INVERTED, UNSCALED -> 1;
            case VANILLA -> settings.keep();
        };
        return new EvaluationPass(factor, factor == 1 ? x : Scale.scaled(x, factor));
    }

    private record MaskedPass(Tensor mask, Tensor output) implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            Tensor dx = Tensor.allocateLike(dy);
            Kernels.of(dy).pointwise().multiply(dy, mask, dx);
            return Gradients.ofInput(dx);
        }
    }

    private record EvaluationPass(double factor, Tensor output) implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            return Gradients.ofInput(factor == 1 ? dy : Scale.scaled(dy, factor));
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public String toString() {
        return "Dropout(keep %s)".formatted(settings.keep());
    }
}
