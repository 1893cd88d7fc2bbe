package dev.chainrule.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RandomKeyTest {
    private static final int DRAWS = 100_000;
    /// Six standard deviations: a fair generator fails one seed in a billion, and these seeds are fixed.
    private static final double DEVIATIONS = 6;

    @Test
    void theBitsNeverChange() {
        RandomKey key = RandomKey.of(42).child("dropout").child(3);
        RandomGenerator generator = key.generator();

        assertThat(key.bits()).isEqualTo(-855_133_988_284_593_487L);
        assertThat(key.bitsAt(0)).isEqualTo(576_298_837_454_070_690L);
        assertThat(generator.nextLong()).isEqualTo(2_309_536_205_831_318_766L);
        assertThat(generator.nextInt()).isEqualTo(704_540_396);
        assertThat(generator.nextInt(49_000)).isEqualTo(29_634);
        assertThat(generator.nextInt(-5, 5)).isEqualTo(-3);
        assertThat(generator.nextFloat()).isEqualTo(0.53574616f);
        assertThat(generator.nextDouble()).isEqualTo(0.5993976765088435);
        assertThat(generator.nextGaussian()).isEqualTo(0.6758811513722066);
        assertThat(generator.nextBoolean()).isFalse();
    }

    @Test
    void theTableIsSplitMix64() {
        // The published first outputs of SplitMix64 from state 1234567.
        RandomKey key = new RandomKey(1_234_567);

        assertThat(new long[] {key.bitsAt(0), key.bitsAt(1), key.bitsAt(2)})
                .containsExactly(6_457_827_717_110_365_317L, 3_203_168_211_198_807_973L, -8_629_252_141_511_181_193L);
    }

    @Test
    void keysAndPurposesNeverMeet() {
        Set<RandomKey> seen = new HashSet<>();
        int made = 0;
        for (int seed = 0; seed < 100; seed++) {
            RandomKey run = RandomKey.of(seed);
            seen.add(run);
            seen.add(run.child("shuffle"));
            seen.add(run.child("dropout"));
            made += 3;
            for (int child = -50; child < 50; child++) {
                seen.add(run.child(child));
                seen.add(run.child(child).child("dropout"));
                made += 2;
            }
        }
        assertThat(seen).hasSize(made);
    }

    @Test
    void theOrderOfDerivationMatters() {
        assertThat(RandomKey.of(3).child(5)).isNotEqualTo(RandomKey.of(5).child(3));
        assertThat(RandomKey.of(0).child(1).child(2))
                .isNotEqualTo(RandomKey.of(0).child(2).child(1));
        assertThat(RandomKey.of(0).child("ab"))
                .isNotEqualTo(RandomKey.of(0).child("a").child("b"));
        assertThat(RandomKey.of(0).child("ab")).isNotEqualTo(RandomKey.of(0).child("ba"));
        assertThat(RandomKey.of(0).child("")).isNotEqualTo(RandomKey.of(0));
    }

    @Test
    void derivingAndDrawingChangeNothing() {
        RandomKey key = RandomKey.of(9);
        long first = key.generator().nextLong();
        key.child(1);
        key.generator().nextGaussian();
        key.uniformAt(7);

        assertThat(key.generator().nextLong()).isEqualTo(first);
    }

    @Test
    void flippingOneBitOfSeedNumberOrIndexFlipsHalfOfTheOutput() {
        double seeds = 0;
        double numbers = 0;
        double indices = 0;
        int trials = 64 * 64;
        for (int trial = 0; trial < trials; trial++) {
            long value = trial * 7_919L;
            long flipped = value ^ (1L << (trial % 64));
            seeds += distance(RandomKey.of(value).bits(), RandomKey.of(flipped).bits());
            numbers += distance(
                    RandomKey.of(1).child(value).bits(),
                    RandomKey.of(1).child(flipped).bits());
            indices += distance(RandomKey.of(1).bitsAt(value), RandomKey.of(1).bitsAt(flipped));
        }
        // Each distance is the sum of 64 fair coins: mean 32, standard deviation 4.
        double allowed = DEVIATIONS * 4 / Math.sqrt(trials);
        assertThat(seeds / trials).isCloseTo(32, within(allowed));
        assertThat(numbers / trials).isCloseTo(32, within(allowed));
        assertThat(indices / trials).isCloseTo(32, within(allowed));
    }

    @Test
    void uniformNumbersFillTheUnitIntervalEvenly() {
        RandomKey key = RandomKey.of(231);
        RandomGenerator generator = key.generator();
        int[] table = new int[100];
        int[] sequence = new int[100];
        int[] floats = new int[100];
        for (int i = 0; i < DRAWS; i++) {
            table[(int) (100 * key.uniformAt(i))]++;
            sequence[(int) (100 * generator.nextDouble())]++;
            floats[(int) (100 * generator.nextFloat())]++;
        }
        assertThat(chiSquared(table)).isBetween(40.0, 185.0);
        assertThat(chiSquared(sequence)).isBetween(40.0, 185.0);
        assertThat(chiSquared(floats)).isBetween(40.0, 185.0);
    }

    @Test
    void theFirstDrawsOfNeighbouringKeysAreUnrelated() {
        RandomKey parent = RandomKey.of(0);
        int[] pairs = new int[100];
        for (int i = 0; i < DRAWS; i++) {
            int here = (int) (10 * parent.child(i).generator().nextDouble());
            int there = (int) (10 * parent.child(i + 1).uniformAt(0));
            pairs[10 * here + there]++;
        }
        assertThat(chiSquared(pairs)).isBetween(40.0, 185.0);
    }

    @Test
    void aMaskKeepsItsShare() {
        RandomKey key = RandomKey.of(5).child("dropout");
        for (double keep : new double[] {0.1, 0.5, 0.75}) {
            int kept = 0;
            for (int i = 0; i < DRAWS; i++) {
                kept += key.uniformAt(i) < keep ? 1 : 0;
            }
            double deviation = Math.sqrt(keep * (1 - keep) / DRAWS);
            assertThat((double) kept / DRAWS).isCloseTo(keep, within(DEVIATIONS * deviation));
        }
    }

    @Test
    void gaussiansHaveTheMomentsOfTheStandardNormal() {
        RandomGenerator generator = RandomKey.of(17).generator();
        double sum = 0;
        double squares = 0;
        double fourthPowers = 0;
        double neighbours = 0;
        double before = 0;
        for (int i = 0; i < DRAWS; i++) {
            double z = generator.nextGaussian();
            sum += z;
            squares += z * z;
            fourthPowers += z * z * z * z;
            neighbours += z * before;
            before = z;
        }
        double unit = DEVIATIONS / Math.sqrt(DRAWS);
        assertThat(sum / DRAWS).isCloseTo(0, within(unit));
        assertThat(squares / DRAWS).isCloseTo(1, within(unit * Math.sqrt(2)));
        assertThat(fourthPowers / DRAWS).isCloseTo(3, within(unit * Math.sqrt(96)));
        assertThat(neighbours / DRAWS).isCloseTo(0, within(unit));
    }

    @Test
    void boundedIntegersAreEvenAndStayInside() {
        RandomGenerator generator = RandomKey.of(3).generator();
        int[] counts = new int[100];
        int[] shifted = new int[100];
        for (int i = 0; i < DRAWS; i++) {
            counts[generator.nextInt(100)]++;
            shifted[generator.nextInt(-50, 50) + 50]++;
        }
        assertThat(chiSquared(counts)).isBetween(40.0, 185.0);
        assertThat(chiSquared(shifted)).isBetween(40.0, 185.0);
        assertThat(generator.nextInt(1)).isZero();
    }

    @Test
    void aHugeRangeOfIntegersIsEven() {
        RandomGenerator generator = RandomKey.of(4).generator();
        int bound = 3 << 29;
        int[] thirds = new int[3];
        int[] halves = new int[2];
        for (int i = 0; i < DRAWS; i++) {
            thirds[generator.nextInt(bound) >>> 29]++;
            halves[generator.nextInt(Integer.MIN_VALUE, Integer.MAX_VALUE) >>> 31]++;
        }
        assertThat(chiSquared(thirds)).isLessThan(40);
        assertThat(chiSquared(halves)).isLessThan(40);
    }

    @Test
    void anEmptyRangeIsRefused() {
        RandomGenerator generator = RandomKey.of(0).generator();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> generator.nextInt(0))
                .withMessage("RandomKey: bound 0 does not fit a range; expected 1 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> generator.nextInt(5, 5))
                .withMessage("RandomKey: origin 5 does not fit bound 5; expected origin < bound");
    }

    private static int distance(long a, long b) {
        return Long.bitCount(a ^ b);
    }

    private static double chiSquared(int[] counts) {
        double expected = (double) DRAWS / counts.length;
        double sum = 0;
        for (int count : counts) {
            sum += (count - expected) * (count - expected) / expected;
        }
        return sum;
    }
}
