package dev.chainrule.cli;

import dev.chainrule.lab.experiment.Costs;
import dev.chainrule.lab.experiment.Experiment.Planned;
import dev.chainrule.lab.experiment.ExperimentRunner.Work;
import dev.chainrule.lab.run.RunRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Shows how far experiments are, all together: a line a run that stays, and on a terminal one below that is redrawn.
final class ExperimentLine {
    private static final long REDRAW_NANOS = 100_000_000;

    private final StatusLine line;
    private final List<Work> all;
    private final int runs;
    private final long start = System.nanoTime();
    /// What of each run that has begun is left, as a share.
    private final Map<Planned, Progress> going = new HashMap<>();

    private final Costs costs = new Costs();
    private long lastDrawn;
    private int finished;
    /// Arithmetic of all runs, of those that are done, and of those that were done earlier.
    private final double whole;

    private double done;
    private double earlier;

    private static final class Progress {
        private final long steps;
        private final double cost;
        private long done;

        Progress(long steps, double cost) {
            this.steps = steps;
            this.cost = cost;
        }

        double cost() {
            return cost * done / Math.max(1, steps);
        }
    }

    ExperimentLine(StatusLine line, List<Work> all) {
        this.line = line;
        this.all = all;
        this.runs = all.stream().mapToInt(work -> work.runs().size()).sum();
        this.whole = all.stream()
                .flatMap(work -> work.runs().stream())
                .mapToDouble(this::cost)
                .sum();
    }

    private double cost(Planned run) {
        return costs.of(run.settings()).work();
    }

    /// A run begins.
    synchronized void started(Planned run, long steps) {
        going.put(run, new Progress(steps, cost(run)));
    }

    /// So many steps of a run are done.
    synchronized void stepped(Planned run, long step) {
        Progress progress = going.get(run);
        if (progress != null) {
            progress.done = step;
        }
        long now = System.nanoTime();
        if (line.redraws() && now - lastDrawn >= REDRAW_NANOS) {
            lastDrawn = now;
            line.draw(text((now - start) / 1e9));
        }
    }

    /// How much is done and how long the rest takes if it goes on as it went.
    private String text(double seconds) {
        double now = done + going.values().stream().mapToDouble(Progress::cost).sum();
        double left = seconds * (whole - earlier - now) / now;
        String time = Double.isFinite(left) ? Figures.wholeSeconds(left) + " left  " : "";
        return "%s%s of %s runs".formatted(time, finished, runs);
    }

    /// A run is complete.
    synchronized void finished(Work work, Planned run, RunRecord record, boolean again) {
        finished++;
        going.remove(run);
        if (again) {
            done += cost(run);
        } else {
            earlier += cost(run);
        }
        line.println(Mistakes.plain("  %s/%s  %s%s, seed %s: %s"
                .formatted(
                        finished,
                        runs,
                        all.size() == 1 ? "" : work.name() + ": ",
                        String.join(", ", run.point().names()),
                        run.seed(),
                        again
                                ? Figures.duration(
                                        record.conclusion().orElseThrow().seconds())
                                : "done earlier")));
    }
}
