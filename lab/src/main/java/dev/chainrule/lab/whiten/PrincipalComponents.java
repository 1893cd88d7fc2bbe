package dev.chainrule.lab.whiten;

import dev.chainrule.data.Dataset;
import dev.chainrule.kernel.Kernels;
import dev.chainrule.layer.Build;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Sequential;
import dev.chainrule.layer.Whitening;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.function.DoubleConsumer;

/// The principal components of examples: the axes along which they vary, the largest variance first.
///
/// ```java
/// var components = PrincipalComponents.of(training, Precision.FLOAT32, share -> {});
/// System.out.println(components.componentsFor(0.99) + " components have 99 % of the variance");
/// Tensor coordinates = components.project(x, 144);
/// Tensor back = components.reconstruct(coordinates);
/// ```
///
/// With X the examples in rows of D numbers, in (C, H, W) order: `mean = Σ X / N`,
/// `Σ = (X − mean)ᵀ (X − mean) / N = Uᵀ diag(S) U`, where a row of U is a component and S falls. The same examples give
/// the same bits, for any number of threads. **Source**: CS231n notes, *Neural networks part 2*; the eigendecomposition
/// is ojAlgo's.
public final class PrincipalComponents {
    /// Arrays of D² doubles that exist at the same time.
    private static final int ARRAYS = 6;

    /// Multiply-adds of a covariance in the time of one of an eigendecomposition, as measured.
    private static final double SPEED = 30;

    private final int examples;
    private final double[] mean;
    private final Eigenvectors eigenvectors;

    private PrincipalComponents(int examples, double[] mean, Eigenvectors eigenvectors) {
        this.examples = examples;
        this.mean = mean;
        this.eigenvectors = eigenvectors;
    }

    /// Of the examples of a data set.
    ///
    /// @param precision in which they are read; sums are double in both, and float32 is far faster
    /// @param progress gets the share that is done, from 0 to 1, now and then
    /// @throws ShapeMismatchException if there are fewer than 2 examples, or more than 8,000 numbers in each
    public static PrincipalComponents of(Dataset examples, Precision precision, DoubleConsumer progress) {
        return of(new Examples(examples, precision, Sequential.of()), progress);
    }

    static PrincipalComponents of(Examples examples, DoubleConsumer progress) {
        int features = examples.features();
        check(examples.size(), features);
        double sums = 0.5 * examples.size() * features * features / SPEED;
        double first = sums / (sums + 0.5 * Math.pow(features, 3));
        Covariance covariance = Covariance.of(examples, share -> progress.accept(first * share));
        Eigenvectors eigenvectors =
                Eigenvectors.of(covariance.matrix(), share -> progress.accept(first + (1 - first) * share));
        progress.accept(1);
        return new PrincipalComponents(examples.size(), covariance.mean(), eigenvectors);
    }

    /// How far examples are from white: the largest difference between their covariance and the identity.
    ///
    /// @param precision in which they are read
    /// @param layer that they go through first, such as that of [#layer]
    /// @param progress gets the share that is done, from 0 to 1, now and then
    public static double distanceFromWhite(
            Dataset examples, Precision precision, Layer layer, DoubleConsumer progress) {
        double[][] covariance = Covariance.of(new Examples(examples, precision, layer), progress)
                .matrix();
        double distance = 0;
        for (int i = 0; i < covariance.length; i++) {
            for (int j = 0; j < covariance.length; j++) {
                distance = Math.max(distance, Math.abs(covariance[i][j] - (i == j ? 1 : 0)));
            }
        }
        return distance;
    }

    private static void check(int examples, int features) {
        if (examples < 2) {
            throw new ShapeMismatchException(
                    "Whitening: %s example does not fit a covariance; expected 2 or more".formatted(examples));
        }
        if (features > Whitening.MOST_FEATURES) {
            throw new ShapeMismatchException(
                    "Whitening: examples of %s numbers do not fit; expected at most %s. Make the images smaller"
                            .formatted(features, Whitening.MOST_FEATURES));
        }
    }

    /// The bytes of heap that the computation takes at its peak.
    static long bytes(int features) {
        return (long) ARRAYS * features * features * Double.BYTES;
    }

    /// The number of examples N.
    public int examples() {
        return examples;
    }

    /// The numbers of an example D.
    public int features() {
        return mean.length;
    }

    /// The mean of the examples.
    public double[] mean() {
        return mean.clone();
    }

    /// The variances S along the components, falling: the eigenvalues of the covariance.
    public double[] variances() {
        return eigenvectors.values().clone();
    }

    /// A component: D numbers whose squares sum to 1, the largest of them positive.
    ///
    /// @param index from 0, the one of the largest variance
    public double[] component(int index) {
        double[] component = new double[features()];
        for (int i = 0; i < component.length; i++) {
            component[i] = eigenvectors.vectors().getStored(index * features() + i);
        }
        return component;
    }

    /// The share of the variance along the first components, from 0 to 1; 1 where nothing varies.
    public double share(int components) {
        double all = Arrays.stream(eigenvectors.values()).sum();
        return all == 0
                ? 1
                : Arrays.stream(eigenvectors.values()).limit(components).sum() / all;
    }

    /// The fewest components that have a share of the variance.
    ///
    /// @param share from 0 to 1
    public int componentsFor(double share) {
        int components = 0;
        while (components < features() && share(components) < share) {
            components++;
        }
        return components;
    }

    /// The coordinates (N, k) of examples along the first components: `(x − mean) · U[:k]ᵀ`.
    ///
    /// @param x (N, C, H, W) or (N, D)
    /// @throws ShapeMismatchException if there are fewer than k components, or other numbers an example
    public Tensor project(Tensor x, int components) {
        return whiten(x, Whitening.Settings.of(Whitening.Kind.PCA).withComponents(components));
    }

    /// The examples (N, D) that have these coordinates and nothing along the other components: `y · U[:k] + mean`.
    ///
    /// @param coordinates (N, k)
    /// @throws ShapeMismatchException if there are fewer than k components
    public Tensor reconstruct(Tensor coordinates) {
        Shape shape = coordinates.shape();
        if (shape.rank() != 2 || shape.extent(1) > features()) {
            throw new ShapeMismatchException(
                    "PrincipalComponents: coordinates %s do not fit; expected (N, k), k at most %s"
                            .formatted(shape, features()));
        }
        Precision precision = coordinates.precision();
        Tensor first = scaled(shape.extent(1), precision, 0, 0);
        Tensor x = Tensor.zeros(precision, Shape.of(shape.extent(0), features()));
        Tensor bias = Tensor.of(precision, Shape.of(features()), mean);
        Kernels.of(precision).gemm().affine(coordinates, first, bias, x);
        return x;
    }

    /// Examples as a [Whitening] leaves them.
    ///
    /// @param x (N, C, H, W) or (N, D)
    /// @throws ShapeMismatchException if there are fewer components, or other numbers an example
    public Tensor whiten(Tensor x, Whitening.Settings settings) {
        return layer(settings, x.precision(), x.shape())
                .forward(x, new Mode.Evaluate())
                .output();
    }

    /// A layer that whitens by these components.
    ///
    /// @param input the shape of a batch; the number of examples does not matter
    /// @throws ShapeMismatchException if there are fewer components, or other numbers an example
    public Layer layer(Whitening.Settings settings, Precision precision, Shape input) {
        if (input.sizePerExample() != features()) {
            throw new ShapeMismatchException(
                    "PrincipalComponents: input %s does not fit examples of %s numbers; expected as many"
                            .formatted(input, features()));
        }
        Whitening layer = (Whitening) settings.build(new Build(input, precision, () -> 0));
        putInto(layer);
        return layer;
    }

    /// Sets mean and matrix of a layer.
    void putInto(Whitening layer) {
        Tensor target = layer.matrix().value();
        Whitening.Settings settings = layer.settings();
        int components = settings.componentsOf(features());
        layer.mean().value().copyFrom(Tensor.of(Precision.FLOAT64, Shape.of(features()), mean));
        switch (settings.kind()) {
            case PCA -> transpose(scaled(components, Precision.FLOAT64, 0, 0), target);
            case PCA_WHITENING -> transpose(scaled(components, Precision.FLOAT64, settings.epsilon(), -0.5), target);
            case ZCA_WHITENING -> putSquare(scaled(components, target.precision(), settings.epsilon(), -0.25), target);
        }
    }

    /// The first components (k, D), each times `(variance + epsilon)` to a power.
    private Tensor scaled(int components, Precision precision, double epsilon, double power) {
        int features = features();
        Tensor rows = Tensor.zeros(precision, Shape.of(components, features));
        for (int row = 0; row < components; row++) {
            double factor = power == 0 ? 1 : StrictMath.pow(eigenvectors.values()[row] + epsilon, power);
            for (int i = row * features; i < (row + 1) * features; i++) {
                rows.setStored(i, factor * eigenvectors.vectors().getStored(i));
            }
        }
        return rows;
    }

    private static void transpose(Tensor rows, Tensor target) {
        int components = rows.shape().extent(0);
        int features = rows.shape().extent(1);
        for (int i = 0; i < features; i++) {
            for (int row = 0; row < components; row++) {
                target.setStored(i * components + row, rows.getStored(row * features + i));
            }
        }
    }

    /// `U · diag(1 / sqrt(S + epsilon)) · Uᵀ` is the product of rows scaled by the fourth root with themselves.
    private static void putSquare(Tensor rows, Tensor target) {
        int features = rows.shape().extent(1);
        Tensor sums = Tensor.zeros(Precision.FLOAT64, target.shape());
        Kernels.of(rows).gemm().addGram(rows, sums);
        for (int i = 0; i < features; i++) {
            for (int j = i; j < features; j++) {
                target.setStored(i * features + j, sums.getStored(i * features + j));
                target.setStored(j * features + i, sums.getStored(i * features + j));
            }
        }
    }

    @Override
    public String toString() {
        return "PrincipalComponents(%s examples of %s numbers)".formatted(examples, features());
    }
}
