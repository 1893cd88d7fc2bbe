package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.Band;
import dev.chainrule.lab.page.Block.Guide;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Mark;
import dev.chainrule.lab.page.Block.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// A line chart as a drawing: light horizontal gridlines, bands behind all lines, names at the ends of the lines, a
/// faint line behind a smoothed one. More lines than colours are dashed differently.
final class SvgLineChart {
    static final int WIDTH = 500;
    static final int HEIGHT = 300;
    private static final int COLUMNS = 300;
    private static final int FEWEST_COLUMNS = 100;
    /// Over so many columns all lines together are drawn, if that leaves enough for each.
    private static final int COLUMNS_OF_ALL = 800;
    /// Up to so many points are dots too, which can be pointed at.
    private static final int MOST_DOTS = 60;
    /// Of all lines together.
    private static final int MOST_DOTS_OF_ALL = 240;

    private final Markup out;
    private final LineChart chart;
    private final Frame frame;
    private final SvgLineNames names;
    private final int columns;
    private final List<double[]> shown;
    private final List<LabelPlace> taken = new ArrayList<>();

    private SvgLineChart(Markup out, LineChart chart) {
        this.out = out;
        this.chart = chart;
        this.names = new SvgLineNames(chart.series(), WIDTH);
        this.columns = Math.clamp(COLUMNS_OF_ALL / Math.max(1, chart.series().size()), FEWEST_COLUMNS, COLUMNS);
        this.shown = chart.series().stream()
                .map(series -> Curve.smoothedOrAsIs(series.y(), series.smoothing()))
                .toList();
        int right = WIDTH - (chart.series().isEmpty() ? 12 : names.width());
        int bottom = Math.max(HEIGHT - Frame.BELOW, Frame.TOP + names.height());
        this.frame = new Frame(horizontal(chart), vertical(chart), Frame.LEFT, Frame.TOP, right, bottom);
    }

    private static Range horizontal(LineChart chart) {
        return Range.of(chart.x(), chart.series().stream().map(Series::x).toArray(double[][]::new))
                .withNearbyZero();
    }

    private static Range vertical(LineChart chart) {
        Stream<double[]> bands = chart.series().stream()
                .flatMap(series -> series.band().stream())
                .flatMap(band -> Stream.of(band.low(), band.high()));
        double[] others = DoubleStream.concat(
                        chart.guides().stream().mapToDouble(Guide::y),
                        chart.marks().stream().mapToDouble(Mark::y))
                .toArray();
        Stream<double[]> values = Stream.concat(chart.series().stream().map(Series::y), bands);
        return Range.of(chart.y(), Stream.concat(values, Stream.of(others)).toArray(double[][]::new))
                .withNearbyZero()
                .toTicks();
    }

    static void draw(Markup out, LineChart chart) {
        SvgLineChart drawing = new SvgLineChart(out, chart);
        int height = (int) drawing.frame.bottom() + Frame.BELOW;
        Svg.open(out, WIDTH, height, chart.title(), drawing.summary());
        drawing.content();
        out.close("svg");
    }

    /// What the chart shows, in words.
    static String summary(LineChart chart) {
        return new SvgLineChart(new Markup(), chart).summary();
    }

    private void content() {
        if (!hasValues()) {
            double x = (frame.left() + frame.right()) / 2;
            Svg.text(out, "mute middle", x, (frame.top() + frame.bottom()) / 2, "Nothing was measured.");
            return;
        }
        frame.gridlines(out);
        SvgBand bands = new SvgBand(frame, columns);
        for (int i = 0; i < chart.series().size(); i++) {
            bands.draw(out, chart.series().get(i), Svg.color(i));
        }
        frame.axes(out);
        guides();
        lines();
        marks();
        names.draw(out, frame, shown);
    }

    private boolean hasValues() {
        for (int i = 0; i < shown.size(); i++) {
            if (SvgLineNames.last(frame, chart.series().get(i), shown.get(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    private String summary() {
        StringBuilder words = new StringBuilder(
                "%s over %s.".formatted(chart.y().label(), chart.x().label()));
        for (Series series : chart.series()) {
            double[] finite =
                    Arrays.stream(series.y()).filter(frame.y()::canShow).toArray();
            if (finite.length == 0) {
                words.append(" %s: no values.".formatted(series.name()));
            } else {
                words.append(" %s: from %s to %s, lowest %s, highest %s%s."
                        .formatted(
                                series.name(),
                                frame.written(finite[0]),
                                frame.written(finite[finite.length - 1]),
                                frame.written(Arrays.stream(finite).min().orElseThrow()),
                                frame.written(Arrays.stream(finite).max().orElseThrow()),
                                series.band().map(this::summary).orElse("")));
            }
        }
        return words.toString();
    }

    private String summary(Band band) {
        for (int i = band.low().length - 1; i >= 0; i--) {
            if (Double.isFinite(band.low()[i]) && Double.isFinite(band.high()[i])) {
                return ", with a band, at the end from %s to %s"
                        .formatted(frame.written(band.low()[i]), frame.written(band.high()[i]));
            }
        }
        return "";
    }

    private void guides() {
        for (Guide guide : chart.guides()) {
            if (frame.y().canShow(guide.y())) {
                double down = frame.down(guide.y());
                Svg.line(out, "guide", frame.left(), down, frame.right(), down);
                String label = Svg.shortened(guide.label(), 40);
                LabelPlace place = free().besideALine(down, label);
                taken.add(place);
                Svg.text(out, "guide-name halo " + place.anchor(), place.x(), place.y(), label);
            }
        }
    }

    /// Where labels may stand: not on the lines, nor on other labels.
    private FreePlaces free() {
        List<double[]> points = new ArrayList<>();
        for (int line = 0; line < shown.size(); line++) {
            double[] xs = chart.series().get(line).x();
            double[] values = shown.get(line);
            for (int i : drawn(xs, values)) {
                if (frame.canShow(xs[i], values[i])) {
                    points.add(new double[] {frame.across(xs[i]), frame.down(values[i])});
                }
            }
            points.add(new double[] {Double.NaN, Double.NaN});
        }
        return new FreePlaces(points, taken, frame.left(), frame.top(), frame.right(), frame.bottom());
    }

    private int[] drawn(double[] xs, double[] values) {
        return Curve.drawn(Arrays.stream(xs).map(frame.x()::position).toArray(), values, columns);
    }

    private void lines() {
        int points =
                chart.series().stream().mapToInt(series -> series.x().length).sum();
        for (int i = 0; i < chart.series().size(); i++) {
            Series series = chart.series().get(i);
            if (series.smoothing() > 1) {
                path(series.x(), series.y(), "raw " + Svg.color(i));
            }
            path(series.x(), shown.get(i), "line " + Svg.style(i));
            boolean few = series.smoothing() == 1 && series.x().length <= MOST_DOTS && points <= MOST_DOTS_OF_ALL;
            dots(series, i, !few);
        }
    }

    private void path(double[] xs, double[] ys, String style) {
        StringBuilder path = new StringBuilder();
        boolean gap = true;
        for (int i : drawn(xs, ys)) {
            boolean visible = frame.canShow(xs[i], ys[i]);
            if (visible) {
                path.append(gap ? 'M' : 'L')
                        .append(Numbers.coordinate(frame.across(xs[i])))
                        .append(' ')
                        .append(Numbers.coordinate(frame.down(ys[i])));
            }
            gap = !visible;
        }
        if (!path.isEmpty()) {
            out.empty("path", "class", style, "d", path.toString()).line();
        }
    }

    /// Points as dots: those alone without neighbours, which no line shows, or all.
    private void dots(Series series, int line, boolean alone) {
        double[] values = shown.get(line);
        for (int i = 0; i < values.length; i++) {
            boolean neighbours = isVisible(series, values, i - 1) || isVisible(series, values, i + 1);
            if (isVisible(series, values, i) && !(alone && neighbours)) {
                Svg.dot(
                        out,
                        "dot " + Svg.color(line),
                        frame.across(series.x()[i]),
                        frame.down(values[i]),
                        2.5,
                        pointed(series, values, i));
            }
        }
    }

    private boolean isVisible(Series series, double[] values, int i) {
        return i >= 0 && i < values.length && frame.canShow(series.x()[i], values[i]);
    }

    private String pointed(Series series, double[] values, int i) {
        String position = Numbers.position(series.x()[i]);
        return "%s, %s %s: %s".formatted(series.name(), chart.x().label(), position, frame.written(values[i]));
    }

    private void marks() {
        for (Mark mark : chart.marks()) {
            if (frame.canShow(mark.x(), mark.y())) {
                double px = frame.across(mark.x());
                double py = frame.down(mark.y());
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
}
