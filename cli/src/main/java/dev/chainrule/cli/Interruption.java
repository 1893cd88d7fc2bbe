package dev.chainrule.cli;

import dev.chainrule.format.AtomicFile;
import dev.chainrule.lab.run.RunFolder;
import dev.chainrule.lab.run.TrainingRun;
import dev.chainrule.lab.text.ShellCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Ctrl-C and SIGTERM: the run ends after the step in work, however long that takes, and its state, then its results,
/// are written. A second signal ends the process at once and leaves no file that is half written. A terminal that
/// closes, SIGHUP, ends nothing: the run goes on without it.
final class Interruption implements AutoCloseable {
    private static final Map<String, Integer> EXIT_CODES = Map.of("INT", 130, "TERM", 143);

    /// How long a terminal that takes nothing, because it is held or gone, may keep the process from ending.
    private static final long PATIENCE_MILLIS = 300;

    private final TrainingRun run;
    private final RunDisplay display;
    private final AtomicInteger exitCode = new AtomicInteger();
    private final List<Signals.Handled> handled = new ArrayList<>();

    private Interruption(TrainingRun run, RunDisplay display) {
        this.run = run;
        this.display = display;
    }

    /// Watches over a run until [#close].
    static Interruption of(TrainingRun run, RunDisplay display) {
        Interruption interruption = new Interruption(run, display);
        EXIT_CODES.forEach((signal, code) -> Signals.handle(signal, () -> interruption.signalled(signal, code))
                .ifPresent(interruption.handled::add));
        Signals.handle("HUP", () -> {}).ifPresent(interruption.handled::add);
        return interruption;
    }

    /// With which code the process shall end because of a signal; 0 if there was none.
    int exitCode() {
        return exitCode.get();
    }

    private void signalled(String signal, int code) {
        if (exitCode.compareAndSet(0, code)) {
            run.stop();
            String again = signal.equals("INT") ? "Ctrl-C again" : "A second signal";
            display.say(first() + " " + again + " ends at once.");
        } else {
            endAtOnce(code);
        }
    }

    private String first() {
        long done = run.stepsDone();
        return done < run.plannedSteps()
                ? "Stopping after step %s of %s; then the results are written."
                        .formatted(Figures.count(done + 1), Figures.count(run.plannedSteps()))
                : "Stopping when the results are written.";
    }

    private void endAtOnce(int code) {
        Thread words = Thread.ofPlatform()
                .daemon()
                .start(() -> display.say(
                        "Ended at once after step %s of %s. The run goes on from its last checkpoint%s with: %s"
                                .formatted(
                                        Figures.count(run.stepsDone()),
                                        Figures.count(run.plannedSteps()),
                                        lastKept(),
                                        ShellCommand.of("resume", run.folder().path()))));
        try {
            words.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        deleteTemporaries(run.folder());
        Runtime.getRuntime().halt(code);
    }

    private String lastKept() {
        try {
            NavigableMap<Long, Path> kept = run.folder().checkpoints().files();
            return kept.isEmpty() ? ", there is none yet," : ", after step " + Figures.count(kept.lastKey()) + ",";
        } catch (IOException e) {
            return "";
        }
    }

    /// What is being written goes to a new file first.
    private static void deleteTemporaries(RunFolder folder) {
        for (Path each : List.of(folder.path(), folder.checkpoints().folder())) {
            try {
                AtomicFile.clean(each);
            } catch (IOException e) {
                // The process ends; there is nobody left to do it better.
            }
        }
    }

    @Override
    public void close() {
        handled.forEach(Signals.Handled::close);
    }
}
