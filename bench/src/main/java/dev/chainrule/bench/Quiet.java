package dev.chainrule.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Keeps measurements apart from whatever else the machine does: libraries whose threads wait in a loop become many
/// times slower as soon as another process wants a core, and no median repairs that.
///
/// Before a slice it waits until others are quiet, and a slice during which they used more than [#LIMIT] of a core is
/// repeated, until its patience is used up. How much others use is known on Linux only; elsewhere every slice counts as
/// undisturbed.
final class Quiet {
    private static final Path PROCESSOR_TIMES = Path.of("/proc/stat");
    private static final double LIMIT = 0.10;
    private static final int TICKS_PER_SECOND = 100;
    private static final long PROBE_MILLIS = 200;

    private double secondsLeft;
    private int slices;
    private int disturbed;

    /// @param patience seconds to spend on waiting and on repeated slices
    Quiet(double patience) {
        this.secondsLeft = patience;
    }

    /// One undisturbed slice of a worker, or a disturbed one if patience is used up.
    Slice run(WorkerProcess worker, Work work, long millis) {
        awaitQuiet();
        while (true) {
            double busyBefore = busySeconds();
            Duration ownBefore = worker.processorTime();
            long start = System.nanoTime();
            Slice slice = worker.run(work, millis);
            double elapsed = (System.nanoTime() - start) * 1e-9;
            double own = worker.processorTime().minus(ownBefore).toNanos() * 1e-9;
            boolean quiet = busySeconds() - busyBefore - own <= LIMIT * elapsed;
            if (quiet || secondsLeft <= 0) {
                slices++;
                disturbed += quiet ? 0 : 1;
                return slice;
            }
            secondsLeft -= elapsed;
            awaitQuiet();
        }
    }

    /// For the report: how many slices others disturbed.
    String summary() {
        return disturbed + " of " + slices + " slices disturbed by other processes";
    }

    /// Sleeps at least once: threads of the worker before may go on spinning for 200 ms.
    private void awaitQuiet() {
        boolean quiet = false;
        for (int probe = 0; probe == 0 || (!quiet && secondsLeft > 0); probe++) {
            double busy = busySeconds();
            sleep(PROBE_MILLIS);
            quiet = (busySeconds() - busy) * 1000 <= LIMIT * PROBE_MILLIS;
            secondsLeft -= probe == 0 ? 0 : PROBE_MILLIS / 1000.0;
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static double busySeconds() {
        try {
            String[] fields = Files.readAllLines(PROCESSOR_TIMES).getFirst().split("\\s+");
            // cpu user nice system idle iowait irq softirq steal
            long ticks = 0;
            for (int field : new int[] {1, 2, 3, 6, 7, 8}) {
                ticks += Long.parseLong(fields[field]);
            }
            return (double) ticks / TICKS_PER_SECOND;
        } catch (IOException e) {
            return 0;
        }
    }
}
