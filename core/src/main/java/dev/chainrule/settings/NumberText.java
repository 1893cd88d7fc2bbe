package dev.chainrule.settings;

import java.math.BigDecimal;
import java.math.MathContext;

/// Numbers in sentences: short, and the same in every locale.
public final class NumberText {
    private static final int DIGITS = 4;
    private static final int SMALLEST = -4;
    private static final int LARGEST = 5;

    private NumberText() {}

    /// A number with at most four significant digits, as it may be written in settings too: `0.05`, `2e-5`, `1e38`.
    public static String of(double value) {
        return of(value, DIGITS, SMALLEST);
    }

    /// The same with other digits.
    ///
    /// @param digits the most significant digits
    /// @param smallest the lowest power of ten that is written without an exponent
    public static String of(double value, int digits, int smallest) {
        if (!Double.isFinite(value)) {
            return String.valueOf(value);
        }
        BigDecimal rounded =
                new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (rounded.signum() == 0 || (exponent >= smallest && exponent <= LARGEST)) {
            return rounded.toPlainString();
        }
        String figures = rounded.unscaledValue().abs().toString();
        String fraction = figures.length() == 1 ? "" : "." + figures.substring(1);
        return (rounded.signum() < 0 ? "-" : "") + figures.charAt(0) + fraction + "e" + exponent;
    }
}
