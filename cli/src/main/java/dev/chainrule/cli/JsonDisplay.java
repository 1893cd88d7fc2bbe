package dev.chainrule.cli;

import dev.chainrule.lab.doctor.Findings;
import dev.chainrule.lab.run.Conclusion;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.run.TrainingRun;
import dev.chainrule.optim.Progress;
import dev.chainrule.train.History;
import java.io.PrintStream;
import java.util.function.LongSupplier;

/// Tells a program of a run: one JSON object a line on standard output and nothing else there. Names are those of
/// `history.jsonl`; what is not a number is null. docs/output.md lists them all.
final class JsonDisplay implements RunDisplay {
    private final PrintStream out;
    private final PrintStream err;
    private final TrainingRun run;
    private final boolean resultOnly;
    private final RunProgress progress;

    /// @param resultOnly whether the last object is the only one
    JsonDisplay(PrintStream out, PrintStream err, TrainingRun run, boolean resultOnly, LongSupplier nanos) {
        this.out = out;
        this.err = err;
        this.run = run;
        this.resultOnly = resultOnly;
        this.progress = new RunProgress(run.settings().plan(), run.beginning().stepsPerEpoch(), nanos);
    }

    private void print(JsonLine line) {
        if (!resultOnly || line.isEvent("end")) {
            line.print(out);
        }
    }

    @Override
    public void begin() {
        JsonLine values = JsonLine.event("begin");
        values.put("chainrule", run.beginning().version());
        values.put("preset", run.settings().preset());
        values.put("model", RunSummary.modelName(run));
        values.put("parameters", run.model().parameterCount());
        values.put("data", run.settings().data().set());
        values.put("classes", run.data().classNames());
        values.put("training_images", run.beginning().trainingImages());
        values.put("validation_images", run.data().partition().validation().size());
        values.put("test_images", run.data().partition().test().size());
        values.put("epochs", run.settings().plan().epochs());
        values.put("steps", run.plannedSteps());
        values.put("seed", run.settings().seed());
        values.put("folder", run.folder().path());
        print(values);
        run.data().notes().forEach(this::note);
        run.beginning().start().ifPresent(start -> start.lines().forEach(this::note));
    }

    private void note(String text) {
        print(JsonLine.event("note").put("text", text));
    }

    @Override
    public void stepped(Progress steps, double loss, double rate) {
        progress.stepped(steps, loss, rate).ifPresent(figures -> print(figures.toJson()));
    }

    @Override
    public void measured(History.Measurement measurement) {
        print(progress.measured(measurement).toJson());
    }

    @Override
    public void warn(String text) {
        if (resultOnly) {
            err.println(Mistakes.plain("chainrule train: warning: " + text));
        } else {
            print(JsonLine.event("warning").put("text", text));
        }
    }

    @Override
    public void say(String text) {
        err.println(text);
    }

    @Override
    public void end(RunRecord record) {
        Conclusion conclusion = record.conclusion().orElseThrow();
        progress.unmeasured().ifPresent(figures -> print(figures.toJson()));
        JsonLine values = JsonLine.event("end");
        values.put("end", conclusion.end());
        values.put("steps", record.history().steps());
        values.put("seconds", conclusion.seconds());
        values.put("validation_accuracy", conclusion.validationAccuracy());
        values.put("test_accuracy", conclusion.testAccuracy());
        values.put("reason", conclusion.divergence());
        values.put(
                "findings",
                Findings.certain(record).stream()
                        .map(finding -> Prose.plain(finding.lead() + " " + finding.text()))
                        .toList());
        values.put("folder", record.folder().path());
        values.put("report", record.folder().report());
        print(values);
    }

    @Override
    public void diverged(RunRecord record) {
        end(record);
    }

    @Override
    public void close() {
        out.flush();
    }
}
