package dev.chainrule.lab.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SampleTest {

    /// Quantiles of Student's distribution from printed tables: 4.303, 3.182, 2.776, 2.571 for 2 to 5 degrees.
    @Test
    void theIntervalIsStudents() {
        // three values 1, 2, 3: deviation 1, so half the width is 4.3027 / √3
        assertThat(Sample.of(1, 2, 3).interval().orElseThrow()).isCloseTo(4.302653 / Math.sqrt(3), within(1e-5));
        // four values 0, 0, 2, 2: variance 4/3
        assertThat(Sample.of(0, 0, 2, 2).interval().orElseThrow())
                .isCloseTo(3.182446 * Math.sqrt(1.0 / 3), within(1e-5));
        assertThat(Sample.of(1).interval()).isEmpty();
        assertThat(Sample.of().mean()).isNaN();
    }

    @Test
    void whatIsNotFiniteIsCountedAndLeftOut() {
        Sample sample = Sample.of(1, Double.NaN, 3, Double.POSITIVE_INFINITY);

        assertThat(sample.mean()).isEqualTo(2);
        assertThat(sample.missing()).isEqualTo(2);
    }

    /// By hand: means 2 and 5, variances 1, n = 3 each: t = 3 / √(2/3) = 3.674, 4 degrees of freedom, p = 0.0213.
    @Test
    void welchsTestTellsMeansApart() {
        assertThat(Sample.welch(Sample.of(1, 2, 3), Sample.of(4, 5, 6)).orElseThrow())
                .isCloseTo(0.02131, within(1e-4));
        assertThat(Sample.welch(Sample.of(1, 2, 3), Sample.of(1, 2, 3)).orElseThrow())
                .isCloseTo(1, within(1e-9));
        assertThat(Sample.welch(Sample.of(1), Sample.of(4, 5, 6))).isEmpty();
        assertThat(Sample.welch(Sample.of(1, 1), Sample.of(2, 2)).orElseThrow()).isZero();
    }

    /// R's `p.adjust(c(0.01, 0.04, 0.03, 0.6), "holm")` is 0.04 0.09 0.09 0.60.
    @Test
    void testsMadeTogetherAreCorrectedByHolm() {
        Sample a = Sample.of(1, 2, 3);
        Sample b = Sample.of(4, 5, 6);
        List<Difference> single = DoubleStream.of(0.01, 0.04, 0.03, 0.6)
                .mapToObj(p -> new Difference(a, b, OptionalDouble.of(p), 1))
                .collect(Collectors.toCollection(ArrayList::new));
        single.add(Difference.of(Sample.of(1), b));

        List<Difference> together = Difference.together(single);

        double[] corrected =
                together.stream().flatMapToDouble(each -> each.p().stream()).toArray();
        assertThat(corrected).usingComparatorWithPrecision(1e-12).containsExactly(0.04, 0.09, 0.09, 0.6);
        assertThat(together.stream().map(Difference::significant)).containsExactly(true, false, false, false, false);
        assertThat(together.getFirst().words())
                .isEqualTo(
                        "lower, significantly (Welch's test over 3 and 3 seeds, p = 0.040 after Holm's correction for"
                                + " 4 comparisons)");
        assertThat(together.getLast().words()).isEqualTo("lower, but one seed does not tell whether by chance");
        assertThat(Difference.together(List.of(single.getFirst())).getFirst().words())
                .isEqualTo("lower, significantly (Welch's test over 3 and 3 seeds, p = 0.010)");
    }
}
