package dev.chainrule.settings;

import java.math.BigDecimal;
import java.math.MathContext;

/// Numbers in sentences: short, and the same in every locale.
public final class NumberText {
    private static final MathContext FOUR_DIGITS = new MathContext(4);
    private static final int SMALLEST = -4;
    private static final int LARGEST = 5;

    private NumberText() {}

    /// A number with at most four significant digits, as it may be written in settings too: `0.05`, `2e-5`, `1e38`.
    public static String of(double value) {
        if (!Double.isFinite(value)) {
            return String.valueOf(value);
        }
        BigDecimal rounded = new BigDecimal(value).round(FOUR_DIGITS).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (rounded.signum() == 0 || (exponent >= SMALLEST && exponent <= LARGEST)) {
            return rounded.toPlainString();
        }
        String digits = rounded.unscaledValue().abs().toString();
        String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
        return (rounded.signum() < 0 ? "-" : "") + digits.charAt(0) + fraction + "e" + exponent;
    }
}
