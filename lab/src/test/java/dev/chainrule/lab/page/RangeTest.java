package dev.chainrule.lab.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.chainrule.lab.page.Block.Axis;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangeTest {
    private static final Axis LINEAR = Axis.of("x");
    private static final Axis LOGARITHMIC = new Axis("x", Axis.Scale.LOGARITHMIC, Axis.Unit.NUMBER);
    private static final Axis PERCENT = new Axis("x", Axis.Scale.LINEAR, Axis.Unit.PERCENT);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        0      | 1      | 0.0 0.2 0.4 0.6 0.8 1.0
        0      | 10     | 0 2 4 6 8 10
        0.4    | 3.3    | 0.5 1.0 1.5 2.0 2.5 3.0
        0      | 9000   | 0 2000 4000 6000 8000
        0      | 48000  | 0 10 000 20 000 30 000 40 000
        -1     | 1      | -1.0 -0.5 0.0 0.5 1.0
        0      | 0.0004 | 0.0000 0.0001 0.0002 0.0003 0.0004
        0      | 4e-6   | 0 1e-6 2e-6 3e-6 4e-6
        0      | 5e7    | 0 1e7 2e7 3e7 4e7 5e7
        """)
    void linearTicksAreRound(double from, double to, String labels) {
        assertThat(labels(new Range(LINEAR, from, to))).isEqualTo(labels);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        1     | 1000 | 1 2 5 10 20 50 100 200 500 1000
        1     | 1e5  | 1 10 100 1000 10 000 100 000
        0.02  | 0.6  | 0.02 0.05 0.1 0.2 0.5
        1e-12 | 1    | 1e-12 1e-10 1e-8 1e-6 0.0001 0.01 1
        """)
    void logarithmicTicksAreRound(double from, double to, String labels) {
        assertThat(labels(new Range(LOGARITHMIC, from, to))).isEqualTo(labels);
    }

    private static String labels(Range range) {
        return String.join(" ", range.ticks().stream().map(range::label).toList())
                .replace('\u202f', ' ');
    }

    @Test
    void sharesAreLabelledAsPerCent() {
        Range range = new Range(PERCENT, 0, 0.5);
        assertThat(range.ticks().stream().map(range::label))
                .containsExactly("0\u00a0%", "10\u00a0%", "20\u00a0%", "30\u00a0%", "40\u00a0%", "50\u00a0%");
    }

    @Test
    void anyRangeHasAFewTicksInsideAndAscending() {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            double from = (random.nextDouble() - 0.5) * StrictMath.pow(10, random.nextInt(-9, 9));
            double to = from + StrictMath.pow(10, random.nextDouble(-9, 9));
            Range range = Range.of(LINEAR, new double[] {from, to}).toTicks();
            List<Double> ticks = range.ticks();
            assertThat(ticks).hasSizeBetween(3, 12).isSorted().doesNotHaveDuplicates();
            assertThat(range.from()).isLessThanOrEqualTo(from + 1e-6 * (to - from));
            assertThat(range.to()).isGreaterThanOrEqualTo(to - 1e-6 * (to - from));
            assertThat(range.position(ticks.getFirst())).isBetween(-1e-6, 1 + 1e-6);
            assertThat(range.position(ticks.getLast())).isBetween(-1e-6, 1 + 1e-6);
        }
    }

    @Test
    void equalValuesGetRoomOnBothSides() {
        Range range = Range.of(LINEAR, new double[] {2, 2});
        assertThat(range.position(2)).isEqualTo(0.5);
        assertThat(Range.of(LINEAR, new double[] {0}).position(0)).isEqualTo(0.5);
        assertThat(Range.of(LOGARITHMIC, new double[] {3}).from()).isPositive();
    }

    @Test
    void noValuesGiveARangeAllTheSame() {
        assertThat(Range.of(LINEAR, new double[] {Double.NaN, Double.POSITIVE_INFINITY}))
                .isEqualTo(new Range(LINEAR, 0, 1));
        assertThat(Range.of(LOGARITHMIC, new double[] {0, -3})).isEqualTo(new Range(LOGARITHMIC, 1, 10));
    }

    @Test
    void positionsFollowTheScale() {
        assertThat(new Range(LINEAR, 1, 100).position(10)).isCloseTo(9.0 / 99, offset(1e-12));
        assertThat(new Range(LOGARITHMIC, 1, 100).position(10)).isCloseTo(0.5, offset(1e-12));
    }

    @Test
    void zeroIsShownWhereItIsNear() {
        assertThat(new Range(LINEAR, 0.1, 0.5).withNearbyZero().from()).isZero();
        assertThat(new Range(LINEAR, 0.4, 0.5).withNearbyZero().from()).isEqualTo(0.4);
        assertThat(new Range(LOGARITHMIC, 0.1, 0.5).withNearbyZero().from()).isEqualTo(0.1);
    }
}
