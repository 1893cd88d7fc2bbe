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

    /// Bytes of each of the [#WAYS] of the first-level cache: places so far apart share a set, of which it keeps as
    /// many as there are ways.
    public static final int WAY = 4 << 10;

    /// The ways of the first-level cache.
    public static final int WAYS = 8;

    /// Floats of the second-level cache of a core: 1 MiB.
    public static final int SECOND_LEVEL = (1 << 20) / Float.BYTES;

    /// Floats of a core's share of the last-level cache: 8 MB.
    public static final int LAST_LEVEL = 8_000_000 / Float.BYTES;

    private Machine() {}

    /// x86 has 32 with vectors of 512 bits. Machines that prefer shorter ones may have them, too, but are taken for
    /// those that have not: that they do is no property which Java shows.
    private static int registers() {
        return LANES == 16 || System.getProperty("os.arch").equals("aarch64") ? 32 : 16;
    }
}
