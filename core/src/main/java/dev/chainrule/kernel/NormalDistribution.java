package dev.chainrule.kernel;

/// The standard normal distribution, with relative errors below 1e-15 down to −37.
///
/// **Source** of the rational approximations: W. J. Cody, Rational Chebyshev approximations for the error function,
/// Mathematics of Computation 23, 1969. With `erfc(z) = 2·Φ(−√2·z)`.
@SuppressWarnings("FloatingPointLiteralPrecision") // the coefficients stand as published
public final class NormalDistribution {
    /// `erf(z) / z` by `z²`, up to the first bound; from the highest power down, as all of these.
    private static final double[] CENTRE = {
        1.85777706184603153e-1,
        3.16112374387056560e00,
        1.13864154151050156e02,
        3.77485237685302021e02,
        3.20937758913846947e03
    };

    private static final double[] CENTRE_DIVISOR = {
        1, 2.36012909523441209e01, 2.44024637934444173e02, 1.28261652607737228e03, 2.84423683343917062e03
    };

    /// `exp(z²)·erfc(z)` by `z`, up to the second bound.
    private static final double[] SIDE = {
        2.15311535474403846e-8,
        5.64188496988670089e-1,
        8.88314979438837594e0,
        6.61191906371416295e01,
        2.98635138197400131e02,
        8.81952221241769090e02,
        1.71204761263407058e03,
        2.05107837782607147e03,
        1.23033935479799725e03
    };

    private static final double[] SIDE_DIVISOR = {
        1,
        1.57449261107098347e01,
        1.17693950891312499e02,
        5.37181101862009858e02,
        1.62138957456669019e03,
        3.29079923573345963e03,
        4.36261909014324716e03,
        3.43936767414372164e03,
        1.23033935480374942e03
    };

    /// `(1/√π − z·exp(z²)·erfc(z)) · z²` by `1/z²`, beyond.
    private static final double[] TAIL = {
        1.63153871373020978e-2,
        3.05326634961232344e-1,
        3.60344899949804439e-1,
        1.25781726111229246e-1,
        1.60837851487422766e-2,
        6.58749161529837803e-4
    };

    private static final double[] TAIL_DIVISOR = {
        1,
        2.56852019228982242e00,
        1.87295284992346725e00,
        5.27905102951428412e-1,
        6.05183413124413191e-2,
        2.33520497626869185e-3
    };

    private static final double CENTRE_BOUND = 0.46875;
    private static final double SIDE_BOUND = 4;
    private static final double ROOT_OF_HALF = Math.sqrt(0.5);
    private static final double ROOT_OF_TWO_PI = Math.sqrt(2 * Math.PI);
    private static final double INVERSE_ROOT_OF_PI = 1 / Math.sqrt(Math.PI);

    private NormalDistribution() {}

    /// `φ(x) = exp(−x²/2) / √(2π)`.
    public static double density(double x) {
        return bell(Math.abs(x)) / ROOT_OF_TWO_PI;
    }

    /// `Φ(x) = ½·(1 + erf(x/√2))`, the probability of a number of at most `x`.
    public static double cumulative(double x) {
        double z = Math.abs(x) * ROOT_OF_HALF;
        if (z <= CENTRE_BOUND) {
            return 0.5 + 0.5 * x * ROOT_OF_HALF * polynomial(CENTRE, z * z) / polynomial(CENTRE_DIVISOR, z * z);
        }
        double beyond = 0.5 * bell(Math.abs(x)) * scaledComplement(z);
        return x < 0 ? beyond : 1 - beyond;
    }

    /// `exp(z²)·erfc(z)`.
    private static double scaledComplement(double z) {
        if (z <= SIDE_BOUND) {
            return polynomial(SIDE, z) / polynomial(SIDE_DIVISOR, z);
        }
        double inverse = 1 / (z * z);
        return (INVERSE_ROOT_OF_PI - inverse * polynomial(TAIL, inverse) / polynomial(TAIL_DIVISOR, inverse)) / z;
    }

    /// `exp(−x²/2)` of a number that is not negative. The rounding of a large `x²` would be felt, so `x²` is split
    /// into `y² + (x − y)·(x + y)` with a `y` of few digits.
    private static double bell(double x) {
        double y = Math.floor(16 * x) / 16;
        return y > 40 ? 0 : StrictMath.exp(-y * y / 2) * StrictMath.exp(-(x - y) * (x + y) / 2);
    }

    private static double polynomial(double[] coefficients, double x) {
        double sum = 0;
        for (double coefficient : coefficients) {
            sum = sum * x + coefficient;
        }
        return sum;
    }
}
