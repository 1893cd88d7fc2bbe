package dev.chainrule.course;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tolerance;
import dev.chainrule.fixture.Digest;
import dev.chainrule.fixture.ExpectedValues;
import dev.chainrule.fixture.Numbers;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;

/// How near a result must come to the expected numbers. All tolerances of the course's cases are decided here.
///
/// In float64 the courses' own measure [ExpectedValues#relativeError] must stay below the bound of the case. Where the
/// courses print no digits beyond the eighth, the numbers were computed independently in float64, and only the order of
/// the sums may differ: see [#RECOMPUTED].
///
/// In float32 the bound is [Tolerance#float32] of the array's largest number and not of each element, because a result
/// that is small where large terms cancel keeps the rounding of the large ones. Where all elements of an array are that
/// small, the test says how large the terms are.
///
/// @param relativeError the bound in float64
/// @param terms the number of terms in the longest chain of sums
/// @param largestTerm the size of the summed terms where every element of the result is much smaller; otherwise 0
record Agreement(Precision precision, double relativeError, int terms, double largestTerm) {
    /// A few hundred roundings of 2⁻⁵³ each, where an independent float64 computation summed in another order.
    static final double RECOMPUTED = 1e-12;

    Agreement(Precision precision, double relativeError, int terms) {
        this(precision, relativeError, terms, 0);
    }

    /// Agreement with numbers that were computed independently in float64.
    static Agreement recomputed(Precision precision, int terms) {
        return new Agreement(precision, RECOMPUTED, terms);
    }

    /// The same for results whose terms are up to this size and cancel.
    Agreement withTermsUpTo(double size) {
        return new Agreement(precision, relativeError, terms, size);
    }

    Tensor tensor(Numbers numbers) {
        return Tensor.of(precision, Shape.of(numbers.shape()), numbers.values());
    }

    void check(String what, Tensor actual, Numbers expected) {
        check(what, new Numbers(actual.toArray(), actual.shape().toArray()), expected);
    }

    void check(String what, Numbers actual, Numbers expected) {
        assertThat(actual.shape()).as("shape of " + what).isEqualTo(expected.shape());
        double largest = Arrays.stream(expected.values()).map(Math::abs).max().orElseThrow();
        checkElements(what, actual.values(), expected.values(), largest);
    }

    void check(String what, Tensor actual, Digest expected) {
        Digest digest = Digest.of(new Numbers(actual.toArray(), actual.shape().toArray()));
        assertThat(digest.shape()).as("shape of " + what).isEqualTo(expected.shape());
        double largest = Arrays.stream(actual.toArray()).map(Math::abs).max().orElseThrow();
        checkElements("first of " + what, digest.first(), expected.first(), largest);
        checkElements("last of " + what, digest.last(), expected.last(), largest);
        checkSum("sum of " + what, digest.sum(), expected.sum(), expected.sumOfMagnitudes());
        checkSum(
                "magnitudes of " + what,
                digest.sumOfMagnitudes(),
                expected.sumOfMagnitudes(),
                expected.sumOfMagnitudes());
        checkSum("squares of " + what, digest.sumOfSquares(), expected.sumOfSquares(), 2 * expected.sumOfSquares());
    }

    void check(String what, double actual, double expected) {
        checkElements(what, new double[] {actual}, new double[] {expected}, Math.abs(expected));
    }

    private void checkElements(String what, double[] actual, double[] expected, double largest) {
        switch (precision) {
            case FLOAT64 ->
                assertThat(ExpectedValues.relativeError(actual, expected))
                        .as(what)
                        .isLessThanOrEqualTo(relativeError);
            case FLOAT32 -> assertThat(actual).as(what).containsExactly(expected, within(float32Bound(largest)));
        }
    }

    private void checkSum(String what, double actual, double expected, double magnitude) {
        double bound = switch (precision) {
            case FLOAT64 -> relativeError * magnitude;
            case FLOAT32 -> float32Bound(magnitude);
        };
        assertThat(actual).as(what).isCloseTo(expected, within(bound));
    }

    private double float32Bound(double largest) {
        return Tolerance.float32(terms) * Math.max(largest, largestTerm);
    }
}
