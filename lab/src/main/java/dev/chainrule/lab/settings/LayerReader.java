package dev.chainrule.lab.settings;

import dev.chainrule.kernel.PoolingWindow;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.EvaluationStatistics;
import dev.chainrule.layer.EvaluationStatistics.RunningAverage;
import dev.chainrule.layer.GroupNorm;
import dev.chainrule.model.Initializer;
import dev.chainrule.model.LayerSpec;
import java.util.ArrayList;
import java.util.List;

/// Turns sections into the settings of layers; [LayerWriter] is the other way.
final class LayerReader {
    private static final List<String> LAYERS = List.of(
            "affine",
            "convolution",
            "patch-whitening",
            "max-pool",
            "average-pool",
            "global-average-pool",
            "batch-norm",
            "layer-norm",
            "group-norm",
            "dropout",
            "relu",
            "leaky-relu",
            "gelu",
            "sigmoid",
            "tanh",
            "scale",
            "flatten",
            "sequence",
            "residual");

    private LayerReader() {}

    static List<LayerSpec> layers(SectionReader in, String key) {
        List<LayerSpec> layers = new ArrayList<>();
        for (SectionReader layer : in.sections(key, "layer")) {
            layers.add(layer(layer));
            layer.end();
        }
        return layers;
    }

    private static LayerSpec layer(SectionReader in) {
        String layer = in.choice("layer", Words.of(LAYERS.toArray(String[]::new)));
        return switch (layer) {
            case "affine" ->
                new LayerSpec.Affine(
                        in.count("outputs", 1),
                        initializer(in, "weights", new Initializer.He()),
                        initializer(in, "biases", new Initializer.Constant(0)));
            case "convolution" -> convolution(in);
            case "patch-whitening" ->
                new LayerSpec.PatchWhitening(in.count("kernel", 1, 2), in.positive("epsilon", 5e-4));
            case "max-pool" ->
                new LayerSpec.MaxPool(window(in), in.choice("ties", Words.TIES, Words.usual(Words.TIES)));
            case "average-pool" -> new LayerSpec.AveragePool(window(in));
            case "global-average-pool" -> new LayerSpec.GlobalAveragePool();
            case "batch-norm", "layer-norm", "group-norm" -> normalization(layer, in);
            case "dropout" -> dropout(in);
            case "relu" -> new LayerSpec.Relu();
            case "leaky-relu" -> new LayerSpec.LeakyRelu(in.number("slope", 0.01));
            case "gelu" -> new LayerSpec.Gelu();
            case "sigmoid" -> new LayerSpec.Sigmoid();
            case "tanh" -> new LayerSpec.Tanh();
            case "scale" -> new LayerSpec.Scale(in.number("factor"));
            case "flatten" -> new LayerSpec.Flatten();
            case "sequence" -> new LayerSpec.Sequence(layers(in, "layers"));
            default ->
                new LayerSpec.Residual(layers(in, "body"), in.has("shortcut") ? layers(in, "shortcut") : List.of());
        };
    }

    private static LayerSpec convolution(SectionReader in) {
        SectionReader.Pair kernel = in.pair("kernel", 1);
        SectionReader.Pair stride = in.has("stride") ? in.pair("stride", 1) : new SectionReader.Pair(1, 1);
        SectionReader.Pair padding = in.has("padding") ? in.pair("padding", 0) : new SectionReader.Pair(0, 0);
        return new LayerSpec.Convolution2d(
                in.count("filters", 1),
                kernel.rows(),
                kernel.columns(),
                stride.rows(),
                stride.columns(),
                padding.rows(),
                padding.columns(),
                in.flag("bias", true),
                initializer(in, "weights", new Initializer.He()),
                initializer(in, "biases", new Initializer.Constant(0)),
                in.choice("algorithm", Words.ALGORITHM, Words.usual(Words.ALGORITHM)));
    }

    private static PoolingWindow window(SectionReader in) {
        SectionReader.Pair size = in.pair("size", 1);
        SectionReader.Pair stride = in.has("stride") ? in.pair("stride", 1) : size;
        return new PoolingWindow(size.rows(), size.columns(), stride.rows(), stride.columns());
    }

    /// @param layer which of the normalisations
    static LayerSpec.Normalization normalization(String layer, SectionReader in) {
        double epsilon = in.nonNegative("epsilon", BatchNorm.Settings.CS231N.epsilon());
        return switch (layer) {
            case "batch-norm" ->
                new LayerSpec.BatchNorm(new BatchNorm.Settings(
                        epsilon,
                        in.flag("affine", true),
                        in.choice("per", Words.of("channel", "position"), "channel")
                                .equals("position"),
                        evaluation(in),
                        in.choice("variance", Words.VARIANCE, Words.usual(Words.VARIANCE)),
                        in.choice("backward", Words.BACKWARD, BatchNorm.Settings.CS231N.backward())));
            case "layer-norm" -> new LayerSpec.LayerNorm(epsilon);
            default ->
                new LayerSpec.GroupNorm(new GroupNorm.Settings(
                        in.count("groups", 1), epsilon, in.choice("scale", Words.SCALE, Words.usual(Words.SCALE))));
        };
    }

    private static EvaluationStatistics evaluation(SectionReader outer) {
        if (!outer.has("evaluation")) {
            return BatchNorm.Settings.CS231N.evaluation();
        }
        SectionReader in = outer.section("evaluation", "statistics");
        EvaluationStatistics statistics = switch (in.choice(
                "statistics", Words.of("running-average", "last-batches", "precise", "current-batch"))) {
            case "running-average" ->
                new RunningAverage(in.share("keep", 0.9), in.choice("start", Words.START, Words.usual(Words.START)));
            case "last-batches" -> new EvaluationStatistics.LastBatches(in.count("batches", 1, 100));
            case "precise" -> new EvaluationStatistics.Precise(in.count("batches", 1, 100));
            default -> new EvaluationStatistics.CurrentBatch();
        };
        in.end();
        return statistics;
    }

    static LayerSpec.Dropout dropout(SectionReader in) {
        double keep = in.positive("keep");
        if (keep > 1) {
            throw in.fault("keep", "is above 1", "the probability to keep a unit, above 0 and at most 1");
        }
        return new LayerSpec.Dropout(new Dropout.Settings(
                keep,
                in.choice("scaling", Words.SCALING, Words.usual(Words.SCALING)),
                in.has("reseed")
                        ? new Dropout.Masks.Reseeded(in.wholeNumber("reseed", 0, 0xffff_ffffL))
                        : new Dropout.Masks.Keyed()));
    }

    static Initializer initializer(SectionReader outer, String key, Initializer otherwise) {
        if (!outer.has(key)) {
            return otherwise;
        }
        SectionReader in = outer.section(key, "rule");
        Initializer initializer = switch (in.choice(
                "rule",
                Words.of("normal", "xavier", "glorot", "he", "fan-in-uniform", "uniform", "constant", "dirac"))) {
            case "normal" -> new Initializer.Normal(in.nonNegative("standard-deviation", 0.01));
            case "xavier" -> new Initializer.Xavier();
            case "glorot" -> new Initializer.Glorot();
            case "he" -> new Initializer.He();
            case "fan-in-uniform" -> new Initializer.FanInUniform();
            case "uniform" -> uniform(in);
            case "constant" -> new Initializer.Constant(in.number("value"));
            default -> new Initializer.Dirac(initializer(in, "rest", new Initializer.He()));
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
