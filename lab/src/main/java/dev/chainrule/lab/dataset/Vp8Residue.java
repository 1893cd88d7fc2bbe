package dev.chainrule.lab.dataset;

import java.util.Arrays;

/// The coefficients of one macroblock after another, RFC 6386 section 13: 16 blocks of brightness, 4 and 4 of colour.
final class Vp8Residue {
    private static final int BLOCKS = 24;
    private static final int MEANS = 8;
    private static final int EVEN = 128;
    private static final int TYPE = Vp8Tables.BANDS * Vp8Tables.CONTEXTS * Vp8Tables.PROBABILITIES;
    private static final int[][] EXTRA_BITS = {
        {173, 148, 140},
        {176, 155, 140, 135},
        {180, 157, 141, 134, 130},
        {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
    };

    private final int[] probabilities;
    private final int[] coefficients = new int[16 * BLOCKS];
    private final int[] means = new int[16];

    /// Whether the blocks above had coefficients, by macroblock: 4 of brightness, 2 and 2 of colour, 1 of means.
    private final int[] above;

    private final int[] left = new int[9];
    private Vp8Bits bits;

    /// @param probabilities of tokens
    /// @param columns how many macroblocks a row has
    Vp8Residue(int[] probabilities, int columns) {
        this.probabilities = probabilities;
        this.above = new int[9 * columns];
        this.bits = new Vp8Bits(new byte[0], 0, 0);
    }

    /// Begins a row of macroblocks, which is read from `partition`.
    void beginRow(Vp8Bits partition) {
        bits = partition;
        Arrays.fill(left, 0);
    }

    /// A macroblock without coefficients.
    void skip(int column, boolean hasMeans) {
        int count = hasMeans ? MEANS + 1 : MEANS;
        Arrays.fill(above, 9 * column, 9 * column + count, 0);
        Arrays.fill(left, 0, count, 0);
        Arrays.fill(coefficients, 0);
    }

    /// Reads the coefficients of a macroblock.
    ///
    /// @param steps what they are multiplied with, as [Vp8Header#steps] gives it
    /// @return whether one is not 0
    boolean read(int column, boolean hasMeans, int[] steps) {
        Arrays.fill(coefficients, 0);
        int up = 9 * column;
        if (hasMeans) {
            Arrays.fill(means, 0);
            int end = read(TYPE, above[up + MEANS] + left[MEANS], 0, means, 0, steps, 2);
            above[up + MEANS] = left[MEANS] = end > 0 ? 1 : 0;
            spreadMeans();
        }
        boolean any = false;
        for (int i = 0; i < 16; i++) {
            any |= readBlock(hasMeans ? 0 : 3, up + i % 4, i / 4, i, steps, 0);
        }
        for (int i = 16; i < BLOCKS; i++) {
            int plane = i < 20 ? 4 : 6;
            any |= readBlock(2, up + plane + i % 2, plane + i / 2 % 2, i, steps, 4);
        }
        return any;
    }

    private boolean readBlock(int type, int up, int across, int block, int[] steps, int step) {
        int first = type == 0 ? 1 : 0;
        int end = read(type * TYPE, above[up] + left[across], first, coefficients, 16 * block, steps, step);
        above[up] = left[across] = end > first ? 1 : 0;
        return end > 1 || coefficients[16 * block] != 0;
    }

    /// Reads the tokens of a block.
    ///
    /// @param type where the probabilities of its type begin
    /// @return the position after its last coefficient
    private int read(int type, int context, int first, int[] into, int offset, int[] steps, int step) {
        int at = probability(type, first, context);
        int i = first;
        while (i < 16) {
            if (bits.bit(probabilities[at]) == 0) {
                return i;
            }
            while (bits.bit(probabilities[at + 1]) == 0) {
                i++;
                if (i == 16) {
                    return 16;
                }
                at = probability(type, i, 0);
            }
            int value = bits.bit(probabilities[at + 2]) == 0 ? 1 : large(at);
            int sign = bits.bit(EVEN) == 1 ? -1 : 1;
            into[offset + Vp8Tables.ZIGZAG[i]] = (short) (sign * value * steps[i == 0 ? step : step + 1]);
            i++;
            at = probability(type, i, value == 1 ? 1 : 2);
        }
        return 16;
    }

    private static int probability(int type, int position, int context) {
        return type + (Vp8Tables.BAND[position] * Vp8Tables.CONTEXTS + context) * Vp8Tables.PROBABILITIES;
    }

    private int large(int at) {
        if (bits.bit(probabilities[at + 3]) == 0) {
            return bits.bit(probabilities[at + 4]) == 0 ? 2 : 3 + bits.bit(probabilities[at + 5]);
        } else if (bits.bit(probabilities[at + 6]) == 0) {
            if (bits.bit(probabilities[at + 7]) == 0) {
                return 5 + bits.bit(159);
            }
            int value = 7 + 2 * bits.bit(165);
            return value + bits.bit(145);
        }
        int high = bits.bit(probabilities[at + 8]);
        int category = 2 * high + bits.bit(probabilities[at + 9 + high]);
        int extra = 0;
        for (int probability : EXTRA_BITS[category]) {
            extra = 2 * extra + bits.bit(probability);
        }
        return 3 + (8 << category) + extra;
    }

    /// Section 14.3: the inverse Walsh–Hadamard transform of the means gives the first coefficient of each block.
    private void spreadMeans() {
        int[] half = new int[16];
        for (int i = 0; i < 4; i++) {
            transform(means, i, 4, half, i, 4, 0);
        }
        for (int i = 0; i < 4; i++) {
            transform(half, 4 * i, 1, coefficients, 64 * i, 16, 3);
        }
    }

    private static void transform(int[] from, int at, int step, int[] to, int target, int stride, int rounding) {
        int shift = rounding == 0 ? 0 : 3;
        int a = from[at] + from[at + 3 * step];
        int b = from[at + step] + from[at + 2 * step];
        int c = from[at + step] - from[at + 2 * step];
        int d = from[at] - from[at + 3 * step];
        to[target] = (a + b + rounding) >> shift;
        to[target + stride] = (c + d + rounding) >> shift;
        to[target + 2 * stride] = (a - b + rounding) >> shift;
        to[target + 3 * stride] = (d - c + rounding) >> shift;
    }

    /// Adds a block's residue to its prediction.
    void addTo(Vp8Plane plane, int block, int at) {
        plane.add(coefficients, 16 * block, at);
    }
}
