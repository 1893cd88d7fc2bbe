package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.Axis.Unit;
import dev.chainrule.settings.NumberText;
import java.util.Locale;

/// How numbers are written on a page: one way for each kind.
public final class Numbers {
    private static final String NONE = "–";
    /// Keeps a number and its unit on one line.
    private static final char NO_BREAK_SPACE = '\u00a0';

    private static final char THIN_SPACE = '\u202f';

    private Numbers() {}

    /// A share as per cent, for example `45.3 %`; a dash for what is not a number.
    public static String percent(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f%c%%", 100 * share, NO_BREAK_SPACE) : NONE;
    }

    /// A share as whole per cent, for example `45 %`.
    public static String wholePercent(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%.0f%c%%", 100 * share, NO_BREAK_SPACE) : NONE;
    }

    /// A range of shares as per cent, for example `42.2–48.4 %`.
    ///
    /// @param ends the lower and the upper one
    public static String percentRange(double... ends) {
        return String.format(Locale.ROOT, "%.1f–%.1f%c%%", 100 * ends[0], 100 * ends[1], NO_BREAK_SPACE);
    }

    /// A share that may be far below one per cent, for example `0.002 %`; a dash for what is not a number.
    public static String smallPercent(double share) {
        return share >= 0.1 || !Double.isFinite(share) ? percent(share) : brief(100 * share) + NO_BREAK_SPACE + "%";
    }

    /// A setting that somebody chose, such as a learning rate, to three digits and without needless ones: `0.05`,
    /// `1e-8`.
    public static String brief(double value) {
        return Double.isFinite(value) ? NumberText.of(value, 3, -3) : NONE;
    }

    /// A difference of shares in percentage points, for example `11.8 points`.
    public static String points(double difference) {
        return String.format(Locale.ROOT, "%.1f%cpoints", 100 * difference, NO_BREAK_SPACE);
    }

    /// A count, for example `48 000`.
    public static String count(long count) {
        String digits = Long.toString(count);
        StringBuilder out = new StringBuilder(digits);
        int first = digits.startsWith("-") ? 1 : 0;
        for (int i = digits.length() - 3; digits.length() - first > 4 && i > first; i -= 3) {
            out.insert(i, THIN_SPACE);
        }
        return out.toString();
    }

    /// A count with its noun, which gets an s but for one, for example `3 epochs`.
    public static String count(long count, String noun) {
        return count(count) + NO_BREAK_SPACE + noun + (count == 1 ? "" : "s");
    }

    /// A number with about four significant digits, for example `2.303`.
    public static String significant(double value) {
        if (!Double.isFinite(value)) {
            return NONE;
        }
        if (value == 0) {
            return "0";
        }
        double magnitude = Math.abs(value);
        if (magnitude < 1e-3 || magnitude >= 1e5) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        int decimals = magnitude < 1e-1 ? 4 : magnitude < 10 ? 3 : magnitude < 100 ? 2 : magnitude < 1000 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /// A value of an axis or of a table, as its unit wants it.
    static String written(double value, Unit unit) {
        return switch (unit) {
            case NUMBER -> significant(value);
            case PERCENT -> percent(value);
        };
    }

    /// A position along an axis, such as a step or an epoch: whole ones as counts.
    static String position(double value) {
        boolean whole = value == StrictMath.rint(value) && Math.abs(value) < 1e15;
        return whole ? count((long) value) : significant(value);
    }

    /// A place in an order, for example `25th`.
    static String ordinal(int number) {
        int lastTwo = number % 100;
        boolean teens = lastTwo >= 11 && lastTwo <= 13;
        return count(number)
                + switch (teens ? 0 : number % 10) {
                    case 1 -> "st";
                    case 2 -> "nd";
                    case 3 -> "rd";
                    default -> "th";
                };
    }

    /// A time, for example `6.2 s`, `3 min 12 s`, `2 h 5 min`.
    public static String seconds(double seconds) {
        if (!Double.isFinite(seconds)) {
            return NONE;
        }
        if (seconds < 99.5) {
            String pattern = seconds < 9.95 ? "%.1f%cs" : "%.0f%cs";
            return String.format(Locale.ROOT, pattern, seconds, NO_BREAK_SPACE);
        }
        long whole = Math.round(seconds);
        return whole < 6000
                ? "%s%cmin %s%cs".formatted(whole / 60, NO_BREAK_SPACE, whole % 60, NO_BREAK_SPACE)
                : "%s%ch %s%cmin".formatted(whole / 3600, NO_BREAK_SPACE, whole % 3600 / 60, NO_BREAK_SPACE);
    }

    /// A length or position inside a drawing, to a tenth, without a needless zero.
    public static String coordinate(double value) {
        long tenths = Math.round(10 * value);
        return tenths % 10 == 0
                ? Long.toString(tenths / 10)
                : (tenths < 0 ? "-" : "") + Math.abs(tenths / 10) + "." + Math.abs(tenths % 10);
    }
}
