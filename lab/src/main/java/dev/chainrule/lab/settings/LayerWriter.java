package dev.chainrule.lab.settings;

import dev.chainrule.lab.settings.Setting.Section;
import dev.chainrule.lab.settings.Setting.SectionBuilder;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.AveragePool;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.EvaluationStatistics;
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
import java.util.List;

/// Turns the settings of layers into sections; [LayerReader] is the other way.
final class LayerWriter {
    private LayerWriter() {}

    static List<Section> layers(List<LayerSpec> layers) {
        return layers.stream().map(LayerWriter::layer).toList();
    }

    static Section layer(LayerSpec layer) {
        return switch (layer) {
            case Affine.Settings affine ->
                named("affine")
                        .put("outputs", affine.outputs())
                        .put("weights", initializer(affine.weights()))
                        .put("biases", initializer(affine.biases()))
                        .build();
            case Convolution2d.Settings convolution -> convolution(convolution);
            case PatchWhitening.Settings whitening ->
                named("patch-whitening")
                        .put("kernel", whitening.kernel())
                        .put("epsilon", whitening.epsilon())
                        .build();
            case MaxPool.Settings pool ->
                window(named("max-pool"), pool.size(), pool.stride())
                        .put("ties", Words.of(pool.ties()))
                        .build();
            case AveragePool.Settings pool ->
                window(named("average-pool"), pool.size(), pool.stride()).build();
            case GlobalAveragePool.Settings pool -> named("global-average-pool").build();
            case BatchNorm.Settings norm -> batchNorm(norm);
            case LayerNorm.Settings norm ->
                named("layer-norm").put("epsilon", norm.epsilon()).build();
            case GroupNorm.Settings norm ->
                named("group-norm")
                        .put("groups", norm.groups())
                        .put("epsilon", norm.epsilon())
                        .put("scale", Words.of(norm.scale()))
                        .build();
            case Dropout.Settings dropout -> dropout(dropout, named("dropout"));
            case Relu.Settings relu -> named("relu").build();
            case LeakyRelu.Settings leaky ->
                named("leaky-relu").put("slope", leaky.slope()).build();
            case Gelu.Settings gelu -> named("gelu").build();
            case Sigmoid.Settings sigmoid -> named("sigmoid").build();
            case Tanh.Settings tanh -> named("tanh").build();
            case Scale.Settings scale ->
                named("scale").put("factor", scale.factor()).build();
            case Flatten.Settings flatten -> named("flatten").build();
            case Sequential.Settings sequence ->
                named("sequence").put("layers", layers(sequence.layers())).build();
            case Residual.Settings residual ->
                named("residual")
                        .put("body", layers(residual.body()))
                        .put("shortcut", layers(residual.shortcut()))
                        .build();
            default -> throw new IllegalArgumentException("LayerWriter: " + layer + " has no words");
        };
    }

    private static Section convolution(Convolution2d.Settings convolution) {
        return pair(
                        pair(
                                pair(
                                        named("convolution").put("filters", convolution.filters()),
                                        "kernel",
                                        convolution.kernel().height(),
                                        convolution.kernel().width()),
                                "stride",
                                convolution.stride().height(),
                                convolution.stride().width()),
                        "padding",
                        convolution.padding().height(),
                        convolution.padding().width())
                .put("bias", convolution.bias())
                .put("weights", initializer(convolution.weights()))
                .put("biases", initializer(convolution.biases()))
                .put("algorithm", Words.of(convolution.algorithm()))
                .build();
    }

    private static SectionBuilder window(SectionBuilder section, Size2d size, Size2d stride) {
        return pair(pair(section, "size", size.height(), size.width()), "stride", stride.height(), stride.width());
    }

    private static SectionBuilder pair(SectionBuilder section, String key, int rows, int columns) {
        return rows == columns ? section.put(key, rows) : section.put(key, List.of(rows, columns));
    }

    private static Section batchNorm(BatchNorm.Settings norm) {
        return named("batch-norm")
                .put("epsilon", norm.epsilon())
                .put("affine", norm.affine())
                .put("per", Words.of(norm.per()))
                .put("evaluation", evaluation(norm.evaluation()))
                .put("variance", Words.of(norm.variance()))
                .put("backward", Words.of(norm.backward()))
                .build();
    }

    private static Section evaluation(EvaluationStatistics statistics) {
        return switch (statistics) {
            case EvaluationStatistics.RunningAverage average ->
                new SectionBuilder()
                        .put("statistics", "running-average")
                        .put("keep", average.keep())
                        .put("start", Words.of(average.start()))
                        .build();
            case EvaluationStatistics.LastBatches last ->
                new SectionBuilder()
                        .put("statistics", "last-batches")
                        .put("batches", last.batches())
                        .build();
            case EvaluationStatistics.Precise precise ->
                new SectionBuilder()
                        .put("statistics", "precise")
                        .put("batches", precise.batches())
                        .build();
            case EvaluationStatistics.CurrentBatch current ->
                new SectionBuilder().put("statistics", "current-batch").build();
        };
    }

    static Section dropout(Dropout.Settings dropout, SectionBuilder section) {
        section.put("keep", dropout.keep()).put("scaling", Words.of(dropout.scaling()));
        dropout.reseed().ifPresent(seed -> section.put("reseed", seed));
        return section.build();
    }

    static Section initializer(Initializer initializer) {
        return switch (initializer) {
            case Initializer.Normal normal ->
                rule("normal")
                        .put("standard-deviation", normal.standardDeviation())
                        .build();
            case Initializer.Xavier xavier -> rule("xavier").build();
            case Initializer.Glorot glorot -> rule("glorot").build();
            case Initializer.He he -> rule("he").build();
            case Initializer.FanInUniform uniform -> rule("fan-in-uniform").build();
            case Initializer.Uniform uniform ->
                rule("uniform")
                        .put("low", uniform.low())
                        .put("high", uniform.high())
                        .build();
            case Initializer.Constant constant ->
                rule("constant").put("value", constant.value()).build();
            case Initializer.Dirac dirac ->
                rule("dirac").put("rest", initializer(dirac.rest())).build();
        };
    }

    private static SectionBuilder named(String layer) {
        return new SectionBuilder().put("layer", layer);
    }

    private static SectionBuilder rule(String name) {
        return new SectionBuilder().put("rule", name);
    }
}
