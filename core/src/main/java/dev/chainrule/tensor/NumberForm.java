package dev.chainrule.tensor;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/// How the numbers of one tensor are written: with as many digits behind the point as five significant digits of the
/// largest have, fewer if all others are 0; with a power of ten if the largest is below 1e-4, or 1e5 and more.
///
/// @param exponent whether all have a power of ten
/// @param decimals digits behind the point
record NumberForm(boolean exponent, int decimals) {
    private static final int DIGITS = 5;

    /// Numbers in the form that fits all of them, of one length.
    static List<String> aligned(List<Double> numbers) {
        NumberForm form = of(numbers.stream().filter(Double::isFinite).toList());
        List<String> words = numbers.stream().map(form::text).toList();
        int width = words.stream().mapToInt(String::length).max().orElse(0);
        return words.stream()
                .map(word -> " ".repeat(width - word.length()) + word)
                .toList();
    }

    private static NumberForm of(List<Double> finite) {
        double largest = finite.stream().mapToDouble(Math::abs).max().orElse(0);
        boolean whole = finite.stream().allMatch(x -> x == Math.rint(x));
        boolean exponent = largest >= (whole ? 1e9 : 1e5) || (largest > 0 && largest < 1e-4);
        int most = exponent || largest == 0 ? DIGITS - 1 : Math.max(1, DIGITS - 1 - power(new BigDecimal(largest)));
        int needed = finite.stream()
                .mapToInt(x -> decimalsOf(exponent ? significant(x, DIGITS) : fixed(x, most), exponent))
                .max()
                .orElse(1);
        return new NumberForm(exponent, Math.max(1, needed));
    }

    private static int decimalsOf(BigDecimal rounded, boolean exponent) {
        BigDecimal stripped = rounded.stripTrailingZeros();
        return exponent ? stripped.precision() - 1 : stripped.scale();
    }

    private static BigDecimal fixed(double x, int decimals) {
        return new BigDecimal(x).setScale(decimals, RoundingMode.HALF_EVEN);
    }

    private static BigDecimal significant(double x, int digits) {
        return new BigDecimal(x).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    }

    /// The power of ten of the first digit.
    private static int power(BigDecimal x) {
        return x.precision() - x.scale() - 1;
    }

    private String text(double x) {
        if (!Double.isFinite(x)) {
            return Double.toString(x);
        }
        if (exponent && x != 0) {
            return withPower(x, decimals);
        }
        // A small number beside large ones must not look like 0.
        boolean vanishes = x != 0 && fixed(x, decimals).signum() == 0;
        return vanishes ? withPower(x, 1) : fixed(x, decimals).toPlainString();
    }

    private static String withPower(double x, int decimals) {
        BigDecimal rounded = significant(x, decimals + 1);
        int power = power(rounded);
        String size = Integer.toString(Math.abs(power));
        return rounded.movePointLeft(power).setScale(decimals).toPlainString()
                + (power < 0 ? "e-" : "e+")
                + "0".repeat(Math.max(0, 2 - size.length()))
                + size;
    }
}
