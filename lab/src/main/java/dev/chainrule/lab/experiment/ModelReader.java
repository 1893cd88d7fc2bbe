package dev.chainrule.lab.experiment;

import dev.chainrule.model.Initializer;
import dev.chainrule.model.LayerSpec;
import dev.chainrule.tensor.Precision;
import java.util.ArrayList;
import java.util.List;

/// Turns the `model` section into the settings of a network.
final class ModelReader {
    private ModelReader() {}

    static ModelSettings read(SectionReader in) {
        Precision precision = in.choice("precision", Words.PRECISION, Precision.FLOAT32);
        ModelSettings model =
                in.has("layers") ? new ModelSettings.Layers(layers(in), precision) : course(in, precision);
        in.end();
        return model;
    }

    private static ModelSettings course(SectionReader in, Precision precision) {
        ModelSettings.Kind kind = in.choice("kind", Words.MODEL);
        return new ModelSettings.Course(
                kind,
                in.counts("hidden"),
                in.choice("activation", Words.ACTIVATION, new LayerSpec.Relu()),
                initializer(in, "weights", kind.usualWeights()),
                precision);
    }

    private static List<LayerSpec> layers(SectionReader in) {
        List<LayerSpec> layers = new ArrayList<>();
        for (SectionReader layer : in.sections("layers", "layer")) {
            layers.add(layer(layer));
            layer.end();
        }
        return layers;
    }

    private static LayerSpec layer(SectionReader in) {
        return switch (in.choice(
                "layer", Words.of("affine", "relu", "leaky-relu", "sigmoid", "tanh", "flatten", "sequence"))) {
            case "affine" ->
                new LayerSpec.Affine(
                        in.count("outputs", 1),
                        initializer(in, "weights", new Initializer.He()),
                        initializer(in, "biases", new Initializer.Constant(0)));
            case "relu" -> new LayerSpec.Relu();
            case "leaky-relu" -> new LayerSpec.LeakyRelu(in.number("slope", 0.01));
            case "sigmoid" -> new LayerSpec.Sigmoid();
            case "tanh" -> new LayerSpec.Tanh();
            case "flatten" -> new LayerSpec.Flatten();
            default -> new LayerSpec.Sequence(layers(in));
        };
    }

    private static Initializer initializer(SectionReader outer, String key, Initializer otherwise) {
        if (!outer.has(key)) {
            return otherwise;
        }
        SectionReader in = outer.section(key, "rule");
        Initializer initializer =
                switch (in.choice("rule", Words.of("normal", "xavier", "glorot", "he", "uniform", "constant"))) {
                    case "normal" -> new Initializer.Normal(in.nonNegative("standard-deviation", 0.01));
                    case "xavier" -> new Initializer.Xavier();
                    case "glorot" -> new Initializer.Glorot();
                    case "he" -> new Initializer.He();
                    case "uniform" -> uniform(in);
                    default -> new Initializer.Constant(in.number("value"));
                };
        in.end();
        return initializer;
    }

    private static Initializer uniform(SectionReader in) {
        double low = in.number("low", -0.01);
        double high = in.number("high", 0.01);
        if (low > high) {
            throw in.fault("low", "is above high", "low ≤ high");
        }
        return new Initializer.Uniform(low, high);
    }
}
