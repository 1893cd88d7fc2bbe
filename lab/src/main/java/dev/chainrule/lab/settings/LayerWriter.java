package dev.chainrule.lab.settings;

import dev.chainrule.kernel.PoolingWindow;
import dev.chainrule.lab.settings.Setting.Section;
import dev.chainrule.lab.settings.Setting.SectionBuilder;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.EvaluationStatistics;
import dev.chainrule.model.Initializer;
import dev.chainrule.model.LayerSpec;
import java.util.List;

/// Turns the settings of layers into sections; [LayerReader] is the other way.
final class LayerWriter {
    private LayerWriter() {}

    static List<Section> layers(List<LayerSpec> layers) {
        return layers.stream().map(LayerWriter::layer).toList();
    }

    static Section layer(LayerSpec layer) {
        return switch (layer) {
            case LayerSpec.Affine affine ->
                named("affine")
                        .put("outputs", affine.outputs())
                        .put("weights", initializer(affine.weight()))
                        .put("biases", initializer(affine.bias()))
                        .build();
            case LayerSpec.Convolution2d convolution -> convolution(convolution);
            case LayerSpec.PatchWhitening whitening ->
                named("patch-whitening")
                        .put("kernel", whitening.kernel())
                        .put("epsilon", whitening.epsilon())
                        .build();
            case LayerSpec.MaxPool pool ->
                window(named("max-pool"), pool.window())
                        .put("ties", Words.of(pool.ties()))
                        .build();
            case LayerSpec.AveragePool pool ->
                window(named("average-pool"), pool.window()).build();
            case LayerSpec.GlobalAveragePool pool ->
                named("global-average-pool").build();
            case LayerSpec.BatchNorm norm -> batchNorm(norm.settings());
            case LayerSpec.LayerNorm norm ->
                named("layer-norm").put("epsilon", norm.epsilon()).build();
            case LayerSpec.GroupNorm norm ->
                named("group-norm")
                        .put("groups", norm.settings().groups())
                        .put("epsilon", norm.settings().epsilon())
                        .put("scale", Words.of(norm.settings().scale()))
                        .build();
            case LayerSpec.Dropout dropout -> dropout(dropout, named("dropout"));
            case LayerSpec.Relu relu -> named("relu").build();
            case LayerSpec.LeakyRelu leaky ->
                named("leaky-relu").put("slope", leaky.slope()).build();
            case LayerSpec.Gelu gelu -> named("gelu").build();
            case LayerSpec.Sigmoid sigmoid -> named("sigmoid").build();
            case LayerSpec.Tanh tanh -> named("tanh").build();
            case LayerSpec.Scale scale ->
                named("scale").put("factor", scale.factor()).build();
            case LayerSpec.Flatten flatten -> named("flatten").build();
            case LayerSpec.Sequence sequence ->
                named("sequence").put("layers", layers(sequence.layers())).build();
            case LayerSpec.Residual residual ->
                named("residual")
                        .put("body", layers(residual.body()))
                        .put("shortcut", layers(residual.shortcut()))
                        .build();
        };
    }

    private static Section convolution(LayerSpec.Convolution2d convolution) {
        return pair(
                        pair(
                                pair(
                                        named("convolution").put("filters", convolution.filters()),
                                        "kernel",
                                        convolution.kernelHeight(),
                                        convolution.kernelWidth()),
                                "stride",
                                convolution.strideHeight(),
                                convolution.strideWidth()),
                        "padding",
                        convolution.paddingHeight(),
                        convolution.paddingWidth())
                .put("bias", convolution.biased())
                .put("weights", initializer(convolution.weight()))
                .put("biases", initializer(convolution.bias()))
                .put("algorithm", Words.of(convolution.algorithm()))
                .build();
    }

    private static SectionBuilder window(SectionBuilder section, PoolingWindow window) {
        return pair(
                pair(section, "size", window.height(), window.width()),
                "stride",
                window.strideHeight(),
                window.strideWidth());
    }

    private static SectionBuilder pair(SectionBuilder section, String key, int rows, int columns) {
        return rows == columns ? section.put(key, rows) : section.put(key, List.of(rows, columns));
    }

    private static Section batchNorm(BatchNorm.Settings norm) {
        return named("batch-norm")
                .put("epsilon", norm.epsilon())
                .put("affine", norm.affine())
                .put("per", norm.perPosition() ? "position" : "channel")
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

    static Section dropout(LayerSpec.Dropout dropout, SectionBuilder section) {
        Dropout.Settings settings = dropout.settings();
        section.put("keep", settings.keep()).put("scaling", Words.of(settings.scaling()));
        switch (settings.masks()) {
            case Dropout.Masks.Keyed keyed -> {}
            case Dropout.Masks.Reseeded reseeded -> section.put("reseed", reseeded.seed());
        }
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
