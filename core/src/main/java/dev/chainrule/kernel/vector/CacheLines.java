package dev.chainrule.kernel.vector;

/// Brings numbers from memory into a core's caches before a kernel needs them.
///
/// A tile of products asks for a few new lines and then computes for a while: it waits for memory anew each time, one
/// latency a tile, and what a processor fetches of its own accord comes too late. A loop that reads nothing but one
/// number of each line has all of them on their way at once. Java has no instruction for a prefetch.
public final class CacheLines {
    private static final int LINE = Machine.CACHE_LINE / Float.BYTES;

    /// Floats of an array from which on it is taken to be in memory. The system property `chainrule.far` is for
    /// tests.
    private static final int FAR = Integer.getInteger("chainrule.far", 2 * Machine.LAST_LEVEL);

    /// Lines that the loop reads without one of them waiting for another.
    private static final int CHAINS = 4;

    /// Keeps the compiler from leaving out what nothing else reads.
    private static volatile int unused;

    private CacheLines() {}

    /// Whether an array is so large that most of it is not in the last-level cache, from where fetching costs more
    /// than it saves.
    public static boolean isFar(float[] numbers) {
        return numbers.length >= FAR;
    }

    /// Reads a number of each line from place `from` up to `end` of an array, if it is far.
    public static void fetch(float[] numbers, int from, int end) {
        if (!isFar(numbers)) {
            return;
        }
        int first = 0;
        int second = 0;
        int third = 0;
        int fourth = 0;
        int i = from;
        for (; i < end - (CHAINS - 1) * LINE; i += CHAINS * LINE) {
            first |= Float.floatToRawIntBits(numbers[i]);
            second |= Float.floatToRawIntBits(numbers[i + LINE]);
            third |= Float.floatToRawIntBits(numbers[i + 2 * LINE]);
            fourth |= Float.floatToRawIntBits(numbers[i + 3 * LINE]);
        }
        for (; i < end; i += LINE) {
            first |= Float.floatToRawIntBits(numbers[i]);
        }
        int bits = first | second | third | fourth;
        if (bits == 1) {
            unused = bits;
        }
    }
}
