package dev.chainrule.cli;

import dev.chainrule.check.mistake.LayerKind;
import dev.chainrule.kernel.Pooling;
import dev.chainrule.kernel.PoolingWindow;
import dev.chainrule.lab.text.Nearest;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.GroupNorm;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerNorm;
import dev.chainrule.layer.LeakyRelu;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Sigmoid;
import dev.chainrule.layer.Tanh;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// The layers that `chainrule check` knows by name, with the settings that it checks them at.
enum CheckedLayer {
    AFFINE("affine", "6,4", LayerKind.affine(), CheckedLayer::affine),
    RELU("relu", "6,4", LayerKind.relu(), input -> new Relu()),
    LEAKY_RELU("leaky-relu", "6,4", LayerKind.leakyRelu(0.01), input -> new LeakyRelu(0.01)),
    SIGMOID("sigmoid", "6,4", LayerKind.sigmoid(), input -> new Sigmoid()),
    TANH("tanh", "6,4", LayerKind.tanh(), input -> new Tanh()),
    BATCH_NORM(
            "batchnorm",
            "8,5",
            LayerKind.batchNorm(CheckedLayer.EPSILON),
            input -> new BatchNorm(BatchNorm.Settings.of(), Precision.FLOAT64, input, "")),
    LAYER_NORM(
            "layernorm",
            "8,5",
            LayerKind.layerNorm(CheckedLayer.EPSILON),
            input -> new LayerNorm(CheckedLayer.EPSILON, Precision.FLOAT64, input, "")),
    GROUP_NORM("groupnorm", "2,6,3,3", LayerKind.groupNorm(2, CheckedLayer.EPSILON), CheckedLayer::groupNorm),
    DROPOUT("dropout", "10,20", LayerKind.dropout(0.7), input -> new Dropout(Dropout.Settings.of(0.7))),
    CONVOLUTION("convolution", "2,3,5,5", LayerKind.convolution2d(2, 1), CheckedLayer::convolution),
    MAX_POOL(
            "max-pool",
            "2,3,5,5",
            LayerKind.maxPool(3, 2),
            input -> new MaxPool(new PoolingWindow(3, 3, 2, 2), Pooling.Ties.FIRST));

    private static final double EPSILON = 1e-5;

    private final String id;
    private final String shape;

    @SuppressWarnings("ImmutableEnumChecker") // records of numbers
    private final LayerKind kind;

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private final Function<Shape, Layer> create;

    CheckedLayer(String id, String shape, LayerKind kind, Function<Shape, Layer> create) {
        this.id = id;
        this.shape = shape;
        this.kind = kind;
        this.create = create;
    }

    static CheckedLayer named(String id) {
        List<String> known = ids();
        int index = known.indexOf(id);
        if (index < 0) {
            throw new IllegalArgumentException("--layer: '%s' is unknown; expected one of %s%s"
                    .formatted(id, String.join(", ", known), Nearest.hint(id, known)));
        }
        return values()[index];
    }

    static List<String> ids() {
        return Arrays.stream(values()).map(each -> each.id).toList();
    }

    String id() {
        return id;
    }

    /// The shape of the input unless told otherwise.
    String shape() {
        return shape;
    }

    LayerKind kind() {
        return kind;
    }

    /// A new layer for inputs of a shape, always with the same numbers.
    Layer create(Shape input) {
        return create.apply(input);
    }

    private static Layer affine(Shape input) {
        return drawn(Affine.zeros(Precision.FLOAT64, input.sizePerExample(), input.sizePerExample()));
    }

    private static Layer convolution(Shape input) {
        return drawn(Convolution2d.zeros(Precision.FLOAT64, input.extent(1), 3, 3, 2, 1));
    }

    private static Layer groupNorm(Shape input) {
        GroupNorm.Settings settings = new GroupNorm.Settings(2, EPSILON, GroupNorm.ScaleShape.CHANNELS);
        return new GroupNorm(settings, Precision.FLOAT64, input, "");
    }

    private static Layer drawn(Layer layer) {
        RandomGenerator random = RandomKey.of(1).generator();
        for (Parameter parameter : layer.parameters()) {
            Tensor value = parameter.value();
            for (int i = 0; i < value.size(); i++) {
                value.setStored(i, random.nextGaussian());
            }
        }
        return layer;
    }
}
