package dev.chainrule.bench;

/// How long two threads take to hand a number to and fro.
///
/// On a virtual machine that may be eight times as long as a minute before, when the host moves its processors to cores
/// that share no cache. All that one thread writes and another reads costs more then, for every library.
final class RoundTrip {
    private static final int TRIPS = 100_000;
    private static final int TIMES = 3;
    private static final int SPINS = 10_000;

    private volatile int turn;

    private RoundTrip() {}

    /// Nanoseconds of one, the fastest of a few times many.
    static double nanos() {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < TIMES; i++) {
            least = Math.min(least, new RoundTrip().measure());
        }
        return least;
    }

    private double measure() {
        Thread.ofPlatform().daemon().start(() -> answer(1));
        long start = System.nanoTime();
        answer(0);
        return (System.nanoTime() - start) / (double) TRIPS;
    }

    /// Takes every second turn.
    private void answer(int first) {
        for (int mine = first; mine < 2 * TRIPS; mine += 2) {
            for (int spins = 0; turn != mine; spins++) {
                if (spins > SPINS) {
                    Thread.yield(); // there may be one processor only
                }
            }
            turn = mine + 1;
        }
    }
}
