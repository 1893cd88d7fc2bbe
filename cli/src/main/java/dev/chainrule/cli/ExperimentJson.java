package dev.chainrule.cli;

import dev.chainrule.lab.compare.Measure;
import dev.chainrule.lab.compare.Sample;
import dev.chainrule.lab.demonstration.Demonstration;
import dev.chainrule.lab.experiment.Experiment.Planned;
import dev.chainrule.lab.experiment.Experiment.Point;
import dev.chainrule.lab.experiment.Results;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.settings.QuestionSource;
import java.nio.file.Path;
import java.util.List;

/// What came of experiments, for another program.
final class ExperimentJson {
    private ExperimentJson() {}

    /// An experiment by its name and question.
    static JsonLine about(String name, QuestionSource source, String question) {
        return JsonLine.of()
                .put("experiment", name)
                .put("course", source.course())
                .put("question", question);
    }

    /// A run that is complete.
    ///
    /// @param again whether it was done now
    static JsonLine run(String experiment, Planned run, RunRecord record, boolean again) {
        return JsonLine.event("run")
                .put("experiment", experiment)
                .put("point", run.point().names())
                .put("seed", run.seed())
                .put("done", again ? "now" : "earlier")
                .put("end", record.conclusion().map(conclusion -> conclusion.end()))
                .put("seconds", record.conclusion().map(conclusion -> conclusion.seconds()))
                .put("folder", record.folder().path());
    }

    /// An experiment whose runs are complete.
    static JsonLine result(String name, Results results, Path report) {
        return JsonLine.event("result")
                .put("experiment", name)
                .put("question", results.experiment().question())
                .put("answer", Prose.plain(results.answer()))
                .put(
                        "points",
                        results.experiment().points().stream()
                                .map(point -> point(results, point))
                                .toList())
                .put(
                        "expected",
                        results.verdicts().stream()
                                .map(verdict -> JsonLine.of()
                                        .put("met", verdict.met())
                                        .put("sentence", Prose.plain(verdict.sentence())))
                                .toList())
                .put("report", report);
    }

    /// A demonstration that was done, which has neither runs nor points.
    static JsonLine result(Demonstration demonstration, Demonstration.Shown shown, Path report) {
        return JsonLine.event("result")
                .put("experiment", demonstration.id())
                .put("question", demonstration.question())
                .put("answer", Prose.plain(shown.answer()))
                .put("points", List.of())
                .put(
                        "expected",
                        List.of(JsonLine.of()
                                .put("met", shown.asExpected())
                                .put("sentence", Prose.plain(shown.answer()))))
                .put("report", report);
    }

    private static JsonLine point(Results results, Point point) {
        JsonLine measures = JsonLine.of();
        for (Measure measure : results.experiment().measures()) {
            measures.put(measure.key(), of(results.sample(point, measure)));
        }
        return JsonLine.of().put("point", point.names()).put("measures", measures);
    }

    /// A number over seeds.
    static JsonLine of(Sample sample) {
        return JsonLine.of()
                .put("mean", sample.mean())
                .put("interval", sample.interval())
                .put("seeds", sample.values().size());
    }
}
