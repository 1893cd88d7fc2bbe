package dev.chainrule.cli;

import dev.chainrule.optim.Progress;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingListener;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Shows how far a run is: a line an epoch that stays, and below them, on a terminal, one that is redrawn at most ten
/// times a second and says in any width how long the run will take. Elsewhere there are plain lines only, one more
/// every ten seconds inside of long epochs. Short epochs of a long run get at most a line a second.
final class ProgressBar implements TrainingListener {
    private static final long REDRAW_NANOS = 100_000_000;
    private static final long SECOND = 1_000_000_000;
    private static final long QUIET_NANOS = 10 * SECOND;

    /// So many lines are no flood, however fast they come.
    private static final int FEW = 100;

    private final StatusLine line;
    private final RunProgress progress;
    private final LongSupplier nanos;
    private long lastDrawn;
    private long lastLine;
    private Optional<EpochFigures> held = Optional.empty();

    /// Creates the display of one run.
    ///
    /// @param progress which this display alone is to tell of steps and measurements
    ProgressBar(StatusLine line, RunProgress progress, LongSupplier nanos) {
        this.line = line;
        this.progress = progress;
        this.nanos = nanos;
        this.lastLine = nanos.getAsLong();
        this.lastDrawn = lastLine - REDRAW_NANOS;
    }

    /// Shows that the run has begun.
    void begin() {
        line.draw(status(line.drawnRoom()));
    }

    @Override
    public void stepped(Progress steps, double loss, double rate) {
        progress.stepped(steps, loss, rate).ifPresent(this::epoch);
        long now = nanos.getAsLong();
        if (line.redraws() && now - lastDrawn >= REDRAW_NANOS) {
            lastDrawn = now;
            line.draw(status(line.drawnRoom()));
        } else if (!line.redraws() && now - lastLine >= QUIET_NANOS) {
            print(between());
        }
    }

    @Override
    public void measured(History.Measurement measurement) {
        epoch(progress.measured(measurement));
        if (progress.step() == progress.totalSteps()) {
            line.draw("measuring the accuracies in the end …");
        }
    }

    /// Ends with the line of the last epoch; what is redrawn is taken away.
    void close() {
        progress.unmeasured().ifPresent(this::epoch);
        flush();
        line.clear();
    }

    private void epoch(EpochFigures figures) {
        held = Optional.of(figures);
        if (progress.epochs() <= FEW
                || nanos.getAsLong() - lastLine >= SECOND
                || progress.step() == progress.totalSteps()) {
            flush();
        }
    }

    private void flush() {
        held.ifPresent(figures -> print(figures.line(line.room())));
        held = Optional.empty();
    }

    private void print(String text) {
        line.println(text);
        line.draw(status(line.drawnRoom())); // at once, as the next step may take long
        lastLine = nanos.getAsLong();
        lastDrawn = lastLine;
    }

    private String between() {
        return fields(new FittedLine()).fit(Integer.MAX_VALUE);
    }

    private String status(int room) {
        String text = fields(new FittedLine()).fit(room);
        return Bar.before(text, progress.share(), room);
    }

    private FittedLine fields(FittedLine fields) {
        String epoch = progress.epoch() + "/" + progress.epochs();
        fields.add(4, "epoch " + epoch, epoch);
        double left = progress.secondsLeft();
        fields.add(1, Figures.wholeSeconds(left) + " left", Figures.briefly(left) + " left");
        if (!Double.isNaN(progress.loss())) {
            fields.add(
                    2, "last loss " + Figures.significant(progress.loss()), "loss " + Figures.compact(progress.loss()));
        }
        accuracy().ifPresent(text -> fields.add(3, text));
        if (progress.step() > 0) {
            String speed = Figures.count(Math.round(progress.imagesPerSecond()));
            fields.add(5, speed + " images/s", speed + "/s");
        }
        return fields;
    }

    /// What the validation images said last, or the training images where there are no others.
    private Optional<String> accuracy() {
        return progress.latest()
                .map(measurement -> Double.isNaN(measurement.validationAccuracy())
                        ? "train " + Figures.percent(measurement.trainingAccuracy())
                        : "val " + Figures.percent(measurement.validationAccuracy()));
    }
}
