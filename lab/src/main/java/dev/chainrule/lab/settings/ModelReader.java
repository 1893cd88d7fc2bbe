package dev.chainrule.lab.settings;

import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Relu;
import dev.chainrule.tensor.Precision;
import dev.chainrule.zoo.HiddenLayer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Turns the `model` section into the settings of a network.
final class ModelReader {
    /// What stands in a file where there is no dropout: every unit is kept.
    static final Dropout.Settings NO_DROPOUT = Dropout.Settings.of(1);

    private static final List<String> OF_HIDDEN_LAYERS =
            List.of("hidden", "activation", "normalization", "normalization-place", "dropout", "weights");

    private ModelReader() {}

    static ModelSettings read(SectionReader in) {
        Precision precision = in.choice("precision", Words.PRECISION, Precision.FLOAT32);
        ModelSettings model = in.has("layers")
                ? new ModelSettings.Layers(LayerReader.layers(in, "layers"), precision)
                : named(in, precision);
        in.end();
        return model;
    }

    private static ModelSettings named(SectionReader in, Precision precision) {
        String kind = in.choice("kind", Words.MODEL);
        ModelSettings.ConvNet net = Words.CONVNET.get(kind);
        if (net == null) {
            return course(in, Objects.requireNonNull(Words.COURSE.get(kind)), precision);
        }
        for (String key : OF_HIDDEN_LAYERS) {
            in.refuse(
                    key,
                    "does not fit " + kind + ", whose layers are given by its name",
                    "a network of hidden layers, for example --hidden 256,128, or all layers in a file");
        }
        return new ModelSettings.Convolutional(net, precision);
    }

    private static ModelSettings course(SectionReader in, ModelSettings.Kind kind, Precision precision) {
        HiddenLayer form = new HiddenLayer(
                LayerReader.initializer(in, "weights", kind.usualWeights()),
                in.choice("activation", Words.ACTIVATION, new Relu.Settings()),
                normalization(in),
                in.choice("normalization-place", Words.PLACE, HiddenLayer.Place.BEFORE_ACTIVATION),
                dropout(in));
        return new ModelSettings.Course(kind, in.counts("hidden"), form, precision);
    }

    private static Optional<LayerSpec.Normalization> normalization(SectionReader outer) {
        if (!outer.has("normalization")) {
            return Optional.empty();
        }
        SectionReader in = outer.section("normalization", "layer");
        String layer = in.choice("layer", Words.of("none", "batch-norm", "layer-norm", "group-norm"));
        Optional<LayerSpec.Normalization> normalization =
                layer.equals("none") ? Optional.empty() : Optional.of(LayerReader.normalization(layer, in));
        in.end();
        return normalization;
    }

    private static Optional<Dropout.Settings> dropout(SectionReader outer) {
        if (!outer.has("dropout")) {
            return Optional.empty();
        }
        SectionReader in = outer.section("dropout", "keep");
        Dropout.Settings dropout = LayerReader.dropout(in);
        in.end();
        return dropout.equals(NO_DROPOUT) ? Optional.empty() : Optional.of(dropout);
    }
}
