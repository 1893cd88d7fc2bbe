package dev.chainrule.cli;

import dev.chainrule.lab.run.TrainingRun;
import dev.chainrule.lab.text.ShellCommand;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Ctrl-C, SIGTERM and SIGHUP: the run ends after the step in work, however long that takes, and its results are
/// written as always. A second signal ends the process at once and leaves no file that is half written.
final class Interruption implements AutoCloseable {
    private static final Map<String, Integer> EXIT_CODES = Map.of("INT", 130, "TERM", 143, "HUP", 129);

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
                .start(() ->
                        display.say("Ended at once after step %s of %s. Kept in %s: %s. The same run from its start: %s"
                                .formatted(
                                        Figures.count(run.stepsDone()),
                                        Figures.count(run.plannedSteps()),
                                        run.folder().path(),
                                        kept(),
                                        ShellCommand.of(
                                                "train",
                                                "--config",
                                                run.folder().settings()))));
        try {
            words.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        deleteTemporaries(run.folder().path());
        Runtime.getRuntime().halt(code);
    }

    private String kept() {
        return Files.exists(run.folder().model())
                ? "the history up to there and the weights written last"
                : "the history up to there, but no weights";
    }

    /// What is being written goes to a file of such a name first.
    private static void deleteTemporaries(Path folder) {
        try (DirectoryStream<Path> temporaries = Files.newDirectoryStream(folder, ".*.tmp")) {
            for (Path temporary : temporaries) {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            // The process ends; there is nobody left to do it better.
        }
    }

    @Override
    public void close() {
        handled.forEach(Signals.Handled::close);
    }
}
