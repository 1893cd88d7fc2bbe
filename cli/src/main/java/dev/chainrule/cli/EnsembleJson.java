package dev.chainrule.cli;

import dev.chainrule.evaluate.Calibration;
import dev.chainrule.evaluate.Combination;
import dev.chainrule.lab.compare.ComparedRun;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.ensemble.Study;
import dev.chainrule.lab.ensemble.Subsets;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// What `chainrule ensemble --json` prints.
final class EnsembleJson {
    private EnsembleJson() {}

    static JsonLine of(Study study) {
        return JsonLine.of()
                .put(
                        "members",
                        study.runs().stream().map(run -> member(study, run)).toList())
                .put("part", study.main())
                .put("images", study.answers().getFirst().labels().length)
                .put("combine", study.combination())
                .put("mean", accuracies(study, study::alone))
                .put("best", accuracies(study, study::best))
                .put(
                        "ensembles",
                        Stream.of(Combination.values())
                                .map(way -> ensemble(study, way))
                                .toList())
                .put(
                        "calibration_of_members",
                        JsonLine.of()
                                .put("expected_error", study.calibrationAlone(Calibration::expectedError))
                                .put(
                                        "negative_log_likelihood",
                                        study.calibrationAlone(Calibration::negativeLogLikelihood))
                                .put("brier", study.calibrationAlone(Calibration::brier)))
                .put(
                        "diversity",
                        JsonLine.of()
                                .put("disagreement", study.diversity().mean())
                                .put("correlation_with_gain", study.diversityPays()))
                .put("mean_network", meanNetwork(study))
                .put("notes", study.notes());
    }

    private static JsonLine accuracies(Study study, ToDoubleFunction<Part> accuracy) {
        JsonLine object = JsonLine.of();
        study.parts().forEach(part -> object.put(part.id() + "_accuracy", accuracy.applyAsDouble(part)));
        return object;
    }

    private static JsonLine member(Study study, ComparedRun run) {
        return accuracies(study, part -> study.accuracy(run, part))
                .put("run", run.name())
                .put("folder", run.record().folder().path())
                .put("seed", run.record().settings().seed());
    }

    private static JsonLine ensemble(Study study, Combination way) {
        Calibration calibration = study.calibration(way);
        return accuracies(study, part -> study.together(way, part).accuracy())
                .put("combine", way)
                .put("gain", study.gain(way).value())
                .put("gain_interval", study.gain(way).interval())
                .put("expected_error", calibration.expectedError())
                .put("negative_log_likelihood", calibration.negativeLogLikelihood())
                .put("brier", calibration.brier())
                .put("rises_to", study.subsets(way).risesTo())
                .put("sizes", sizes(study.subsets(way)));
    }

    private static List<JsonLine> sizes(Subsets subsets) {
        return subsets.sizes().stream()
                .map(size -> JsonLine.of()
                        .put("members", size.members())
                        .put("subsets", size.subsets())
                        .put("complete", size.complete())
                        .put("mean", size.mean())
                        .put("lowest", size.lowest())
                        .put("highest", size.highest()))
                .toList();
    }

    private static JsonLine meanNetwork(Study study) {
        Study.Mean mean = study.meanNetwork();
        return accuracies(study, part -> mean.accuracies().getOrDefault(part, Double.NaN))
                .put("missing", mean.missing().isEmpty() ? null : mean.missing());
    }
}
