package dev.chainrule.lab.settings;

import dev.chainrule.kernel.Pooling;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.AveragePool;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.EvaluationStatistics;
import dev.chainrule.layer.EvaluationStatistics.RunningAverage;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.Gelu;
import dev.chainrule.layer.GlobalAveragePool;
import dev.chainrule.layer.GroupNorm;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.LayerNorm;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.LeakyRelu;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.PatchWhitening;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Residual;
import dev.chainrule.layer.Scale;
import dev.chainrule.layer.Sequential;
import dev.chainrule.layer.Sigmoid;
import dev.chainrule.layer.Size2d;
import dev.chainrule.layer.Tanh;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
                new Affine.Settings(
                        in.count("outputs", 1),
                        initializer(in, "weights", new Initializer.He()),
                        initializer(in, "biases", new Initializer.Constant(0)));
            case "convolution" -> convolution(in);
            case "patch-whitening" ->
                new PatchWhitening.Settings(in.count("kernel", 1, 2), in.positive("epsilon", 5e-4));
            case "max-pool" -> maxPool(in, in.choice("ties", Words.TIES, Words.usual(Words.TIES)));
            case "average-pool" -> averagePool(in);
            case "global-average-pool" -> new GlobalAveragePool.Settings();
            case "batch-norm", "layer-norm", "group-norm" -> normalization(layer, in);
            case "dropout" -> dropout(in);
            case "relu" -> new Relu.Settings();
            case "leaky-relu" -> new LeakyRelu.Settings(in.number("slope", 0.01));
            case "gelu" -> new Gelu.Settings();
            case "sigmoid" -> new Sigmoid.Settings();
            case "tanh" -> new Tanh.Settings();
            case "scale" -> new Scale.Settings(in.number("factor"));
            case "flatten" -> new Flatten.Settings();
            case "sequence" -> new Sequential.Settings(layers(in, "layers"));
            default ->
                new Residual.Settings(layers(in, "body"), in.has("shortcut") ? layers(in, "shortcut") : List.of());
        };
    }

    private static LayerSpec convolution(SectionReader in) {
        SectionReader.Pair kernel = in.pair("kernel", 1);
        SectionReader.Pair stride = in.has("stride") ? in.pair("stride", 1) : new SectionReader.Pair(1, 1);
        SectionReader.Pair padding = in.has("padding") ? in.pair("padding", 0) : new SectionReader.Pair(0, 0);
        return new Convolution2d.Settings(
                in.count("filters", 1),
                size(kernel),
                size(stride),
                size(padding),
                in.flag("bias", true),
                initializer(in, "weights", new Initializer.He()),
                initializer(in, "biases", new Initializer.Constant(0)),
                in.choice("algorithm", Words.ALGORITHM, Words.usual(Words.ALGORITHM)));
    }

    private static LayerSpec maxPool(SectionReader in, Pooling.Ties ties) {
        Size2d size = size(in.pair("size", 1));
        return new MaxPool.Settings(size, in.has("stride") ? size(in.pair("stride", 1)) : size, ties);
    }

    private static LayerSpec averagePool(SectionReader in) {
        Size2d size = size(in.pair("size", 1));
        return new AveragePool.Settings(size, in.has("stride") ? size(in.pair("stride", 1)) : size);
    }

    private static Size2d size(SectionReader.Pair pair) {
        return new Size2d(pair.rows(), pair.columns());
    }

    /// @param layer which of the normalisations
    static LayerSpec.Normalization normalization(String layer, SectionReader in) {
        double epsilon = in.nonNegative("epsilon", BatchNorm.Settings.of().epsilon());
        return switch (layer) {
            case "batch-norm" ->
                new BatchNorm.Settings(
                        epsilon,
                        in.flag("affine", true),
                        in.choice("per", Words.PER, Words.usual(Words.PER)),
                        evaluation(in),
                        in.choice("variance", Words.VARIANCE, Words.usual(Words.VARIANCE)),
                        in.choice(
                                "backward",
                                Words.BACKWARD,
                                BatchNorm.Settings.of().backward()));
            case "layer-norm" -> new LayerNorm.Settings(epsilon);
            default ->
                new GroupNorm.Settings(
                        in.count("groups", 1), epsilon, in.choice("scale", Words.SCALE, Words.usual(Words.SCALE)));
        };
    }

    private static EvaluationStatistics evaluation(SectionReader outer) {
        if (!outer.has("evaluation")) {
            return BatchNorm.Settings.of().evaluation();
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

    static Dropout.Settings dropout(SectionReader in) {
        double keep = in.positive("keep");
        if (keep > 1) {
            throw in.fault("keep", "is above 1", "the probability to keep a unit, above 0 and at most 1");
        }
        return new Dropout.Settings(
                keep,
                in.choice("scaling", Words.SCALING, Words.usual(Words.SCALING)),
                in.has("reseed") ? Optional.of(in.wholeNumber("reseed", 0, 0xffff_ffffL)) : Optional.empty());
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
