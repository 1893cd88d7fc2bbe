package dev.chainrule.cli;

import dev.chainrule.optim.Progress;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingListener;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/// Shows how far a run is: on a terminal one line that is redrawn at most ten times a second, elsewhere one plain line
/// a measurement.
public final class ProgressBar implements TrainingListener {
    private static final long REDRAW_NANOS = 100_000_000;
    private static final int BAR = 20;

    /// Return to the start of the line, and do not wrap what is too long for it.
    private static final String BEGIN = "\r\u001b[?7l";

    /// Erase the rest of the line, and wrap again.
    private static final String END = "\u001b[K\u001b[?7h";

    private final PrintStream out;
    private final boolean terminal;
    private final int width;
    private final int batchSize;
    private final LongSupplier nanos;
    private long start;
    private long lastDrawn;
    private double loss;
    private long steps;
    private String accuracies = "";
    private boolean drawn;

    /// Creates the display of one run.
    ///
    /// @param terminal whether `out` is a terminal that understands control sequences
    /// @param width of the terminal, in characters
    /// @param batchSize images a step
    public ProgressBar(PrintStream out, boolean terminal, int width, int batchSize) {
        this(out, terminal, width, batchSize, System::nanoTime);
    }

    ProgressBar(PrintStream out, boolean terminal, int width, int batchSize, LongSupplier nanos) {
        this.out = out;
        this.terminal = terminal;
        this.width = width;
        this.batchSize = batchSize;
        this.nanos = nanos;
        this.start = nanos.getAsLong();
        this.lastDrawn = start - REDRAW_NANOS;
    }

    @Override
    public void stepped(Progress progress, double stepLoss, double rate) {
        double weight = Math.max(0.02, 1.0 / ++steps);
        loss += weight * (stepLoss - loss);
        long now = nanos.getAsLong();
        if (terminal && now - lastDrawn >= REDRAW_NANOS) {
            lastDrawn = now;
            draw(line(progress, now));
        }
    }

    @Override
    public void measured(History.Measurement measurement) {
        accuracies = "train %s  val %s"
                .formatted(percent(measurement.trainingAccuracy()), percent(measurement.validationAccuracy()));
        if (!terminal) {
            out.println("epoch %d  step %d  loss %s  %s"
                    .formatted(measurement.epoch(), measurement.step(), number("%.4f", loss), accuracies));
        }
    }

    /// Ends the line that is redrawn, so that what follows starts on its own.
    public void close() {
        if (drawn) {
            out.println();
            drawn = false;
        }
        out.flush();
    }

    private void draw(String line) {
        out.print(BEGIN + line.substring(0, Math.min(line.length(), Math.max(0, width - 1))) + END);
        out.flush();
        drawn = true;
    }

    private String line(Progress progress, long now) {
        double share = (double) progress.step() / progress.totalSteps();
        double seconds = Math.max(1e-9, (now - start) / 1e9);
        int full = (int) (share * BAR);
        long epochs = (progress.totalSteps() + progress.stepsPerEpoch() - 1) / progress.stepsPerEpoch();
        return "epoch %d/%d [%s%s] loss %s  %s  %s images/s  %s left"
                .formatted(
                        Math.min(progress.epoch() + 1, epochs),
                        epochs,
                        "#".repeat(full),
                        "-".repeat(BAR - full),
                        number("%.3f", loss),
                        accuracies,
                        number("%,.0f", progress.step() * batchSize / seconds),
                        duration(seconds * (1 - share) / share));
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "–" : number("%.1f %%", 100 * share);
    }

    private static String number(String pattern, double value) {
        return String.format(Locale.ROOT, pattern, value);
    }

    /// A time for people: `45 s`, `3:07`, `2:03:15`.
    public static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600
                ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }
}
