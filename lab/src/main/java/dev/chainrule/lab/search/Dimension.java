package dev.chainrule.lab.search;

import dev.chainrule.settings.NumberText;
import dev.chainrule.settings.Require;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The values that one setting may take, laid out along the line from 0 to 1.
///
/// A value is a text as it stands in settings. Numbers are rounded before they are used, so that what is trained with
/// is what is read: about four digits, never outside of the range.
public sealed interface Dimension {
    /// The largest whole number that a range may reach: beside it a half is still a `double`.
    long MOST_WHOLE = 1L << 50;

    /// A number as it may be written.
    String NUMBER = "[-+]?(?:[0-9]++\\.?[0-9]*+|\\.[0-9]++)(?:[eE][-+]?[0-9]++)?";

    /// The value at a position.
    ///
    /// @param position from 0 to 1; equal lengths are equally many draws
    String at(double position);

    /// The position of a value, so that [#at] gives it back but for rounding; of one among a few, the middle of its
    /// part of the line.
    ///
    /// @param value a text that [#at] gave
    double position(String value);

    /// Different values at equal distances, both ends among them; of a choice all.
    ///
    /// @param points how many, if there are so many; one is that in the middle
    default List<String> spread(int points) {
        return IntStream.range(0, points)
                .mapToObj(i -> at(points == 1 ? 0.5 : (double) i / (points - 1)))
                .distinct()
                .toList();
    }

    /// As it is written behind the key of a setting, such as `log:1e-4..0.1`.
    String text();

    /// A number from a range, each as likely as any other.
    ///
    /// @param low the lowest
    /// @param high the highest
    record Uniform(double low, double high) implements Dimension {
        /// Checks the range.
        public Uniform {
            checkRange("Uniform", low, high);
        }

        @Override
        public String at(double position) {
            int decimals = 3 - (int) Math.floor(StrictMath.log10(high - low));
            double value = low + position * (high - low);
            double rounded = new BigDecimal(value)
                    .setScale(decimals, RoundingMode.HALF_EVEN)
                    .doubleValue();
            return number(Math.clamp(rounded, low, high));
        }

        @Override
        public double position(String value) {
            return Math.clamp((Double.parseDouble(value) - low) / (high - low), 0, 1);
        }

        @Override
        public String text() {
            return "uniform:" + number(low) + ".." + number(high);
        }
    }

    /// A number from a range above 0 whose logarithm is uniform: equal ratios are equally likely.
    ///
    /// @param low the lowest
    /// @param high the highest
    record Log(double low, double high) implements Dimension {
        /// Checks the range.
        public Log {
            Require.positive("Log", "low", low);
            checkRange("Log", low, high);
        }

        @Override
        public String at(double position) {
            double decades = StrictMath.log10(high) - StrictMath.log10(low);
            double value = StrictMath.pow(10, StrictMath.log10(low) + position * decades);
            int more = (int) Math.clamp(Math.ceil(-StrictMath.log10(decades)), 0, 11);
            double rounded = Double.parseDouble(NumberText.of(value, 4 + more, -4));
            return number(Math.clamp(rounded, low, high));
        }

        @Override
        public double position(String value) {
            return Math.clamp(share(Double.parseDouble(value), low, high), 0, 1);
        }

        @Override
        public String text() {
            return "log:" + number(low) + ".." + number(high);
        }
    }

    /// A whole number from a range.
    ///
    /// @param low the lowest
    /// @param high the highest
    /// @param logarithmic whether equal ratios are equally likely; else all numbers are
    record Whole(long low, long high, boolean logarithmic) implements Dimension {
        /// Checks the range.
        public Whole {
            Require.that(low < high, "Whole", "low", low, "a whole number below high, which is " + high);
            Require.that(low >= -MOST_WHOLE && high <= MOST_WHOLE, "Whole", "high", high, "whole numbers within ±2^50");
            Require.that(
                    low > 0 || !logarithmic,
                    "Whole",
                    "low",
                    low,
                    "at least 1, because equal ratios are equally likely");
        }

        @Override
        public String at(double position) {
            double from = low - 0.5;
            double to = high + 0.5;
            double value = logarithmic
                    ? StrictMath.exp(StrictMath.log(from) + position * (StrictMath.log(to) - StrictMath.log(from)))
                    : from + position * (to - from);
            return Long.toString(Math.clamp((long) Math.floor(value + 0.5), low, high));
        }

        @Override
        public double position(String value) {
            double from = low - 0.5;
            double to = high + 0.5;
            double whole = Double.parseDouble(value);
            return Math.clamp(logarithmic ? share(whole, from, to) : (whole - from) / (to - from), 0, 1);
        }

        @Override
        public String text() {
            return (logarithmic ? "log-integer:" : "integer:") + low + ".." + high;
        }
    }

    /// One of a few values, each as likely as any other.
    ///
    /// @param values two or more different ones, as they stand in settings, such as `adam` or `[100, 50]`
    record Choice(List<String> values) implements Dimension {
        /// Copies the list and checks the values.
        public Choice {
            values = List.copyOf(values);
            Require.that(values.size() > 1, "Choice", "values", String.join("|", values), "two values or more, a|b");
            Require.that(
                    values.stream().noneMatch(String::isBlank),
                    "Choice",
                    "values",
                    String.join("|", values),
                    "a value on both sides of each |");
            Require.that(
                    values.stream().map(Choice::meaning).distinct().count() == values.size(),
                    "Choice",
                    "values",
                    String.join("|", values),
                    "each value once");
        }

        /// Numbers are the same if they are equal, however they are written.
        private static Object meaning(String value) {
            return value.matches(NUMBER) ? (Object) Double.valueOf(value) : value;
        }

        @Override
        public String at(double position) {
            return values.get((int) Math.clamp(Math.floor(position * values.size()), 0, values.size() - 1));
        }

        @Override
        public double position(String value) {
            return (values.indexOf(value) + 0.5) / values.size();
        }

        @Override
        public List<String> spread(int points) {
            return values;
        }

        @Override
        public String text() {
            return values.stream().collect(Collectors.joining("|", "choice:", ""));
        }
    }

    private static void checkRange(String owner, double low, double high) {
        Require.finite(owner, "low", low);
        Require.finite(owner, "high", high);
        Require.that(low < high, owner, "low", number(low), "a number below high, which is " + number(high));
        Require.finite(owner, "high", high - low);
    }

    private static double share(double value, double low, double high) {
        double start = StrictMath.log(low);
        return (StrictMath.log(value) - start) / (StrictMath.log(high) - start);
    }

    /// A number in as few digits as give it back.
    private static String number(double value) {
        for (int digits = 1; digits < 17; digits++) {
            String text = NumberText.of(value, digits, -4);
            if (Double.parseDouble(text) == value) {
                return text;
            }
        }
        return NumberText.of(value, 17, -4);
    }
}
