package dev.chainrule.lab.settings;

import java.util.regex.Pattern;

/// Numbers as they are written in settings.
final class Scalars {
    private static final Pattern FINITE = Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");
    private static final Pattern OTHER = Pattern.compile("(?i)[-+]?\\.?(nan|inf(inity)?)");

    private Scalars() {}

    static boolean isNumber(String text) {
        return FINITE.matcher(text).matches() || OTHER.matcher(text).matches();
    }

    static boolean isWhole(String text) {
        return text.matches("[-+]?[0-9]+");
    }

    /// The number that a text says; not a number unless it is finite and [#isNumber].
    static double fraction(String text) {
        double value = FINITE.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
        return Double.isFinite(value) ? value : Double.NaN;
    }

    /// A number as it is written.
    static String text(double value) {
        return Double.toString(value).replace(".0E", "e").replace('E', 'e').replaceFirst("\\.0$", "");
    }
}
