package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.Scatter;
import dev.chainrule.lab.page.Block.Series;
import dev.chainrule.lab.page.Quantity.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A scatter chart as a drawing: a dot a point, crosses along the bottom where a point has no score, a ring around the
/// best.
final class SvgScatter {
    private static final int WIDTH = SvgLineChart.WIDTH;
    private static final int HEIGHT = SvgLineChart.HEIGHT;
    private static final int RIGHT = WIDTH - 14;
    private static final int MOST_LARGE = 60;
    private static final int COLUMNS = 300;
    /// Successive multiples of it, without their whole parts, are spread evenly.
    private static final double GOLDEN = 0.618033988749895;

    private final Markup out;
    private final Scatter chart;
    private final Points points;
    private final QuantityAxis x;
    private final QuantityAxis score;
    private final Optional<QuantityAxis> shade;
    private final SvgPoints marks;
    private final Frame frame;
    private final double radius;

    private SvgScatter(Markup out, Scatter chart) {
        this.out = out;
        this.chart = chart;
        this.points = chart.points();
        this.x = QuantityAxis.of(chart.x());
        this.score = QuantityAxis.of(points.score());
        this.shade = chart.shade().map(QuantityAxis::of);
        this.marks = new SvgPoints(out, points, score);
        this.frame = new Frame(x.range(), score.range(), SvgAxes.left(score), Frame.TOP, RIGHT, HEIGHT - Frame.BELOW);
        this.radius = points.names().size() <= MOST_LARGE ? 4 : 3;
    }

    static void draw(Markup out, Scatter chart) {
        new SvgScatter(out, chart).draw();
    }

    /// What the chart shows, in words.
    static String summary(Scatter chart) {
        return new SvgScatter(new Markup(), chart).summary();
    }

    private void draw() {
        SvgLegend legend = legend();
        Svg.open(out, WIDTH, HEIGHT + legend.height(), chart.title(), summary());
        if (x.count() == 0) {
            Svg.text(out, "mute middle", WIDTH / 2.0, HEIGHT / 2.0, "Nothing was measured.");
            out.close("svg");
            return;
        }
        SvgAxes axes = new SvgAxes(out, frame);
        axes.gridlines(score);
        axes.vertical(score, points.score().label(), 14);
        axes.horizontal(x, chart.x().label());
        chart.trend().ifPresent(this::trend);
        IntStream.range(0, points.names().size()).filter(x::has).forEach(this::point);
        best();
        legend.draw(out, HEIGHT);
        out.close("svg");
    }

    private void trend(Series series) {
        new SvgBand(frame, COLUMNS).draw(out, series, Svg.color(1));
        StringBuilder path = new StringBuilder();
        boolean gap = true;
        for (int i = 0; i < series.x().length; i++) {
            boolean visible = frame.canShow(series.x()[i], series.y()[i]);
            if (visible) {
                path.append(gap ? 'M' : 'L')
                        .append(Numbers.coordinate(frame.across(series.x()[i])))
                        .append(' ')
                        .append(Numbers.coordinate(frame.down(series.y()[i])));
            }
            gap = !visible;
        }
        if (!path.isEmpty()) {
            out.empty("path", "class", "line c1", "d", path.toString()).line();
        }
    }

    private double across(int point) {
        double position = x.position(point, point * GOLDEN % 1);
        return frame.left() + position * (frame.right() - frame.left());
    }

    private void point(int point) {
        if (score.has(point)) {
            Svg.dot(out, "point " + style(point), across(point), down(point), radius, pointed(point));
        } else {
            SvgPoints.cross(out, across(point), frame.bottom() - 4, pointed(point));
        }
    }

    private String pointed(int point) {
        return marks.pointed(Stream.concat(Stream.of(x), shade.stream()).toList(), point);
    }

    private double down(int point) {
        return frame.down(points.score().values()[point]);
    }

    private String style(int point) {
        if (shade.isEmpty()) {
            return Svg.color(0);
        }
        QuantityAxis axis = shade.get();
        if (!axis.has(point)) {
            return "none";
        }
        return axis.quantity().kind() == Kind.WORDS
                ? Svg.color((int) axis.quantity().values()[point])
                : "right" + Math.round(Ramp.LAST * axis.share(point));
    }

    private void best() {
        points.best().stream().filter(x::has).filter(score::has).forEach(best -> {
            double px = across(best);
            double py = down(best);
            String label = Svg.shortened("best: " + points.names().get(best), 30);
            marks.ring(px, py, radius);
            List<double[]> dots = new ArrayList<>();
            IntStream.range(0, points.names().size())
                    .filter(x::has)
                    .filter(score::has)
                    .forEach(point -> {
                        dots.add(new double[] {across(point) - radius, down(point)});
                        dots.add(new double[] {across(point) + radius, down(point)});
                        dots.add(new double[] {Double.NaN, Double.NaN});
                    });
            LabelPlace place =
                    new FreePlaces(dots, List.of(), frame.left(), 0, frame.right(), frame.bottom()).near(px, py, label);
            Svg.text(out, "mark halo " + place.anchor(), place.x(), place.y(), label);
        });
    }

    private SvgLegend legend() {
        List<SvgLegend.Entry> entries = new ArrayList<>();
        chart.shade().ifPresent(quantity -> {
            for (int word = 0; word < quantity.words().size(); word++) {
                entries.add(new SvgLegend.Entry(
                        "point " + Svg.color(word), quantity.words().get(word)));
            }
        });
        if (score.count() < points.names().size()) {
            entries.add(new SvgLegend.Entry(SvgLegend.CROSS, SvgPoints.WITHOUT_SCORE));
        }
        int without = points.names().size() - x.count();
        if (without > 0) {
            entries.add(new SvgLegend.Entry(
                    "", "%s without %s".formatted(without, chart.x().label())));
        }
        Optional<QuantityAxis> numbers =
                shade.filter(axis -> axis.quantity().kind() != Kind.WORDS).filter(axis -> axis.count() > 0);
        return new SvgLegend(entries, numbers, frame.left(), WIDTH);
    }

    private String summary() {
        return marks.summary(List.of(x));
    }
}
