package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.Axis;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The values that an axis spans, where they lie along it, and its ticks at round numbers.
///
/// @param axis its scale and unit
/// @param from the first value; above 0 on a logarithmic axis
/// @param to the last value, above the first
record Range(Axis axis, double from, double to) {
    /// Ticks that a tidy axis should have about.
    private static final int TICKS = 5;

    private static final int MOST_DECADES = 6;

    /// Smaller distances of ticks are written with an exponent.
    private static final double SMALLEST_DECIMAL = 0.999e-4;

    /// The range of an axis that contains all the values that it can show.
    static Range of(Axis axis, double[]... values) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double[] some : values) {
            for (double value : some) {
                if (canShow(axis, value)) {
                    low = Math.min(low, value);
                    high = Math.max(high, value);
                }
            }
        }
        boolean logarithmic = axis.scale() == Axis.Scale.LOGARITHMIC;
        if (low > high) {
            return new Range(axis, logarithmic ? 1 : 0, logarithmic ? 10 : 1);
        }
        if (!(high - low > 1e-12 * Math.max(Math.abs(low), Math.abs(high)))) {
            double margin = low == 0 ? 1 : Math.abs(low) / 2;
            return new Range(axis, low - margin, high + margin);
        }
        return new Range(axis, low, high);
    }

    private static boolean canShow(Axis axis, double value) {
        return Double.isFinite(value) && (axis.scale() == Axis.Scale.LINEAR || value > 0);
    }

    boolean canShow(double value) {
        return canShow(axis, value);
    }

    /// This range, from 0 on if it is a linear one that begins not far above it.
    Range withNearbyZero() {
        boolean nearby = axis.scale() == Axis.Scale.LINEAR && from > 0 && from < to / 3;
        return nearby ? new Range(axis, 0, to) : this;
    }

    /// This range, widened to the next ticks.
    Range toTicks() {
        return switch (axis.scale()) {
            case LINEAR -> {
                double step = step();
                yield new Range(
                        axis, StrictMath.floor(from / step + 1e-9) * step, StrictMath.ceil(to / step - 1e-9) * step);
            }
            case LOGARITHMIC -> new Range(axis, from / 1.1, to * 1.1);
        };
    }

    /// Where a value lies: 0 at the first value, 1 at the last.
    double position(double value) {
        return switch (axis.scale()) {
            case LINEAR -> (value - from) / (to - from);
            case LOGARITHMIC -> StrictMath.log(value / from) / StrictMath.log(to / from);
        };
    }

    /// Round numbers inside the range.
    List<Double> ticks() {
        return switch (axis.scale()) {
            case LINEAR -> linearTicks();
            case LOGARITHMIC -> logarithmicTicks();
        };
    }

    private List<Double> linearTicks() {
        double step = step();
        List<Double> ticks = new ArrayList<>();
        double last = StrictMath.floor(to / step + 1e-9);
        for (double k = StrictMath.ceil(from / step - 1e-9); k <= last; k++) {
            ticks.add(k == 0 ? 0.0 : k * step);
        }
        return ticks;
    }

    /// The distance of linear ticks: 1, 2 or 5 times a power of ten.
    private double step() {
        double rough = (to - from) / TICKS;
        double power = StrictMath.pow(10, StrictMath.floor(StrictMath.log10(rough)));
        double leading = rough / power;
        return power * (leading <= 1.5 ? 1 : leading <= 3.5 ? 2 : leading <= 7.5 ? 5 : 10);
    }

    private List<Double> logarithmicTicks() {
        int first = (int) StrictMath.floor(StrictMath.log10(from));
        int last = (int) StrictMath.ceil(StrictMath.log10(to));
        int every = Math.max(1, (last - first) / MOST_DECADES);
        int[] leading = last - first <= 3 ? new int[] {1, 2, 5} : new int[] {1};
        List<Double> ticks = new ArrayList<>();
        for (int decade = first; decade <= last; decade += every) {
            for (int digit : leading) {
                double tick = Double.parseDouble(digit + "e" + decade);
                if (tick >= from * (1 - 1e-9) && tick <= to * (1 + 1e-9)) {
                    ticks.add(tick);
                }
            }
        }
        return ticks;
    }

    /// A tick as text.
    String label(double tick) {
        boolean percent = axis.unit() == Axis.Unit.PERCENT;
        double shown = percent ? 100 * tick : tick;
        double distance = axis.scale() == Axis.Scale.LINEAR ? step() * (percent ? 100 : 1) : Math.abs(shown);
        return number(shown, distance) + (percent ? "\u00a0%" : "");
    }

    /// As many decimals as numbers of that distance need.
    private static String number(double value, double distance) {
        if (value == 0 && distance < SMALLEST_DECIMAL) {
            return "0";
        }
        if (Math.abs(value) >= 1e6 || distance < SMALLEST_DECIMAL) {
            return String.format(Locale.ROOT, "%.1e", value)
                    .replace(".0e", "e")
                    .replace("e+0", "e")
                    .replace("e-0", "e-");
        }
        int decimals = Math.max(0, (int) -StrictMath.floor(StrictMath.log10(distance) + 1e-9));
        return decimals == 0
                ? Numbers.count(Math.round(value))
                : String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
