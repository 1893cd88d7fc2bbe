package dev.chainrule.lab.settings;

import java.math.BigInteger;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Numbers as they are written in settings.
final class Scalars {
    private static final Pattern FINITE =
            Pattern.compile("[-+]?(?:[0-9]++\\.?[0-9]*+|\\.[0-9]++)(?:[eE][-+]?[0-9]++)?");
    private static final Pattern OTHER = Pattern.compile("(?i)[-+]?\\.?(nan|inf(inity)?)");

    private Scalars() {}

    static boolean isNumber(String text) {
        return FINITE.matcher(text).matches() || OTHER.matcher(text).matches();
    }

    static boolean isWhole(String text) {
        return text.matches("[-+]?[0-9]++");
    }

    /// The whole number that a text says, if it is one and fits the range.
    static OptionalLong whole(String text, long least, long most) {
        String digits = text.replaceFirst("^[-+]?0*(?=[0-9])", "");
        if (!isWhole(text) || digits.length() > 19) {
            return OptionalLong.empty();
        }
        BigInteger value = new BigInteger(text.startsWith("-") ? "-" + digits : digits);
        boolean fits =
                value.compareTo(BigInteger.valueOf(least)) >= 0 && value.compareTo(BigInteger.valueOf(most)) <= 0;
        return fits ? OptionalLong.of(value.longValue()) : OptionalLong.empty();
    }

    /// The number that a text says, without the sign of a zero; not a number unless it is finite and [#isNumber].
    static double fraction(String text) {
        double value = FINITE.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
        return Double.isFinite(value) ? value + 0.0 : Double.NaN;
    }

    /// A number as it is written.
    static String text(double value) {
        return Double.toString(value).replace(".0E", "e").replace('E', 'e').replaceFirst("\\.0$", "");
    }

    /// What a text says: a whole number, another finite one, a truth value, or the text.
    static Object plain(String text) {
        OptionalLong whole = whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
        double fraction = fraction(text);
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        return whole.isPresent() ? (Object) whole.getAsLong() : Double.isFinite(fraction) ? (Object) fraction : text;
    }
}
