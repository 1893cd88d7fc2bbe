package dev.chainrule.lab.run;

import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.train.TrainingListener;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// A process that trains by settings in its arguments, the folder first, and prints the heap that was foreseen and the
/// most that a collection left, in MiB.
final class MeasuredRun {
    private static final long PAUSE_NANOS = 20_000_000;

    private static volatile boolean ended;
    private static long most;

    private MeasuredRun() {}

    /// Trains.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> settings = Arrays.asList(arguments).subList(1, arguments.length);
        Thread collecting = Thread.ofPlatform().daemon().start(MeasuredRun::collect);
        try (TrainingRun run = TrainingRun.prepare(
                new SettingsBuilder().preset("quick", "--preset").assign(settings, "--set"), Path.of(arguments[0]))) {
            run.start(TrainingListener.none());
            ended = true;
            collecting.join();
            System.out.println(run.beginning().memory() + "; " + (most >> 20));
        }
    }

    private static void collect() {
        List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
        while (!ended) {
            System.gc();
            long left = 0;
            for (MemoryPoolMXBean pool : pools) {
                MemoryUsage usage = pool.getCollectionUsage();
                left += usage == null ? 0 : usage.getUsed();
            }
            most = Math.max(most, left);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
