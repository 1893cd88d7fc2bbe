package dev.chainrule.lab.report;

import dev.chainrule.lab.doctor.RunFigures;
import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.lab.page.Picture;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.run.RunMemory;
import dev.chainrule.lab.run.RunResult;
import dev.chainrule.lab.run.Version;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Parameter.Kind;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.model.Model;
import dev.chainrule.train.Evaluation;
import dev.chainrule.train.History;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Hands a run over to its report.
@SuppressWarnings("ArrayRecordComponent") // used once
public record RunPage(
        RunSettings settings,
        RunData data,
        Model model,
        RunMemory memory,
        double firstPenalty,
        RunResult result,
        double[] losses,
        List<History.Measurement> measurements) {

    /// The page as one HTML file.
    public String html(Evaluation onValidation, @Nullable Evaluation onTest) {
        int classes = data.classNames().size();
        RunFigures figures = new RunFigures(
                losses,
                measurements,
                result.stepsPerEpoch(),
                settings.plan().objective().loss() instanceof SoftmaxCrossEntropy
                        ? StrictMath.log(classes)
                        : Double.NaN,
                firstPenalty,
                result.imagesPerSecond(),
                result.seconds());
        SequencedMap<String, String> shown = settings.flattened();
        shown.put("memory", memory.toString());
        shown.put("chainrule", Version.CURRENT);
        shown.put("java", Runtime.version().toString());
        RunReport report = new RunReport(
                "Training run " + result.folder().path().getFileName(),
                shown,
                figures,
                ending(),
                onValidation,
                onTest,
                data.classNames(),
                this::picture,
                "chainrule train --config " + result.folder().settings());
        return HtmlRenderer.render(report.report(firstLayer()));
    }

    /// The first weights, if they can be looked at.
    private List<Block> firstLayer() {
        return model.parameters().stream()
                .filter(parameter -> parameter.kind() == Kind.WEIGHT || parameter.kind() == Kind.FIXED)
                .limit(1)
                .map(Parameter::value)
                .filter(weight -> FirstLayer.canShow(weight, data.imageShape()))
                .<Block>map(weight -> FirstLayer.of(weight, data.imageShape()))
                .toList();
    }

    private Picture picture(int example) {
        int size = data.imageShape().size();
        byte[] pixels = data.partition().validation().pixels();
        return new Picture(Arrays.copyOfRange(pixels, example * size, (example + 1) * size), data.imageShape());
    }

    private String ending() {
        return switch (result.outcome()) {
            case COMPLETE -> "All %d epochs are done.".formatted(settings.plan().epochs());
            case EARLY_STOP ->
                "It stopped early: validation accuracy did not improve in %d measurements."
                        .formatted(settings.plan().ending().patience());
            case STOPPED -> "It was stopped at step %d of %d.".formatted(result.steps(), result.plannedSteps());
            case DIVERGED -> result.divergence().orElse("The loss was not finite.");
        };
    }
}
