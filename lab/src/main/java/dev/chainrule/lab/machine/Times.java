package dev.chainrule.lab.machine;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;

/// How long something takes when it is done again and again.
///
/// It goes on until it has not become faster for a while: before code is compiled it is many times slower, and a busy
/// machine compiles late. The while is time of the processor, of which compilers get as much as their callers.
final class Times {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final double FASTER = 0.95;

    /// Clocks of the processor's time may stand still for some milliseconds.
    private static final double SHORTEST_SAMPLE = 0.01;
    private static final int FEWEST = 8;
    private static final int MOST_WHILES = 6;
    private static final int MOST_CLOCK = 20;

    private final LongSupplier clock;
    private final List<Double> seconds = new ArrayList<>();
    private int repetitions = 1;

    /// @param threads that compute: what one does is timed by the processor's time, which other programs disturb
    /// least; what several do by the clock
    private Times(int threads) {
        clock = threads == 1 ? THREADS::getCurrentThreadCpuTime : System::nanoTime;
    }

    /// Seconds of the fastest time.
    ///
    /// @param threads that compute
    /// @param nanos how long it must not become faster
    static double shortest(int threads, long nanos, Runnable work) {
        Times times = new Times(threads);
        times.run(nanos, work);
        return times.seconds.getFirst();
    }

    /// Seconds that a quarter of the times did not reach.
    static double lowerQuartile(int threads, long nanos, Runnable work) {
        Times times = new Times(threads);
        times.run(nanos, work);
        return times.seconds.get(times.seconds.size() / 4);
    }

    private void run(long nanos, Runnable work) {
        long clockStart = System.nanoTime();
        long start = THREADS.getCurrentThreadCpuTime();
        long since = start;
        double best = Double.POSITIVE_INFINITY;
        boolean over;
        do {
            double last = sample(work);
            long now = THREADS.getCurrentThreadCpuTime();
            if (last < FASTER * best) {
                seconds.clear();
                since = now;
                best = last;
            }
            if (Double.isFinite(last)) {
                seconds.add(last);
            }
            boolean steady = now - since >= nanos && seconds.size() >= FEWEST;
            over = steady || now - start >= MOST_WHILES * nanos || System.nanoTime() - clockStart >= MOST_CLOCK * nanos;
        } while (!over || seconds.isEmpty());
        Collections.sort(seconds);
    }

    /// Seconds of one time, from as many as take long enough to be timed.
    private double sample(Runnable work) {
        long before = clock.getAsLong();
        for (int i = 0; i < repetitions; i++) {
            work.run();
        }
        double spent = (clock.getAsLong() - before) / 1e9;
        double each = Math.max(spent, 1e-9) / repetitions;
        if (spent < SHORTEST_SAMPLE) {
            repetitions *= 2;
            return Double.POSITIVE_INFINITY;
        }
        return each;
    }
}
