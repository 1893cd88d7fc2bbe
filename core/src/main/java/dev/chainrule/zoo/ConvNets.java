package dev.chainrule.zoo;

import dev.chainrule.layer.Affine;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.Gelu;
import dev.chainrule.layer.GlobalAveragePool;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.PatchWhitening;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Residual;
import dev.chainrule.layer.Scale;
import dev.chainrule.layer.Size2d;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// Convolutional networks by pattern, in float32. All convolutions keep the size of the image, pooling halves it,
/// weights start by He's rule unless told otherwise.
public final class ConvNets {
    private static final Initializer ZERO = new Initializer.Constant(0);

    private ConvNets() {}

    /// {convolution – ReLU – pool} × filters – affine – ReLU – affine: the plainest pattern.
    ///
    /// @param image (C, H, W)
    /// @param filters of each 3×3 convolution
    /// @param hidden units of the affine layer
    /// @param classes K
    public static ModelSpec plain(Shape image, List<Integer> filters, int hidden, int classes) {
        List<LayerSpec> layers = new ArrayList<>();
        for (int width : filters) {
            layers.add(Convolution2d.Settings.same(width, 3));
            layers.add(new Relu.Settings());
            layers.add(MaxPool.Settings.square(2));
        }
        layers.add(new Flatten.Settings());
        layers.add(Affine.Settings.of(hidden));
        layers.add(new Relu.Settings());
        layers.add(Affine.Settings.of(classes));
        return spec("ConvNet", image, layers);
    }

    /// A net that learns from few images: {3×3 convolution – batch normalisation – ReLU – pool} × filters, then
    /// affine. The last pool takes the maximum of 4 × 4 instead of 2 × 2, so that the affine layer has few inputs
    /// and learns steadily at a high rate; its small first weights make the first loss that of guessing.
    ///
    /// @param image (C, H, W)
    /// @param filters of each convolution
    /// @param classes K
    public static ModelSpec small(Shape image, List<Integer> filters, int classes) {
        List<LayerSpec> layers = new ArrayList<>();
        for (int i = 0; i < filters.size(); i++) {
            layers.addAll(normalized(filters.get(i), 1));
            layers.add(MaxPool.Settings.square(i < filters.size() - 1 ? 2 : 4));
        }
        layers.add(new Flatten.Settings());
        layers.add(Affine.Settings.of(classes).withWeights(new Initializer.Normal(0.01)));
        return spec("SmallConvNet", image, layers);
    }

    /// The ConvNet of CS231n's PyTorch notebook: 5×5 convolution of 32 – ReLU – 3×3 convolution of 16 – ReLU –
    /// affine.
    ///
    /// @param image (C, H, W)
    /// @param weights how they start
    /// @param biases how they start
    /// @param classes K
    public static ModelSpec twoConvolutions(Shape image, Initializer weights, Initializer biases, int classes) {
        return spec(
                "TwoConvolutions",
                image,
                List.of(
                        Convolution2d.Settings.same(32, 5).withWeights(weights).withBiases(biases),
                        new Relu.Settings(),
                        Convolution2d.Settings.same(16, 3).withWeights(weights).withBiases(biases),
                        new Relu.Settings(),
                        new Flatten.Settings(),
                        new Affine.Settings(classes, true, weights, biases)));
    }

    /// After VGG: stages of {3×3 convolution – batch normalisation – ReLU} × depth – pool, then affine.
    ///
    /// @param image (C, H, W)
    /// @param widths filters of the convolutions of each stage
    /// @param depth convolutions of a stage
    /// @param classes K
    public static ModelSpec vgg(Shape image, List<Integer> widths, int depth, int classes) {
        List<LayerSpec> layers = new ArrayList<>();
        for (int width : widths) {
            for (int i = 0; i < depth; i++) {
                layers.addAll(normalized(width, 1));
            }
            layers.add(MaxPool.Settings.square(2));
        }
        layers.add(new Flatten.Settings());
        layers.add(Affine.Settings.of(classes));
        return spec("Vgg", image, layers);
    }

    /// Accuracy for few operations: a 3×3 convolution, then blocks of convolution – pool – convolution, every
    /// convolution normalised and rectified, then the maximum over what is left of the image, and affine. Pooling
    /// right after the first convolution of a block makes the second one cheap.
    ///
    /// @param image (C, H, W), H and W divisible by 2 for each block
    /// @param first filters of the first convolution
    /// @param widths filters of each block
    /// @param classes K
    public static ModelSpec fast(Shape image, int first, List<Integer> widths, int classes) {
        List<LayerSpec> layers = new ArrayList<>(normalized(first, 1));
        for (int width : widths) {
            layers.add(Convolution2d.Settings.same(width, 3).withBias(false));
            layers.add(MaxPool.Settings.square(2));
            layers.add(batchNorm());
            layers.add(new Relu.Settings());
            layers.addAll(normalized(width, 1));
        }
        int rows = image.extent(1) >> widths.size();
        int columns = image.extent(2) >> widths.size();
        layers.add(MaxPool.Settings.of(new Size2d(rows, columns)));
        layers.add(new Flatten.Settings());
        layers.add(new Affine.Settings(classes, true, new Initializer.Normal(0.01), ZERO));
        return spec("FastNet", image, layers);
    }

    /// As [#fast] with a first layer that whitens patches of 2 × 2 pixels, GELU, convolutions that at first pass
    /// their input on, and small scores. Source: K. Jordan, *94 % on CIFAR-10 in 3.29 seconds on a single GPU*,
    /// 2024.
    ///
    /// @param image (C, H, W), H = W
    /// @param widths filters of each block
    /// @param classes K
    public static ModelSpec whitened(Shape image, List<Integer> widths, int classes) {
        Initializer dirac = new Initializer.Dirac(new Initializer.FanInUniform());
        List<LayerSpec> layers = new ArrayList<>(List.of(PatchWhitening.Settings.of(), Gelu.Settings.of()));
        int size = image.extent(1) - 1;
        for (int width : widths) {
            layers.add(Convolution2d.Settings.same(width, 3).withBias(false).withWeights(dirac));
            layers.add(MaxPool.Settings.square(2));
            layers.add(batchNorm());
            layers.add(Gelu.Settings.of());
            layers.add(Convolution2d.Settings.same(width, 3).withBias(false).withWeights(dirac));
            layers.add(batchNorm());
            layers.add(Gelu.Settings.of());
            size /= 2;
        }
        layers.add(MaxPool.Settings.square(size));
        layers.add(new Flatten.Settings());
        layers.add(new Affine.Settings(classes, true, new Initializer.FanInUniform(), ZERO));
        layers.add(new Scale.Settings(1.0 / 9));
        return spec("WhitenedNet", image, layers);
    }

    /// A small residual network: 3×3 convolution, stages of residual blocks of two 3×3 convolutions, the first
    /// block of each later stage with stride 2, then the mean over the image and affine.
    ///
    /// @param image (C, H, W)
    /// @param widths filters of each stage
    /// @param blocks residual blocks of a stage
    /// @param classes K
    public static ModelSpec resNet(Shape image, List<Integer> widths, int blocks, int classes) {
        List<LayerSpec> layers = new ArrayList<>(normalized(widths.getFirst(), 1));
        int before = widths.getFirst();
        for (int stage = 0; stage < widths.size(); stage++) {
            for (int block = 0; block < blocks; block++) {
                int width = widths.get(stage);
                int stride = stage > 0 && block == 0 ? 2 : 1;
                layers.add(residual(width, stride, before == width && stride == 1));
                layers.add(new Relu.Settings());
                before = width;
            }
        }
        layers.add(new GlobalAveragePool.Settings());
        layers.add(Affine.Settings.of(classes));
        return spec("ResNet", image, layers);
    }

    private static LayerSpec residual(int width, int stride, boolean identity) {
        List<LayerSpec> body = new ArrayList<>(normalized(width, stride));
        body.add(Convolution2d.Settings.same(width, 3).withBias(false));
        body.add(batchNorm());
        List<LayerSpec> shortcut = identity
                ? List.of()
                : List.of(
                        Convolution2d.Settings.same(width, 1).withBias(false).withStride(Size2d.square(stride)),
                        batchNorm());
        return new Residual.Settings(body, shortcut);
    }

    /// 3×3 convolution – batch normalisation – ReLU. The shift of the normalisation makes a bias superfluous.
    private static List<LayerSpec> normalized(int width, int stride) {
        return List.of(
                Convolution2d.Settings.same(width, 3).withBias(false).withStride(Size2d.square(stride)),
                batchNorm(),
                new Relu.Settings());
    }

    private static LayerSpec batchNorm() {
        return BatchNorm.Settings.of();
    }

    private static ModelSpec spec(String name, Shape image, List<LayerSpec> layers) {
        return new ModelSpec(name, image, Precision.FLOAT32, layers);
    }
}
