package dev.chainrule.model;

import dev.chainrule.kernel.Pooling;
import dev.chainrule.kernel.PoolingWindow;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// Convolutional networks by pattern, in float32. All convolutions keep the size of the image, pooling halves it,
/// weights start by He's rule unless told otherwise.
public final class ConvNets {
    private static final Initializer HE = new Initializer.He();
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
            layers.add(LayerSpec.Convolution2d.same(width, 3, true, HE));
            layers.add(new LayerSpec.Relu());
            layers.add(LayerSpec.MaxPool.square(2));
        }
        layers.add(new LayerSpec.Flatten());
        layers.add(new LayerSpec.Affine(hidden, HE, ZERO));
        layers.add(new LayerSpec.Relu());
        layers.add(new LayerSpec.Affine(classes, HE, ZERO));
        return spec("ConvNet", image, layers);
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
                        LayerSpec.Convolution2d.same(32, 5, true, weights).withBias(biases),
                        new LayerSpec.Relu(),
                        LayerSpec.Convolution2d.same(16, 3, true, weights).withBias(biases),
                        new LayerSpec.Relu(),
                        new LayerSpec.Flatten(),
                        new LayerSpec.Affine(classes, weights, biases)));
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
            layers.add(LayerSpec.MaxPool.square(2));
        }
        layers.add(new LayerSpec.Flatten());
        layers.add(new LayerSpec.Affine(classes, HE, ZERO));
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
            layers.add(LayerSpec.Convolution2d.same(width, 3, false, HE));
            layers.add(LayerSpec.MaxPool.square(2));
            layers.add(batchNorm());
            layers.add(new LayerSpec.Relu());
            layers.addAll(normalized(width, 1));
        }
        int rows = image.extent(1) >> widths.size();
        int columns = image.extent(2) >> widths.size();
        layers.add(new LayerSpec.MaxPool(new PoolingWindow(rows, columns, rows, columns), Pooling.Ties.FIRST));
        layers.add(new LayerSpec.Flatten());
        layers.add(new LayerSpec.Affine(classes, new Initializer.Normal(0.01), ZERO));
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
        List<LayerSpec> layers = new ArrayList<>(List.of(new LayerSpec.PatchWhitening(2, 5e-4), new LayerSpec.Gelu()));
        int size = image.extent(1) - 1;
        for (int width : widths) {
            layers.add(LayerSpec.Convolution2d.same(width, 3, false, dirac));
            layers.add(LayerSpec.MaxPool.square(2));
            layers.add(batchNorm());
            layers.add(new LayerSpec.Gelu());
            layers.add(LayerSpec.Convolution2d.same(width, 3, false, dirac));
            layers.add(batchNorm());
            layers.add(new LayerSpec.Gelu());
            size /= 2;
        }
        layers.add(LayerSpec.MaxPool.square(size));
        layers.add(new LayerSpec.Flatten());
        layers.add(new LayerSpec.Affine(classes, new Initializer.FanInUniform(), ZERO));
        layers.add(new LayerSpec.Scale(1.0 / 9));
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
                layers.add(new LayerSpec.Relu());
                before = width;
            }
        }
        layers.add(new LayerSpec.GlobalAveragePool());
        layers.add(new LayerSpec.Affine(classes, HE, ZERO));
        return spec("ResNet", image, layers);
    }

    private static LayerSpec residual(int width, int stride, boolean identity) {
        List<LayerSpec> body = new ArrayList<>(normalized(width, stride));
        body.add(LayerSpec.Convolution2d.same(width, 3, false, HE));
        body.add(batchNorm());
        List<LayerSpec> shortcut = identity
                ? List.of()
                : List.of(LayerSpec.Convolution2d.same(width, 1, false, HE).withStride(stride), batchNorm());
        return new LayerSpec.Residual(body, shortcut);
    }

    /// 3×3 convolution – batch normalisation – ReLU. The shift of the normalisation makes a bias superfluous.
    private static List<LayerSpec> normalized(int width, int stride) {
        return List.of(
                LayerSpec.Convolution2d.same(width, 3, false, HE).withStride(stride),
                batchNorm(),
                new LayerSpec.Relu());
    }

    private static LayerSpec batchNorm() {
        return new LayerSpec.BatchNorm(BatchNorm.Settings.CS231N);
    }

    private static ModelSpec spec(String name, Shape image, List<LayerSpec> layers) {
        return new ModelSpec(name, image, Precision.FLOAT32, layers);
    }
}
