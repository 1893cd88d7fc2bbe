package dev.chainrule.cli;

import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.run.TrainingRun;
import dev.chainrule.optim.Progress;
import dev.chainrule.train.History;
import java.io.PrintStream;
import java.util.function.LongSupplier;

/// Tells a person of a run; quietly, only of its result.
final class TextDisplay implements RunDisplay {
    private final PrintStream err;
    private final TrainingRun run;
    private final boolean quiet;
    private final RunSummary summary;
    private final StatusLine line;
    private final ProgressBar bar;

    TextDisplay(
            PrintStream out, PrintStream err, TrainingRun run, boolean quiet, Terminal terminal, LongSupplier nanos) {
        this.err = err;
        this.run = run;
        this.quiet = quiet;
        this.line = new StatusLine(out, terminal);
        this.summary = new RunSummary(out, run, line::room);
        this.bar = new ProgressBar(
                line, new RunProgress(run.settings().plan(), run.beginning().stepsPerEpoch(), nanos), nanos);
    }

    @Override
    public void begin() {
        if (!quiet) {
            summary.begin();
            run.data().notes().forEach(this::note);
            run.beginning().start().ifPresent(start -> start.lines().forEach(this::note));
            bar.begin();
        }
    }

    @Override
    public void stepped(Progress progress, double loss, double rate) {
        if (!quiet) {
            bar.stepped(progress, loss, rate);
        }
    }

    @Override
    public void measured(History.Measurement measurement) {
        if (!quiet) {
            bar.measured(measurement);
        }
    }

    private void note(String text) {
        if (!quiet) {
            line.println(Mistakes.plain(text));
        }
    }

    @Override
    public void warn(String text) {
        line.println(err, Mistakes.plain("chainrule train: warning: " + text));
    }

    @Override
    public void say(String text) {
        line.println(err, text);
    }

    @Override
    public void end(RunRecord record) {
        close();
        if (quiet) {
            summary.result(record);
        } else {
            summary.end(record);
        }
    }

    @Override
    public void diverged(RunRecord record) {
        close(); // the reason is an error message, which says all
    }

    @Override
    public void close() {
        bar.close();
    }
}
