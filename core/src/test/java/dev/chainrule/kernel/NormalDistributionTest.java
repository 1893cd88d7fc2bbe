package dev.chainrule.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalDistributionTest {

    /// Computed with 40 digits by an arithmetic of any precision.
    @ParameterizedTest
    @CsvSource({
        "-37, 5.7255712225245768227e-300",
        "-20, 2.7536241186062336951e-89",
        "-10, 7.619853024160526066e-24",
        "-6, 9.865876450376981407e-10",
        "-3, 0.0013498980316300945267",
        "-1.5, 0.066807201268858066004",
        "-1, 0.15865525393145705141",
        "-0.75, 0.22662735237686819933",
        "-0.5, 0.30853753872598689636",
        "-0.001, 0.49960105778608893741",
        "0, 0.5",
        "0.3, 0.61791142218895263307",
        "1, 0.84134474606854294859",
        "2, 0.9772498680518207928",
        "5, 0.99999971334842812081",
        "100, 1"
    })
    void theProbabilityHasFifteenDigits(double x, double expected) {
        assertThat(NormalDistribution.cumulative(x)).isCloseTo(expected, relative(expected));
    }

    /// `½·(1 + erf(x/√2))` with the error function of another library.
    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1124629160182849",
        "0.25, 0.27632639016823696",
        "0.46875, 0.4926134732179379",
        "0.5, 0.5204998778130465",
        "1, 0.8427007929497149",
        "1.5, 0.9661051464753108",
        "2.5, 0.999593047982555",
        "4, 0.9999999845827421"
    })
    void theErrorFunctionFollowsFromIt(double z, double erf) {
        assertThat(2 * NormalDistribution.cumulative(Math.sqrt(2) * z) - 1).isCloseTo(erf, within(5e-16));
    }

    @Test
    void theDensityIsTheSlopeOfTheProbability() {
        assertThat(NormalDistribution.density(0)).isCloseTo(0.3989422804014327, within(1e-16));
        assertThat(NormalDistribution.density(37))
                .as("beyond float64's normal numbers")
                .isCloseTo(2.1200065515246047e-298, relative(2.2e-298));
        assertThat(NormalDistribution.density(-10)).isCloseTo(7.69459862670642e-23, relative(7.7e-23));
        for (double x = -8; x <= 8; x += 0.37) {
            double h = 1e-5;
            double slope = (NormalDistribution.cumulative(x + h) - NormalDistribution.cumulative(x - h)) / (2 * h);
            assertThat(NormalDistribution.density(x)).isCloseTo(slope, within(1e-10));
        }
    }

    @Test
    void infinitiesAndNotANumberAreWhatTheyShouldBe() {
        assertThat(NormalDistribution.cumulative(Double.NEGATIVE_INFINITY)).isZero();
        assertThat(NormalDistribution.cumulative(Double.POSITIVE_INFINITY)).isEqualTo(1);
        assertThat(NormalDistribution.cumulative(Double.NaN)).isNaN();
        assertThat(NormalDistribution.density(Double.POSITIVE_INFINITY)).isZero();
        assertThat(NormalDistribution.density(Double.NaN)).isNaN();
    }

    private static Offset<Double> relative(double expected) {
        return within(1e-15 * Math.abs(expected));
    }
}
