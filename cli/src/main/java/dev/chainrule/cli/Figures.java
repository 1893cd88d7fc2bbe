package dev.chainrule.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/// How numbers are written on a terminal: one way for each kind, in every locale.
final class Figures {
    private static final int MINUTE = 60;
    private static final int HOUR = 60 * MINUTE;
    private static final int DAY = 24 * HOUR;

    private Figures() {}

    /// A share, for example `33.0 %`; a dash for what is not a number.
    static String percent(double share) {
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /// A count, for example `1,234`.
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /// A count with its noun, which gets an s but for one, for example `3 epochs`.
    static String count(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /// A loss or a rate with four significant digits, for example `2.303`, `0.0005200` or `1.200e-07`; a dash for
    /// what is not a number.
    static String significant(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "–" : value > 0 ? "∞" : "-∞";
        }
        double magnitude = Math.abs(value);
        if (value != 0 && (magnitude < 1e-4 || magnitude >= 1e5)) {
            return String.format(Locale.ROOT, "%.3e", value);
        }
        int before = magnitude < 1e-3 ? -3 : magnitude < 1e-2 ? -2 : magnitude < 1e-1 ? -1 : 0;
        int digits = magnitude >= 1e4 ? 5 : magnitude >= 1e3 ? 4 : magnitude >= 100 ? 3 : magnitude >= 10 ? 2 : 1;
        int decimals = value == 0 ? 0 : Math.max(0, (magnitude < 1 ? 4 - before : 4 - digits));
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /// A number that somebody chose or that follows from it, with three significant digits and no zeros at its end,
    /// for example `0.001`, `0.000467` or `3.43e-05`; a dash for what is not a number.
    static String compact(double value) {
        if (!Double.isFinite(value) || value == 0) {
            return significant(value);
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < 6) {
            return rounded.toPlainString();
        }
        String digits = rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString();
        return String.format(Locale.ROOT, "%se%s%02d", digits, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    /// A time that has passed, for example `<1 ms`, `40 ms`, `6.2 s`, `45 s`, `3:07` (minutes), `2:03:15` (hours),
    /// `5 d 3 h`.
    static String duration(double seconds) {
        if (!(seconds < 9.95)) {
            return wholeSeconds(seconds);
        }
        if (seconds < 0.9995) {
            return seconds < 0.0005 ? "<1 ms" : Math.round(1000 * seconds) + " ms";
        }
        return String.format(Locale.ROOT, "%.1f s", seconds);
    }

    /// The same to a whole second, which is enough for what is only guessed; a dash for what is not known.
    static String wholeSeconds(double seconds) {
        if (Double.isNaN(seconds)) {
            return "–";
        }
        long whole = Math.round(seconds);
        if (whole < MINUTE) {
            return whole + " s";
        }
        if (whole < HOUR) {
            return String.format(Locale.ROOT, "%d:%02d", whole / MINUTE, whole % MINUTE);
        }
        return whole < 4 * DAY
                ? String.format(Locale.ROOT, "%d:%02d:%02d", whole / HOUR, whole / MINUTE % 60, whole % MINUTE)
                : String.format(Locale.ROOT, "%d d %d h", whole / DAY, whole % DAY / HOUR);
    }

    /// The same in few characters, for example `45 s`, `3:07`, `2:03 h`, `22 h`, `5 d`.
    static String briefly(double seconds) {
        if (seconds < HOUR || Double.isNaN(seconds)) {
            return wholeSeconds(seconds);
        }
        if (seconds < 10 * HOUR) {
            long minutes = (long) (seconds / MINUTE);
            return String.format(Locale.ROOT, "%d:%02d h", minutes / 60, minutes % 60);
        }
        return seconds < 4 * DAY ? Math.round(seconds / HOUR) + " h" : Math.round(seconds / DAY) + " d";
    }
}
