package dev.chainrule.cli;

import dev.chainrule.lab.experiment.Experiment.Planned;
import dev.chainrule.lab.experiment.ExperimentRunner;
import dev.chainrule.lab.run.RunRecord;
import java.io.PrintStream;
import java.util.List;

/// Shows how far an experiment is: a line a run that stays, and on a terminal one below that is redrawn.
final class ExperimentLine implements ExperimentRunner.Watcher {
    private static final long REDRAW_NANOS = 100_000_000;

    private final StatusLine line;
    private final int runs;
    private final long start = System.nanoTime();
    private long lastDrawn;
    private int finished;
    private int done;
    private long steps;
    private long stepsKnown;
    private int started;

    ExperimentLine(PrintStream out, Terminal terminal, List<Planned> runs) {
        this.line = new StatusLine(out, terminal);
        this.runs = runs.size();
    }

    @Override
    public synchronized void started(Planned run, long planned) {
        started++;
        stepsKnown += planned;
    }

    @Override
    public synchronized void stepped(Planned run) {
        steps++;
        long now = System.nanoTime();
        if (line.redraws() && now - lastDrawn >= REDRAW_NANOS) {
            lastDrawn = now;
            double seconds = (now - start) / 1e9;
            double share = steps / (stepsKnown / (double) started * (runs - finished + done));
            line.draw("%s left  %s of %s runs"
                    .formatted(Figures.wholeSeconds(seconds * (1 - share) / share), finished, runs));
        }
    }

    @Override
    public synchronized void finished(Planned run, RunRecord record, boolean again) {
        finished++;
        done += again ? 1 : 0;
        line.println("  %s/%s  %s%s, seed %s: %s"
                .formatted(
                        finished,
                        runs,
                        run.arm(),
                        run.value().isEmpty() ? "" : ", " + run.value(),
                        run.seed(),
                        again ? Figures.duration(seconds(record)) : "done earlier"));
    }

    private static double seconds(RunRecord record) {
        return record.conclusion().orElseThrow().seconds();
    }

    /// Takes the line away that is redrawn.
    void close() {
        line.clear();
    }
}
