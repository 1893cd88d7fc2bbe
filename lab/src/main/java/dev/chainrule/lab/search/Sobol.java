package dev.chainrule.lab.search;

import dev.chainrule.random.RandomKey;

/// The sequence of Sobol, by I. Bratley and B. Fox's recurrences, with the first direction numbers of S. Joe and F.
/// Kuo,
/// *Constructing Sobol sequences with better two-dimensional projections*, 2008 (`new-joe-kuo-6`). It is shifted digit
/// by digit by bits of a key, which keeps its evenness and makes another sequence of each seed.
///
/// Of 2ᵏ points from the start, every dimension alone has one in each interval of length 2⁻ᵏ.
final class Sobol {
    private static final int BITS = 32;

    /// For each dimension but the first: degree s of the primitive polynomial, the bits a between its first and
    /// last coefficient, and m₁ … mₛ.
    private static final int[][] NUMBERS = {
        {1, 0, 1},
        {2, 1, 1, 3},
        {3, 1, 1, 3, 1},
        {3, 2, 1, 1, 1},
        {4, 1, 1, 1, 3, 3},
        {4, 4, 1, 3, 5, 13},
        {5, 2, 1, 1, 5, 5, 17},
        {5, 4, 1, 1, 5, 5, 5},
        {5, 7, 1, 1, 7, 11, 19},
        {5, 11, 1, 1, 5, 1, 1},
        {5, 13, 1, 1, 1, 3, 11},
        {5, 14, 1, 3, 5, 5, 31},
        {6, 1, 1, 3, 3, 9, 7, 49},
        {6, 13, 1, 1, 1, 15, 21, 21},
        {6, 16, 1, 3, 1, 13, 27, 49},
        {6, 19, 1, 1, 1, 15, 7, 5},
        {6, 22, 1, 3, 1, 15, 13, 25},
        {6, 25, 1, 1, 5, 5, 19, 61},
        {7, 1, 1, 3, 7, 11, 23, 15, 103},
        {7, 4, 1, 3, 7, 13, 13, 15, 69}
    };

    /// How many dimensions there are numbers for.
    static final int MOST_DIMENSIONS = NUMBERS.length + 1;

    private final int[][] directions;
    private final int[] shifts;

    /// @param dimensions at most [#MOST_DIMENSIONS]
    Sobol(int dimensions, RandomKey key) {
        directions = new int[dimensions][];
        shifts = new int[dimensions];
        for (int j = 0; j < dimensions; j++) {
            directions[j] = j == 0 ? first() : directions(NUMBERS[j - 1]);
            shifts[j] = (int) (key.bitsAt(j) >>> BITS);
        }
    }

    private static int[] first() {
        int[] v = new int[BITS];
        for (int i = 0; i < BITS; i++) {
            v[i] = 1 << (BITS - 1 - i);
        }
        return v;
    }

    private static int[] directions(int[] numbers) {
        int s = numbers[0];
        int a = numbers[1];
        int[] v = new int[BITS];
        for (int i = 0; i < BITS; i++) {
            if (i < s) {
                v[i] = numbers[2 + i] << (BITS - 1 - i);
                continue;
            }
            v[i] = v[i - s] ^ (v[i - s] >>> s);
            for (int k = 1; k < s; k++) {
                v[i] ^= ((a >> (s - 1 - k)) & 1) * v[i - k];
            }
        }
        return v;
    }

    /// A point of the sequence, each number within (0, 1).
    ///
    /// @param index from 0 on
    double[] at(int index) {
        double[] point = new double[directions.length];
        int gray = index ^ (index >>> 1);
        for (int j = 0; j < point.length; j++) {
            int bits = shifts[j];
            for (int i = 0; i < BITS; i++) {
                bits ^= ((gray >>> i) & 1) * directions[j][i];
            }
            point[j] = (Integer.toUnsignedLong(bits) + 0.5) * 0x1p-32;
        }
        return point;
    }
}
