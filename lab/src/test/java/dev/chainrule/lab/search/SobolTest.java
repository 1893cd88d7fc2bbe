package dev.chainrule.lab.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.random.RandomKey;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SobolTest {
    /// Points 777 and 1000 of the published sequence in 1024ths, as SciPy's `qmc.Sobol(21, scramble=False)` has
    /// them.
    @Test
    void withoutTheShiftItIsThePublishedSequence() {
        assertThat(published(777))
                .containsExactly(
                        709, 959, 167, 281, 651, 365, 195, 781, 357, 331, 763, 713, 393, 485, 583, 527, 413, 885, 379,
                        771, 243);
        assertThat(published(1000))
                .containsExactly(
                        225, 99, 531, 693, 287, 929, 47, 921, 513, 71, 87, 261, 165, 393, 147, 379, 737, 353, 1015, 743,
                        535);
    }

    private static int[] published(int index) {
        Sobol sobol = new Sobol(Sobol.MOST_DIMENSIONS, RandomKey.of(3));
        double[] shift = sobol.at(0);
        double[] point = sobol.at(index);
        return IntStream.range(0, point.length)
                .map(j -> (int) Math.floor(1024 * point[j]) ^ (int) Math.floor(1024 * shift[j]))
                .toArray();
    }

    @Test
    void everyDimensionHasAPointInEachPart() {
        Sobol sobol = new Sobol(Sobol.MOST_DIMENSIONS, RandomKey.of(7));
        for (int j = 0; j < Sobol.MOST_DIMENSIONS; j++) {
            BitSet parts = new BitSet();
            for (int i = 0; i < 256; i++) {
                parts.set((int) (256 * sobol.at(i)[j]));
            }
            assertThat(parts.cardinality()).isEqualTo(256);
        }
    }

    @Test
    void noTwoDimensionsAreAlike() {
        Sobol sobol = new Sobol(Sobol.MOST_DIMENSIONS, RandomKey.of(7));
        for (int j = 0; j < Sobol.MOST_DIMENSIONS; j++) {
            for (int k = 0; k < j; k++) {
                Set<Integer> cells = new HashSet<>();
                for (int i = 0; i < 1024; i++) {
                    double[] point = sobol.at(i);
                    cells.add(16 * (int) Math.floor(16 * point[j]) + (int) Math.floor(16 * point[k]));
                }
                // 9 of the 210 pairs fill only half of the cells so early; two equal dimensions would fill 16
                assertThat(cells.size()).isGreaterThanOrEqualTo(128);
            }
        }
    }

    /// The mean square distance of the share of points from the volume of a corner's box (L2 star discrepancy, by
    /// Warnock's formula).
    private static double discrepancy(double[][] points) {
        int n = points.length;
        int d = points[0].length;
        double first = 0;
        double second = 0;
        for (double[] x : points) {
            double product = 1;
            for (double u : x) {
                product *= (1 - u * u) / 2;
            }
            first += product;
            for (double[] y : points) {
                double both = 1;
                for (int j = 0; j < d; j++) {
                    both *= 1 - Math.max(x[j], y[j]);
                }
                second += both;
            }
        }
        return Math.pow(3, -d) - 2 * first / n + second / n / n;
    }

    @Test
    void itFillsTheSpaceMoreEvenlyThanRandomDraws() {
        for (int dimensions : new int[] {2, 3, 6}) {
            double sobols = 0;
            double draws = 0;
            for (long seed = 1; seed <= 20; seed++) {
                double[][] even = new double[64][];
                double[][] random = new double[64][dimensions];
                for (int i = 0; i < 64; i++) {
                    even[i] = new Sobol(dimensions, RandomKey.of(seed)).at(i);
                    for (int j = 0; j < dimensions; j++) {
                        random[i][j] = RandomKey.of(seed).child("random").uniformAt(i * dimensions + j);
                    }
                }
                sobols += discrepancy(even);
                draws += discrepancy(random);
            }
            assertThat(Math.sqrt(draws / sobols)).isGreaterThan(dimensions < 6 ? 2.5 : 1.3);
        }
    }
}
