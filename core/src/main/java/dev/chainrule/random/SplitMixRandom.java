package dev.chainrule.random;

import java.util.random.RandomGenerator;

/// The sequence of one [RandomKey]: SplitMix64 with an increment of its own.
///
/// The methods that training uses are written out here, because the defaults of [RandomGenerator] may change their
/// algorithm from one Java version to the next.
final class SplitMixRandom implements RandomGenerator {
    private static final int FEWEST_TRANSITIONS = 24;

    private final long increment;
    private long state;
    private double keptGaussian = Double.NaN;

    SplitMixRandom(long state, long incrementBits) {
        this.state = state;
        this.increment = oddAndIrregular(incrementBits);
    }

    // An increment with few changes between neighbouring bits makes successive states too similar.
    private static long oddAndIrregular(long bits) {
        long odd = bits | 1;
        return Long.bitCount(odd ^ (odd >>> 1)) < FEWEST_TRANSITIONS ? odd ^ 0xaaaaaaaaaaaaaaaaL : odd;
    }

    @Override
    public long nextLong() {
        state += increment;
        return RandomKey.mix(state);
    }

    @Override
    public int nextInt() {
        return (int) (nextLong() >>> 32);
    }

    // The high half of a 32 × 32 bit product; the few low halves that would favour some results are drawn again.
    @Override
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException(
                    "RandomKey: bound " + bound + " does not fit a range; expected 1 or more");
        }
        long product = Integer.toUnsignedLong(nextInt()) * bound;
        if ((product & 0xffff_ffffL) < bound) {
            long rejected = (1L << 32) % bound;
            while ((product & 0xffff_ffffL) < rejected) {
                product = Integer.toUnsignedLong(nextInt()) * bound;
            }
        }
        return (int) (product >>> 32);
    }

    @Override
    public int nextInt(int origin, int bound) {
        if (origin >= bound) {
            throw new IllegalArgumentException(
                    "RandomKey: origin " + origin + " does not fit bound " + bound + "; expected origin < bound");
        }
        int range = bound - origin;
        if (range > 0) {
            return origin + nextInt(range);
        }
        int drawn = nextInt();
        while (drawn < origin || drawn >= bound) {
            drawn = nextInt();
        }
        return drawn;
    }

    @Override
    public boolean nextBoolean() {
        return nextLong() < 0;
    }

    @Override
    public float nextFloat() {
        return (nextLong() >>> 40) * 0x1.0p-24f;
    }

    @Override
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    @Override
    public double nextGaussian() {
        if (!Double.isNaN(keptGaussian)) {
            double kept = keptGaussian;
            keptGaussian = Double.NaN;
            return kept;
        }
        double x1;
        double x2;
        double squaredRadius;
        do {
            x1 = 2 * nextDouble() - 1;
            x2 = 2 * nextDouble() - 1;
            squaredRadius = x1 * x1 + x2 * x2;
        } while (squaredRadius >= 1 || squaredRadius == 0);
        double factor = StrictMath.sqrt(-2 * StrictMath.log(squaredRadius) / squaredRadius);
        keptGaussian = factor * x2;
        return factor * x1;
    }
}
