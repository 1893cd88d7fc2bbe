package dev.chainrule.kernel.vector;

import jdk.incubator.vector.FloatVector;

/// What the vector kernels know of the processor: the one place that says so.
///
/// The sizes of caches are those that nearly every processor has at least. They are constants, because blocks depend on
/// them, in a few sums the order of terms does, and the bits must not change from machine to machine.
public final class Machine {
    /// Floats of a vector: 4, 8 or 16.
    public static final int LANES = FloatVector.SPECIES_PREFERRED.length();

    /// Vector registers: 16 or 32. The system property `chainrule.registers` is for tests.
    public static final int REGISTERS = Integer.getInteger("chainrule.registers", registers());

    /// Whether there are 16 registers only.
    public static final boolean FEW_REGISTERS = REGISTERS < 32;

    /// Bytes of a cache line.
    public static final int CACHE_LINE = 64;

    /// Floats of the first-level cache of a core: 32 KiB.
    public static final int FIRST_LEVEL = (32 << 10) / Float.BYTES;

    /// The ways of the first-level cache, and bytes of each: lines so far apart share a set, of which it keeps as
    /// many as there are ways.
    private static final int WAYS = 8;

    private static final int WAY = FIRST_LEVEL * Float.BYTES / WAYS;

    /// Floats of the second-level cache of a core: 1 MiB.
    public static final int SECOND_LEVEL = (1 << 20) / Float.BYTES;

    /// Floats of a core's share of the last-level cache: 8 MB.
    public static final int LAST_LEVEL = 8_000_000 / Float.BYTES;

    private Machine() {}

    /// How many cache lines that begin so many floats apart the first-level cache keeps.
    public static int linesInCache(int distance) {
        return WAYS * (WAY / Math.clamp(Integer.lowestOneBit(distance * Float.BYTES), CACHE_LINE, WAY));
    }

    /// x86 has 32 with vectors of 512 bits. Machines that prefer shorter ones may have them, too, but are taken for
    /// those that have not: that they do is no property which Java shows.
    private static int registers() {
        return LANES == 16 || System.getProperty("os.arch").equals("aarch64") ? 32 : 16;
    }
}
