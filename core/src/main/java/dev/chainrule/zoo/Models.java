package dev.chainrule.zoo;

import dev.chainrule.layer.Affine;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Relu;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// The courses' networks by name.
public final class Models {
    /// The number of features of a CIFAR-10 image: 3 channels of 32 × 32 pixels.
    public static final int CIFAR10_FEATURES = 3 * 32 * 32;

    private Models() {}

    /// CS231n's `TwoLayerNet`: affine – ReLU – affine, in float64 as in the course.
    ///
    /// @param features D, 3072 in the course
    /// @param hidden units of the hidden layer, 100 in the course
    /// @param classes K, 10 in the course
    /// @param weightScale standard deviation of the first weights, 1e-3 in the course
    public static ModelSpec twoLayerNet(int features, int hidden, int classes, double weightScale) {
        return network("TwoLayerNet", features, List.of(hidden), classes, new Initializer.Normal(weightScale))
                .withPrecision(Precision.FLOAT64);
    }

    /// CS231n's `FullyConnectedNet`: {affine – ReLU} × hidden – affine, in float32 as in the course.
    ///
    /// @param features D, 3072 in the course
    /// @param hidden units of each hidden layer; may be empty
    /// @param classes K, 10 in the course
    /// @param weightScale standard deviation of the first weights, 1e-2 in the course
    public static ModelSpec fullyConnectedNet(int features, List<Integer> hidden, int classes, double weightScale) {
        return network("FullyConnectedNet", features, hidden, classes, new Initializer.Normal(weightScale));
    }

    /// KTH DD2424's k-layer network: {affine – ReLU} × hidden – affine with He initialisation.
    ///
    /// @param features D
    /// @param hidden units of each hidden layer, `[50, 50]` for the course's 3-layer network
    /// @param classes K
    public static ModelSpec kthNet(int features, List<Integer> hidden, int classes) {
        return network("KthNet", features, hidden, classes, new Initializer.He());
    }

    /// CS231n's `ThreeLayerConvNet`: convolution – ReLU – 2 × 2 max pooling – affine – ReLU – affine, in float32 as
    /// in the course. The convolution has stride 1 and keeps the size of the image.
    ///
    /// @param image (C, H, W), (3, 32, 32) in the course
    /// @param filters of the convolution, 32 in the course
    /// @param filterSize rows and columns of a filter, odd; 7 in the course
    /// @param hidden units of the hidden layer, 100 in the course
    /// @param classes K, 10 in the course
    /// @param weightScale standard deviation of the first weights, 1e-3 in the course
    public static ModelSpec threeLayerConvNet(
            Shape image, int filters, int filterSize, int hidden, int classes, double weightScale) {
        Initializer weights = new Initializer.Normal(weightScale);
        Initializer biases = new Initializer.Constant(0);
        return new ModelSpec(
                "ThreeLayerConvNet",
                image,
                Precision.FLOAT32,
                List.of(
                        Convolution2d.Settings.same(filters, filterSize).withWeights(weights),
                        new Relu.Settings(),
                        MaxPool.Settings.square(2),
                        new Flatten.Settings(),
                        new Affine.Settings(hidden, true, weights, biases),
                        new Relu.Settings(),
                        new Affine.Settings(classes, true, weights, biases)));
    }

    /// {affine – ReLU} × hidden – affine with any initialisation of the weights; biases start at 0.
    public static ModelSpec network(String name, int features, List<Integer> hidden, int classes, Initializer weights) {
        return network(name, features, hidden, classes, HiddenLayer.rectified(weights));
    }

    /// Hidden layers of any make – affine. The last layer is neither normalised nor dropped out.
    ///
    /// @param features D
    /// @param hidden units of each hidden layer; may be empty
    /// @param classes K
    /// @param form what each hidden layer is made of
    public static ModelSpec network(String name, int features, List<Integer> hidden, int classes, HiddenLayer form) {
        List<LayerSpec> layers = new ArrayList<>();
        for (int units : hidden) {
            layers.addAll(form.layers(units));
        }
        layers.add(new Affine.Settings(classes, true, form.weights(), new Initializer.Constant(0)));
        return new ModelSpec(name, Shape.of(features), Precision.FLOAT32, layers);
    }
}
