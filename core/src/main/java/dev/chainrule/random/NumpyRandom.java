package dev.chainrule.random;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// NumPy's legacy generator: the numbers of `numpy.random.seed(s)` followed by `numpy.random.rand`, `randn`, `randint`,
/// …
///
/// ```java
/// var random = new NumpyRandom(231);
/// double first = random.nextGaussian(); // 0.41794341085522313, as numpy.random.seed(231);
/// numpy.random.randn()
/// ```
///
/// The bits come from the Mersenne Twister MT19937, so integers and uniform numbers are NumPy's bit for bit. Gaussian
/// numbers need a logarithm: it is [StrictMath]'s, the same bits on every platform, while NumPy takes the one of its C
/// library, which rounds a few numbers in a hundred the other way; those differ in the last digit or two. An instance
/// is not safe for use by several threads at once.
///
/// Source: M. Matsumoto and T. Nishimura, *Mersenne Twister: a 623-dimensionally equidistributed uniform pseudo-random
/// number generator*, 1998; NumPy's `RandomState`.
public final class NumpyRandom implements RandomGenerator {
    private static final int LENGTH = 624;
    private static final int MIDDLE = 397;
    private static final Pattern POSITION =
            Pattern.compile("([0-9]{1,3}) (-|[0-9a-f]{16}) ([0-9a-f]{" + 8 * LENGTH + "})");
    private static final long MAX_SEED = 0xffff_ffffL;

    private final int[] state = new int[LENGTH];
    private int position;
    private double keptGaussian;
    private boolean hasKeptGaussian;

    /// Creates the generator in the state after `numpy.random.seed(seed)`.
    ///
    /// @param seed 0 to 2³² − 1
    /// @throws IllegalArgumentException if the seed is outside that range
    public NumpyRandom(long seed) {
        reset(seed);
    }

    /// Returns to the state after `numpy.random.seed(seed)`; a Gaussian kept for the next call is forgotten.
    ///
    /// @param seed 0 to 2³² − 1
    /// @throws IllegalArgumentException if the seed is outside that range
    public void seed(long seed) {
        reset(seed);
    }

    private void reset(long seed) {
        if (seed < 0 || seed > MAX_SEED) {
            throw new IllegalArgumentException(
                    "NumpyRandom: seed " + seed + " does not fit 32 bits; expected 0 to " + MAX_SEED);
        }
        state[0] = (int) seed;
        for (int i = 1; i < LENGTH; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
        position = LENGTH;
        hasKeptGaussian = false;
    }

    /// Where the generator stands, as text: the number of words used, the Gaussian that is kept for the next call
    /// as the hexadecimal digits of its bits, and those of the 624 words. [#resume] goes on from there.
    public String position() {
        HexFormat hex = HexFormat.of();
        StringBuilder text = new StringBuilder();
        text.append(position).append(' ');
        text.append(hasKeptGaussian ? hex.toHexDigits(Double.doubleToRawLongBits(keptGaussian)) : "-")
                .append(' ');
        for (int word : state) {
            text.append(hex.toHexDigits(word));
        }
        return text.toString();
    }

    /// Goes on from a [#position], of this generator or another.
    ///
    /// @throws IllegalArgumentException if the text is none
    public void resume(String text) {
        Matcher parts = POSITION.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(1)) > LENGTH) {
            throw new IllegalArgumentException(
                    "NumpyRandom: the text is no position; expected words used, kept number and 624 words");
        }
        position = Integer.parseInt(parts.group(1));
        hasKeptGaussian = !parts.group(2).equals("-");
        keptGaussian = hasKeptGaussian ? Double.longBitsToDouble(HexFormat.fromHexDigitsToLong(parts.group(2))) : 0;
        for (int i = 0; i < LENGTH; i++) {
            state[i] = HexFormat.fromHexDigits(parts.group(3), 8 * i, 8 * i + 8);
        }
    }

    /// Returns the next 32 bits of the Mersenne Twister.
    @Override
    public int nextInt() {
        if (position == LENGTH) {
            refill();
        }
        int y = state[position++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >>> 18);
    }

    private void refill() {
        for (int i = 0; i < LENGTH; i++) {
            int y = (state[i] & 0x80000000) | (state[(i + 1) % LENGTH] & 0x7fffffff);
            state[i] = state[(i + MIDDLE) % LENGTH] ^ (y >>> 1) ^ ((y & 1) * 0x9908b0df);
        }
        position = 0;
    }

    /// Returns 64 bits: two 32-bit draws, the first one is the upper half.
    @Override
    public long nextLong() {
        long upper = nextInt();
        return upper << 32 | Integer.toUnsignedLong(nextInt());
    }

    /// Returns a uniform number in [0, 1): `numpy.random.rand()`.
    @Override
    public double nextDouble() {
        int upper = nextInt() >>> 5;
        int lower = nextInt() >>> 6;
        return (upper * 67108864.0 + lower) / 9007199254740992.0;
    }

    /// Returns a draw from N(0, 1): `numpy.random.randn()`.
    ///
    /// The polar method makes two numbers at a time; the second is kept for the next call, whatever else is drawn
    /// in between.
    @Override
    public double nextGaussian() {
        if (hasKeptGaussian) {
            hasKeptGaussian = false;
            return keptGaussian;
        }
        double x1;
        double x2;
        double squaredRadius;
        do {
            x1 = 2.0 * nextDouble() - 1.0;
            x2 = 2.0 * nextDouble() - 1.0;
            squaredRadius = x1 * x1 + x2 * x2;
        } while (squaredRadius >= 1.0 || squaredRadius == 0.0);
        double factor = StrictMath.sqrt(-2.0 * StrictMath.log(squaredRadius) / squaredRadius);
        keptGaussian = factor * x1;
        hasKeptGaussian = true;
        return factor * x2;
    }

    /// Returns a uniform number in [`low`, `high`): `numpy.random.uniform(low, high)`.
    public double uniform(double low, double high) {
        return low + (high - low) * nextDouble();
    }

    /// Returns a uniform integer in [0, `bound`): `numpy.random.randint(bound)`.
    ///
    /// @param bound at least 1; with 1 nothing is drawn
    /// @throws IllegalArgumentException if `bound` is less than 1
    public int randint(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException(
                    "NumpyRandom: bound " + bound + " does not fit a range; expected 1 or more");
        }
        int largest = bound - 1;
        if (largest == 0) {
            return 0;
        }
        int mask = -1 >>> Integer.numberOfLeadingZeros(largest);
        int drawn = nextInt() & mask;
        while (drawn > largest) {
            drawn = nextInt() & mask;
        }
        return drawn;
    }

    /// The same as [#randint(int)].
    @Override
    public int nextInt(int bound) {
        return randint(bound);
    }

    /// Returns `size` integers in [0, `n`), drawn with replacement: `numpy.random.choice(n, size)`.
    ///
    /// @throws IllegalArgumentException if `n` is less than 1 or `size` is negative
    public int[] choice(int n, int size) {
        int[] drawn = new int[requireSize(size)];
        for (int i = 0; i < size; i++) {
            drawn[i] = randint(n);
        }
        return drawn;
    }

    /// Returns 0, …, `n` − 1 in random order: `numpy.random.permutation(n)`.
    ///
    /// @throws IllegalArgumentException if `n` is negative
    public int[] permutation(int n) {
        int[] order = new int[requireSize(n)];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        shuffle(order);
        return order;
    }

    /// Puts the values in random order, in place: `numpy.random.shuffle(values)`.
    public void shuffle(int[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = randint(i + 1);
            int swapped = values[i];
            values[i] = values[j];
            values[j] = swapped;
        }
    }

    private static int requireSize(int size) {
        if (size < 0) {
            throw new IllegalArgumentException(
                    "NumpyRandom: size " + size + " does not fit an array; expected 0 or more");
        }
        return size;
    }
}
