package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.Axis;
import dev.chainrule.lab.page.Quantity.Kind;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// An axis of a drawing of points: where the values of a quantity lie along it, its ticks, and how values are written.
///
/// @param quantity the quantity
/// @param range from where to where it goes, somewhat beyond the outermost values
record QuantityAxis(Quantity quantity, Range range) {
    /// How far an axis goes beyond its outermost values, as a part of it.
    private static final double MARGIN = 0.04;

    /// What points spread over at a word, as a part of its place.
    private static final double SPREAD = 0.6;

    /// Beyond that, differences and quotients of values would overflow.
    private static final double LARGEST = 1e300;

    private static final double LARGEST_RATIO = 1e150;

    /// A place with its label.
    ///
    /// @param position 0 at the beginning of the axis, 1 at its end
    record Tick(double position, String label) {}

    static QuantityAxis of(Quantity quantity) {
        if (quantity.kind() == Kind.WORDS) {
            double last = Math.max(1, quantity.words().size()) - 0.5;
            return new QuantityAxis(quantity, new Range(Axis.of(quantity.label()), -0.5, last));
        }
        double[] values = Arrays.stream(quantity.values())
                .filter(value -> isShown(quantity.kind(), value))
                .toArray();
        double[] spans = Arrays.stream(quantity.spans())
                .filter(value -> isShown(quantity.kind(), value))
                .toArray();
        return new QuantityAxis(quantity, widened(Range.of(axis(quantity), values, spans)));
    }

    private static Axis axis(Quantity quantity) {
        return switch (quantity.kind()) {
            case LINEAR, WORDS -> Axis.of(quantity.label());
            case LOGARITHMIC -> new Axis(quantity.label(), Axis.Scale.LOGARITHMIC, Axis.Unit.NUMBER);
            case SHARE -> new Axis(quantity.label(), Axis.Scale.LINEAR, Axis.Unit.PERCENT);
        };
    }

    private static boolean isShown(Kind kind, double value) {
        return kind == Kind.LOGARITHMIC
                ? value >= 1 / LARGEST_RATIO && value <= LARGEST_RATIO
                : Math.abs(value) <= LARGEST;
    }

    private static Range widened(Range range) {
        if (range.axis().scale() == Axis.Scale.LOGARITHMIC) {
            double factor = StrictMath.pow(range.to() / range.from(), MARGIN);
            return new Range(range.axis(), range.from() / factor, range.to() * factor);
        }
        double margin = MARGIN * (range.to() - range.from());
        return new Range(range.axis(), range.from() - margin, range.to() + margin);
    }

    /// Whether a point has a value that the axis can show.
    boolean has(int point) {
        return isShown(quantity.kind(), quantity.values()[point]);
    }

    /// How many points have one.
    int count() {
        return (int)
                IntStream.range(0, quantity.values().length).filter(this::has).count();
    }

    /// Where a point lies: 0 at the beginning of the axis, 1 at its end.
    double position(int point) {
        return range.position(quantity.values()[point]);
    }

    /// Where a point lies if those of one word are spread beside each other.
    ///
    /// @param share where among them, in 0 to 1
    double position(int point, double share) {
        double spread = quantity.kind() == Kind.WORDS ? SPREAD * (share - 0.5) : 0;
        return range.position(quantity.values()[point] + spread);
    }

    /// Round numbers, or the words.
    List<Tick> ticks() {
        if (quantity.kind() == Kind.WORDS) {
            return IntStream.range(0, quantity.words().size())
                    .mapToObj(word ->
                            new Tick(range.position(word), quantity.words().get(word)))
                    .toList();
        }
        List<Tick> ticks = range.ticks().stream()
                .map(tick -> new Tick(range.position(tick), range.label(tick)))
                .toList();
        if (ticks.size() > 1) {
            return ticks;
        }
        // A part of a decade has no round ratios.
        Range linear = new Range(Axis.of(quantity.label()), range.from(), range.to());
        return linear.ticks().stream()
                .map(tick -> new Tick(range.position(tick), linear.label(tick)))
                .toList();
    }

    /// The value of a point, as it is written; a dash if it has none.
    String written(int point) {
        double value = quantity.values()[point];
        return switch (quantity.kind()) {
            case LINEAR, LOGARITHMIC -> Numbers.brief(value);
            case SHARE -> Numbers.percent(value);
            case WORDS -> has(point) ? quantity.words().get((int) value) : Numbers.brief(value);
        };
    }

    /// How many different values points have.
    int different() {
        return (int) IntStream.range(0, quantity.values().length)
                .filter(this::has)
                .mapToDouble(point -> quantity.values()[point])
                .distinct()
                .count();
    }

    /// The index of the point of the lowest value; −1 if there is none.
    int lowest() {
        return IntStream.range(0, quantity.values().length)
                .filter(this::has)
                .boxed()
                .min(byValue())
                .orElse(-1);
    }

    /// Likewise of the highest value.
    int highest() {
        return IntStream.range(0, quantity.values().length)
                .filter(this::has)
                .boxed()
                .max(byValue())
                .orElse(-1);
    }

    private Comparator<Integer> byValue() {
        return Comparator.comparingDouble(point -> quantity.values()[point]);
    }

    /// Where a value lies between the lowest, 0, and the highest one, 1; in the middle if all are equal.
    double share(int point) {
        double from = position(lowest());
        double to = position(highest());
        return to > from ? (position(point) - from) / (to - from) : 0.5;
    }
}
