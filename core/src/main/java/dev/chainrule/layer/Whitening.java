package dev.chainrule.layer;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.kernel.Standardization;
import dev.chainrule.settings.Kebab;
import dev.chainrule.settings.OrAll;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// The examples in the axes of their principal components, or with uncorrelated features of variance 1: a preprocessing
/// as a layer, so that it is saved, applied and differentiated as any other. Mean and matrix are computed from the
/// training images before training and then stay as they are.
///
/// **Forward**, over the D numbers of an example in (C, H, W) order: `y = (x − mean) · W`. With the covariance of the
/// training images `U · diag(S) · Uᵀ`, the eigenvalues S falling, and U and S cut to the first k components:
///
/// | kind | W | y |
/// |---|---|---|
/// | `PCA` | `U` | (N, k), uncorrelated, of the variances S |
/// | `PCA_WHITENING` | `U · diag(1 / sqrt(S + epsilon))` | (N, k), uncorrelated, of variance 1 |
/// | `ZCA_WHITENING` | `U · diag(1 / sqrt(S + epsilon)) · Uᵀ` | the shape of x; rotated back, so images stay images |
///
/// **Backward**: `dx = dy · Wᵀ`, `dW = (x − mean)ᵀ · dy`, which training does not ask for.
///
/// **Shapes**: x (N, C, H, W) or (N, D), mean (D), W (D, k), or (D, D) of `ZCA_WHITENING`. **Kept**: x − mean. **Side
/// effects**: none. **Source**: CS231n notes, *Neural networks part 2*; A. Bell and T. Sejnowski, *The "independent
/// components" of natural scenes are edge filters*, 1997.
public final class Whitening implements Layer {
    /// Of examples of more numbers nobody computes the components: time grows with their third power, to the better
    /// part of an hour, and memory with their second, to gigabytes.
    public static final int MOST_FEATURES = 8000;

    private final Settings settings;
    private final Parameter matrix;
    private final Buffer mean;
    private final Tensor ones;

    /// The settings.
    ///
    /// @param kind what the examples become
    /// @param components k, how many of the components of the largest variances are kept, or all
    /// @param epsilon added to each variance, inside the root, in the square of the units of what comes in: a
    /// larger one amplifies noise less. 1e-5 is CS231n's for pixels of 0 to 255; `PCA` has no use for it
    public record Settings(Kind kind, @OrAll int components, double epsilon) implements LayerSpec {
        /// Checks the settings.
        public Settings {
            Require.present(kind, "Whitening", "kind", "what the examples become");
            Require.atLeast(1, "Whitening", "components", components);
            Require.positive("Whitening", "epsilon", epsilon);
        }

        /// All components, epsilon 1e-5.
        public static Settings of(Kind kind) {
            return new Settings(kind, Integer.MAX_VALUE, 1e-5);
        }

        /// The same with so many components.
        public Settings withComponents(int other) {
            return new Settings(kind, other, epsilon);
        }

        /// The same with another epsilon.
        public Settings withEpsilon(double other) {
            return new Settings(kind, components, other);
        }

        /// The number of components that are kept of so many features.
        ///
        /// @throws ShapeMismatchException if there are fewer
        public int componentsOf(int features) {
            if (components != Integer.MAX_VALUE && components > features) {
                throw new ShapeMismatchException(
                        "Whitening: components %s do not fit examples of %s numbers; expected at most %2$s, or all"
                                .formatted(components, features));
            }
            return Math.min(components, features);
        }

        @Override
        public Layer build(Build at) {
            return new Whitening(this, at);
        }
    }

    /// What the examples become.
    public enum Kind {
        /// Coordinates along the principal components: uncorrelated, of falling variances.
        PCA,
        /// The same, each divided by its deviation.
        PCA_WHITENING,
        /// The same, rotated back: as near to the images as uncorrelated pixels of variance 1 can be.
        ZCA_WHITENING
    }

    /// Mean and matrix are zeros until they are computed from the training images.
    private Whitening(Settings settings, Build at) {
        Shape input = at.input();
        RowsOrImages.require("Whitening", input);
        int features = input.sizePerExample();
        int components = settings.componentsOf(features);
        int outputs = settings.kind() == Kind.ZCA_WHITENING ? features : components;
        if (Shape.elements(features, outputs) > Shape.MOST_ELEMENTS) {
            throw new ShapeMismatchException(
                    "Whitening: input %s does not fit a matrix of %s × %s numbers; expected smaller images"
                            .formatted(input, features, outputs));
        }
        int number = at.number("whitening");
        this.settings = settings;
        this.matrix = at.parameter(
                "whitening" + number,
                Parameter.Kind.FIXED,
                Shape.of(features, outputs),
                new Initializer.Constant(0),
                features,
                outputs);
        this.mean = new Buffer("mean" + number, Tensor.zeros(Precision.FLOAT64, Shape.of(features)), true);
        this.ones = Tensor.full(Precision.FLOAT64, Shape.of(features), 1);
    }

    /// The settings.
    public Settings settings() {
        return settings;
    }

    /// W (D, k) or (D, D), to be computed from images.
    public Parameter matrix() {
        return matrix;
    }

    /// The mean (D) of the training images in float64, to be computed from them.
    public Buffer mean() {
        return mean;
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        Shape output = outputShape(x.shape());
        Tensor centred = centred(x);
        Tensor rows = Tensor.allocate(x.precision(), Shape.of(x.shape().extent(0), outputs()));
        Kernels.of(x).gemm().multiply(centred, false, matrix.value(), false, rows);
        return new WhiteningPass(this, x.shape(), centred, images(rows, output));
    }

    /// `x − mean` as rows (N, D), in the precision of x.
    private Tensor centred(Tensor x) {
        Tensor rows = rows(x);
        Tensor centred = Tensor.allocateLike(rows);
        Kernels.of(x)
                .normalization()
                .standardize(
                        rows,
                        new Standardization(mean.value(), ones, 0, null, null, Standardization.Epilogue.NONE),
                        centred);
        return centred;
    }

    /// Examples as rows of numbers in (C, H, W) order; rows as they are.
    private static Tensor rows(Tensor x) {
        if (x.shape().rank() != 4) {
            return x;
        }
        Tensor rows = Tensor.allocate(
                x.precision(), Shape.of(x.shape().extent(0), x.shape().sizePerExample()));
        Kernels.of(x).layout().toRows(x, rows);
        return rows;
    }

    private static Tensor images(Tensor rows, Shape shape) {
        if (shape.rank() != 4) {
            return rows;
        }
        Tensor images = Tensor.allocate(rows.precision(), shape);
        Kernels.of(rows).layout().toImages(rows, images);
        return images;
    }

    private record WhiteningPass(Whitening layer, Shape input, Tensor centred, Tensor output) implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            Kernels kernels = Kernels.of(dy);
            Tensor rows = rows(dy);
            Tensor dx = Tensor.allocateLike(centred);
            kernels.gemm().multiply(rows, false, layer.matrix.value(), true, dx);
            Tensor dw = Tensor.allocateLike(layer.matrix.value());
            kernels.gemm().multiply(centred, true, rows, false, dw);
            return Gradients.ofInput(images(dx, input)).with(layer.matrix, dw);
        }

        @Override
        public Gradients parameterGradients(Tensor dy) {
            return Gradients.withoutInput();
        }
    }

    private int outputs() {
        return matrix.value().shape().extent(1);
    }

    @Override
    public Shape outputShape(Shape input) {
        int features = mean.value().size();
        if ((input.rank() != 2 && input.rank() != 4) || input.sizePerExample() != features) {
            throw ShapeMismatchException.of(
                    "Whitening",
                    "input",
                    input,
                    "mean",
                    mean.value().shape(),
                    "examples of %s numbers".formatted(features));
        }
        return settings.kind() == Kind.ZCA_WHITENING ? input : Shape.of(input.extent(0), outputs());
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(matrix);
    }

    @Override
    public List<Buffer> buffers() {
        return List.of(mean);
    }

    @Override
    public String toString() {
        return "Whitening(%s, %s of %s components)"
                .formatted(
                        Kebab.of(settings.kind()),
                        settings.componentsOf(mean.value().size()),
                        mean.value().size());
    }
}
