package dev.chainrule.cli;

import dev.chainrule.lab.run.TrainingRun;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ctrl-C and SIGTERM: the run stops after its current step, and the process waits a moment while results are written.
///
/// The JVM ends with 130 or 143 by itself when its shutdown hooks have run, so this hook ends when the results are
/// written.
final class Interruption implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 900;

    private final CountDownLatch written = new CountDownLatch(1);
    private final Thread hook;

    private Interruption(TrainingRun run, PrintStream err) {
        this.hook = new Thread(() -> stop(run, err), "chainrule-stop");
    }

    /// Watches over a run until [#close].
    static Interruption of(TrainingRun run, PrintStream err) {
        Interruption interruption = new Interruption(run, err);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    private void stop(TrainingRun run, PrintStream err) {
        run.stop();
        try {
            if (!written.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                err.println(
                        "chainrule train: stopped after step %d of %d, before all results were written; the history is in %s"
                                .formatted(
                                        run.stepsDone(),
                                        run.plannedSteps(),
                                        run.folder().history()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        written.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already; the hook has seen the latch.
        }
    }
}
