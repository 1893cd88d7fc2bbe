package dev.chainrule.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chainrule.fixture.ExpectedValues;
import dev.chainrule.fixture.Numbers;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumpyRandomTest {

    static List<JsonNode> fixtures() {
        return ExpectedValues.generatorFixtures();
    }

    @Test
    void thereAreFixturesForFourSeeds() {
        assertThat(fixtures())
                .extracting(fixture -> fixture.get("seed").intValue())
                .containsExactly(0, 1, 123, 231);
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void theFirstDrawsAreNumpysBitForBit(JsonNode fixture) {
        long seed = fixture.get("seed").longValue();

        NumpyRandom bits = new NumpyRandom(seed);
        assertThat(IntStream.generate(bits::nextInt).limit(10).mapToLong(Integer::toUnsignedLong))
                .containsExactly(fixture.get("first10_uint32")
                        .valueStream()
                        .map(JsonNode::longValue)
                        .toArray(Long[]::new));

        NumpyRandom uniforms = new NumpyRandom(seed);
        assertThat(doubles(6, uniforms)).isEqualTo(reals(fixture, "rand6"));

        NumpyRandom range = new NumpyRandom(seed);
        assertThat(DoubleStream.generate(() -> range.uniform(-5, -1)).limit(4).toArray())
                .isEqualTo(reals(fixture, "uniform(-5,-1)x4"));

        NumpyRandom integers = new NumpyRandom(seed);
        assertThat(IntStream.generate(() -> integers.randint(10)).limit(20).toArray())
                .isEqualTo(labels(fixture, "randint10_x20"));

        assertThat(new NumpyRandom(seed).choice(49_000, 10)).isEqualTo(labels(fixture, "choice49000_x10"));
        assertThat(new NumpyRandom(seed).permutation(10)).isEqualTo(labels(fixture, "permutation10"));
        assertThat(gaussians(8, new NumpyRandom(seed))).isEqualTo(reals(fixture, "randn8"));
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void theKeptGaussianSurvivesIntegerDraws(JsonNode fixture) {
        JsonNode mixed = fixture.get("mixed randn3,randint10x3,randn2");
        NumpyRandom random = new NumpyRandom(fixture.get("seed").longValue());

        assertThat(gaussians(3, random)).isEqualTo(Numbers.of(mixed.get(0)).values());
        assertThat(new int[] {random.nextInt(10), random.nextInt(10), random.nextInt(10)})
                .isEqualTo(Numbers.of(mixed.get(1)).labels());
        assertThat(gaussians(2, random)).isEqualTo(Numbers.of(mixed.get(2)).values());
    }

    @Test
    void seedingAgainForgetsTheKeptGaussian() {
        NumpyRandom random = new NumpyRandom(7);
        double first = random.nextGaussian();

        random.seed(7);

        assertThat(random.nextGaussian()).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1L << 32, Long.MIN_VALUE})
    void aSeedOutsideThirtyTwoBitsIsRefused(long seed) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NumpyRandom(seed))
                .withMessage("NumpyRandom: seed %d does not fit 32 bits; expected 0 to 4294967295", seed);
    }

    @Test
    void theLargestSeedIsAccepted() {
        // numpy.random.seed(4294967295); numpy.random.randint(0, 2**32, dtype='uint64')
        assertThat(Integer.toUnsignedLong(new NumpyRandom(0xffff_ffffL).nextInt()))
                .isEqualTo(419_326_371L);
    }

    @Test
    void aRangeOfOneDrawsNothing() {
        NumpyRandom random = new NumpyRandom(231);

        assertThat(random.randint(1)).isZero();
        assertThat(Integer.toUnsignedLong(random.nextInt())).isEqualTo(3_356_491_351L);
    }

    @Test
    void anEmptyRangeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NumpyRandom(0).randint(0))
                .withMessage("NumpyRandom: bound 0 does not fit a range; expected 1 or more");
        assertThatIllegalArgumentException().isThrownBy(() -> new NumpyRandom(0).permutation(-1));
    }

    @Test
    void aLongIsTwoDrawsTheFirstOnTop() {
        NumpyRandom halves = new NumpyRandom(1);
        long upper = Integer.toUnsignedLong(halves.nextInt());
        long lower = Integer.toUnsignedLong(halves.nextInt());

        assertThat(new NumpyRandom(1).nextLong()).isEqualTo(upper << 32 | lower);
    }

    @Test
    void theSequenceIsRightLongAfterTheFirstRefill() {
        NumpyRandom random = new NumpyRandom(5489);
        for (int i = 0; i < 9_999; i++) {
            random.nextInt();
        }
        // The ten-thousandth output that the C++ standard demands of mt19937 with its default seed.
        assertThat(Integer.toUnsignedLong(random.nextInt())).isEqualTo(4_123_659_995L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 311, 623, 624, 1000})
    void aGeneratorGoesOnFromItsPosition(int drawnBefore) {
        NumpyRandom random = new NumpyRandom(231);
        gaussians(drawnBefore, random);
        String position = random.position();
        NumpyRandom resumed = new NumpyRandom(5);
        resumed.nextGaussian();
        resumed.resume(position);
        assertThat(resumed.position()).isEqualTo(position);
        assertThat(gaussians(1000, resumed)).isEqualTo(gaussians(1000, random));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "624 - 00", "-1 -"})
    void textThatIsNoPositionIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new NumpyRandom(1).resume(text));
    }

    private static double[] doubles(int count, NumpyRandom random) {
        return DoubleStream.generate(random::nextDouble).limit(count).toArray();
    }

    private static double[] gaussians(int count, NumpyRandom random) {
        return DoubleStream.generate(random::nextGaussian).limit(count).toArray();
    }

    private static double[] reals(JsonNode fixture, String field) {
        return Numbers.of(fixture.get(field)).values();
    }

    private static int[] labels(JsonNode fixture, String field) {
        return Numbers.of(fixture.get(field)).labels();
    }
}
