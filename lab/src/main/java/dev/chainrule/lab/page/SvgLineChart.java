package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.Guide;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Mark;
import dev.chainrule.lab.page.Block.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// A line chart as a drawing: light horizontal gridlines, names at the ends of the lines, a faint line behind a
/// smoothed one.
final class SvgLineChart {
    static final int WIDTH = 500;
    static final int HEIGHT = 300;
    private static final int LEFT = 46;
    private static final int TOP = 30;
    private static final int BOTTOM = HEIGHT - 44;
    private static final int LEAST_NAME_WIDTH = 86;
    private static final int MOST_NAME_WIDTH = 190;
    private static final int NAME_LENGTH = 24;
    private static final int NAME_HEIGHT = 32;
    private static final int COLUMNS = 300;
    /// Up to so many points are dots too, which can be pointed at.
    private static final int MOST_DOTS = 60;

    private final Markup out;
    private final LineChart chart;
    private final Range x;
    private final Range y;
    private final int right;
    private final List<LabelPlace> taken = new ArrayList<>();

    private SvgLineChart(Markup out, LineChart chart) {
        this.out = out;
        this.chart = chart;
        this.right = WIDTH - (chart.series().isEmpty() ? 12 : nameWidth());
        this.x = Range.of(chart.x(), chart.series().stream().map(Series::x).toArray(double[][]::new))
                .withNearbyZero();
        double[] others = DoubleStream.concat(
                        chart.guides().stream().mapToDouble(Guide::y),
                        chart.marks().stream().mapToDouble(Mark::y))
                .toArray();
        Stream<double[]> values = Stream.concat(chart.series().stream().map(Series::y), Stream.of(others));
        this.y = Range.of(chart.y(), values.toArray(double[][]::new))
                .withNearbyZero()
                .toTicks();
    }

    /// Room for the longest name, which is set in bold.
    private int nameWidth() {
        double longest = chart.series().stream()
                .mapToDouble(series -> 1.1 * Svg.width(Svg.shortened(series.name(), NAME_LENGTH)))
                .max()
                .orElse(0);
        return (int) Math.clamp(longest + 14, LEAST_NAME_WIDTH, MOST_NAME_WIDTH);
    }

    static void draw(Markup out, LineChart chart) {
        SvgLineChart drawing = new SvgLineChart(out, chart);
        Svg.open(out, WIDTH, HEIGHT, chart.title(), drawing.summary());
        if (chart.series().stream().allMatch(series -> drawing.last(series) < 0)) {
            Svg.text(out, "mute middle", (LEFT + drawing.right) / 2.0, (TOP + BOTTOM) / 2.0, "Nothing was measured.");
        } else {
            drawing.axes();
            drawing.guides();
            drawing.lines();
            drawing.marks();
            drawing.names();
        }
        out.close("svg");
    }

    /// What the chart shows, in words.
    private String summary() {
        StringBuilder words = new StringBuilder(
                "%s over %s.".formatted(chart.y().label(), chart.x().label()));
        for (Series series : chart.series()) {
            double[] finite = Arrays.stream(series.y()).filter(y::canShow).toArray();
            if (finite.length == 0) {
                words.append(" %s: no values.".formatted(series.name()));
            } else {
                words.append(" %s: from %s to %s, lowest %s, highest %s."
                        .formatted(
                                series.name(),
                                value(finite[0]),
                                value(finite[finite.length - 1]),
                                value(Arrays.stream(finite).min().orElseThrow()),
                                value(Arrays.stream(finite).max().orElseThrow())));
            }
        }
        return words.toString();
    }

    private String value(double value) {
        return switch (chart.y().unit()) {
            case NUMBER -> Numbers.significant(value);
            case PERCENT -> Numbers.percent(value);
        };
    }

    private double across(double value) {
        return LEFT + x.position(value) * (right - LEFT);
    }

    private double down(double value) {
        return BOTTOM - y.position(value) * (BOTTOM - TOP);
    }

    private void axes() {
        for (double tick : y.ticks()) {
            Svg.line(out, "grid", LEFT, down(tick), right, down(tick));
            Svg.text(out, "tick end", LEFT - 7, down(tick) + 4, y.label(tick));
        }
        Svg.line(out, "axis", LEFT, BOTTOM, right, BOTTOM);
        for (double tick : x.ticks()) {
            Svg.line(out, "axis", across(tick), BOTTOM, across(tick), BOTTOM + 4);
            Svg.text(out, "tick middle", across(tick), BOTTOM + 18, x.label(tick));
        }
        Svg.text(out, "label", 0, 14, Svg.shortened(chart.y().label(), 60));
        Svg.text(out, "label end", right, HEIGHT - 6, Svg.shortened(chart.x().label(), 60));
    }

    private void guides() {
        for (Guide guide : chart.guides()) {
            if (y.canShow(guide.y())) {
                Svg.line(out, "guide", LEFT, down(guide.y()), right, down(guide.y()));
                String label = Svg.shortened(guide.label(), 40);
                LabelPlace place = free().besideALine(down(guide.y()), label);
                taken.add(place);
                Svg.text(out, "guide-name halo " + place.anchor(), place.x(), place.y(), label);
            }
        }
    }

    /// Where labels may stand: not on the lines, nor on other labels.
    private FreePlaces free() {
        List<double[]> points = new ArrayList<>();
        for (Series series : chart.series()) {
            double[] values = shown(series);
            double[] positions = Arrays.stream(series.x()).map(x::position).toArray();
            for (int i : Curve.drawn(positions, values, COLUMNS)) {
                if (x.canShow(series.x()[i]) && y.canShow(values[i])) {
                    points.add(new double[] {across(series.x()[i]), down(values[i])});
                }
            }
            points.add(new double[] {Double.NaN, Double.NaN});
        }
        return new FreePlaces(points, taken, LEFT, TOP, right, BOTTOM);
    }

    private void lines() {
        for (int i = 0; i < chart.series().size(); i++) {
            Series series = chart.series().get(i);
            if (series.smoothing() > 1) {
                path(series.x(), series.y(), "raw " + Svg.color(i));
            }
            path(series.x(), shown(series), "line " + Svg.color(i));
            if (series.smoothing() == 1 && series.x().length <= MOST_DOTS) {
                dots(series, Svg.color(i));
            }
        }
    }

    private static double[] shown(Series series) {
        return series.smoothing() > 1 ? Curve.smoothed(series.y(), series.smoothing()) : series.y();
    }

    private void path(double[] xs, double[] ys, String style) {
        double[] positions = Arrays.stream(xs).map(x::position).toArray();
        StringBuilder path = new StringBuilder();
        boolean gap = true;
        for (int i : Curve.drawn(positions, ys, COLUMNS)) {
            boolean visible = x.canShow(xs[i]) && y.canShow(ys[i]);
            if (visible) {
                path.append(gap ? 'M' : 'L')
                        .append(Numbers.coordinate(across(xs[i])))
                        .append(' ')
                        .append(Numbers.coordinate(down(ys[i])));
            }
            gap = !visible;
        }
        if (!path.isEmpty()) {
            out.empty("path", "class", style, "d", path.toString());
        }
    }

    private void dots(Series series, String color) {
        for (int i = 0; i < series.x().length; i++) {
            if (x.canShow(series.x()[i]) && y.canShow(series.y()[i])) {
                Svg.dot(out, "dot " + color, across(series.x()[i]), down(series.y()[i]), 2.5, pointed(series, i));
            }
        }
    }

    private String pointed(Series series, int i) {
        String position = series.x()[i] == StrictMath.rint(series.x()[i])
                ? Numbers.count((long) series.x()[i])
                : String.format(Locale.ROOT, "%.2f", series.x()[i]);
        return "%s, %s %s: %s".formatted(series.name(), chart.x().label(), position, value(series.y()[i]));
    }

    private void marks() {
        for (Mark mark : chart.marks()) {
            if (x.canShow(mark.x()) && y.canShow(mark.y())) {
                double px = across(mark.x());
                double py = down(mark.y());
                Svg.dot(out, "ring", px, py, 5.5, mark.label());
                String label = Svg.shortened(mark.label(), 40);
                LabelPlace place = free().near(px, py, label);
                taken.add(place);
                double from = py + (place.y() > py ? 6 : -6);
                Svg.line(out, "leader", px, from, px, place.isFarFrom(px, py) ? place.edgeTowards(py) : from);
                Svg.text(out, "mark halo " + place.anchor(), place.x(), place.y(), label);
            }
        }
    }

    /// The name and last value of each line, at its end; pushed apart where they would overlap.
    private void names() {
        record Name(int series, int last, double wanted) {}
        List<Name> names = new ArrayList<>();
        for (int i = 0; i < chart.series().size(); i++) {
            int last = last(chart.series().get(i));
            if (last >= 0) {
                names.add(new Name(i, last, down(shown(chart.series().get(i))[last])));
            }
        }
        names.sort(Comparator.comparingDouble(Name::wanted));
        double[] wanted = names.stream().mapToDouble(Name::wanted).toArray();
        double[] places = Svg.apart(wanted, NAME_HEIGHT, TOP, BOTTOM - 12);
        for (int n = 0; n < places.length; n++) {
            Series series = chart.series().get(names.get(n).series());
            String color = Svg.color(names.get(n).series());
            Svg.text(out, "name " + color, right + 8, places[n] + 2, Svg.shortened(series.name(), NAME_LENGTH));
            Svg.text(
                    out,
                    "tick",
                    right + 8,
                    places[n] + 16,
                    value(shown(series)[names.get(n).last()]));
        }
    }

    /// The index of the last value that is drawn, or −1.
    private int last(Series series) {
        double[] values = shown(series);
        int last = values.length - 1;
        while (last >= 0 && !(y.canShow(values[last]) && x.canShow(series.x()[last]))) {
            last--;
        }
        return last;
    }
}
