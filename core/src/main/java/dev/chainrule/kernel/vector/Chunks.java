package dev.chainrule.kernel.vector;

import dev.chainrule.kernel.Parallel;

/// Splits work into chunks of a fixed size, so that no result depends on the number of threads.
///
/// The work is a number of items, in the simplest case elements, in general rows of `width` elements each.
public final class Chunks {
    /// Elements of a chunk: a few arrays of them fit the second-level cache.
    private static final int SIZE = Machine.SECOND_LEVEL / 16;

    /// From how many elements on it is worth to wake other threads.
    private static final int WORTH_SHARING = 2 * SIZE;

    private Chunks() {}

    /// Work on the items `from` (inclusive) to `to` (exclusive).
    @FunctionalInterface
    public interface Body {
        /// Does the work.
        void accept(int from, int to);
    }

    /// A sum over the items `from` (inclusive) to `to` (exclusive).
    @FunctionalInterface
    public interface Sum {
        /// The sum.
        double over(int from, int to);
    }

    /// Runs the body on all items, which it must treat independently of each other.
    public static void forEach(int items, int width, Body body) {
        if ((long) items * width < WORTH_SHARING) {
            body.accept(0, items);
        } else {
            int chunk = itemsOfChunk(width);
            Parallel.current()
                    .forEach(
                            Math.ceilDiv(items, chunk),
                            task -> body.accept(task * chunk, Math.min(task * chunk + chunk, items)));
        }
    }

    /// Adds up the sums of all chunks, in their order.
    public static double sum(int items, int width, Sum sum) {
        int chunk = itemsOfChunk(width);
        if (items <= chunk) {
            return sum.over(0, items);
        }
        double[] sums = new double[Math.ceilDiv(items, chunk)];
        forEach(sums.length, chunk * width, (from, to) -> {
            for (int i = from; i < to; i++) {
                sums[i] = sum.over(i * chunk, Math.min(i * chunk + chunk, items));
            }
        });
        double total = 0;
        for (double part : sums) {
            total += part;
        }
        return total;
    }

    /// How many items of `width` elements a chunk has.
    public static int itemsOfChunk(int width) {
        return Math.max(1, SIZE / Math.max(1, width));
    }
}
