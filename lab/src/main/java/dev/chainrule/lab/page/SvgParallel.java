package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.ParallelCoordinates;
import dev.chainrule.lab.page.Quantity.Kind;
import dev.chainrule.lab.page.QuantityAxis.Tick;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Parallel coordinates as a drawing: the better a line, the stronger it is and the later it is drawn, the best one on
/// top. A gap, where a point does not have a quantity, is dotted. Lines that share a word are spread at it, the better
/// the higher.
final class SvgParallel {
    private static final int LEAST_WIDTH = 500;
    private static final int MOST_WIDTH = 1040;
    private static final int WISHED = 132;
    private static final int LEFT = 8;
    private static final int RIGHT = 66;
    /// Names in two rows above the axes have twice the room.
    private static final int NAMES = 40;

    private static final int ROW = 17;
    private static final int HEIGHT = 320;
    private static final int BELOW = 26;
    private static final int BESIDE = 6;

    private final Markup out;
    private final ParallelCoordinates chart;
    private final Points points;
    private final QuantityAxis score;
    private final List<QuantityAxis> axes;
    private final SvgPoints marks;
    private final Ranks ranks;
    private final double distance;

    private SvgParallel(Markup out, ParallelCoordinates chart) {
        this.out = out;
        this.chart = chart;
        this.points = chart.points();
        this.score = QuantityAxis.of(points.score());
        this.axes = Stream.concat(chart.axes().stream().map(QuantityAxis::of), Stream.of(score))
                .toList();
        this.marks = new SvgPoints(out, points, score);
        this.ranks = new Ranks(score);
        this.distance = axes.size() < 2 ? 0 : (double) (width() - LEFT - RIGHT) / (axes.size() - 1);
    }

    /// As wide as the axes need.
    private int width() {
        return Math.clamp(LEFT + RIGHT + WISHED * (axes.size() - 1L), LEAST_WIDTH, MOST_WIDTH);
    }

    static int width(ParallelCoordinates chart) {
        return new SvgParallel(new Markup(), chart).width();
    }

    static void draw(Markup out, ParallelCoordinates chart) {
        new SvgParallel(out, chart).draw();
    }

    /// What the chart shows, in words.
    static String summary(ParallelCoordinates chart) {
        SvgParallel drawing = new SvgParallel(new Markup(), chart);
        return drawing.marks.summary(drawing.axes.subList(0, drawing.axes.size() - 1));
    }

    private void draw() {
        Svg.open(out, width(), HEIGHT, chart.title(), summary(chart));
        List<Integer> order = new ArrayList<>(
                IntStream.range(0, points.names().size()).boxed().toList());
        order.sort(Comparator.<Integer>comparingInt(point -> isBest(point) ? 1 : 0)
                .thenComparingDouble(point -> score.has(point) ? ranks.share(point) : -1));
        order.forEach(this::thread);
        for (int i = 0; i < axes.size(); i++) {
            axis(i);
        }
        if (score.count() < points.names().size()) {
            String words = "Lines that end before the score: " + SvgPoints.WITHOUT_SCORE + ".";
            Svg.text(out, "label end", width(), HEIGHT - 4, words);
        }
        out.close("svg");
    }

    private boolean isBest(int point) {
        return points.best().isPresent() && points.best().getAsInt() == point;
    }

    private double across(int axis) {
        return LEFT + distance * axis;
    }

    private double down(double position) {
        return HEIGHT - BELOW - position * (HEIGHT - BELOW - NAMES - BESIDE);
    }

    /// The line of a point, in parts where it has gaps; a part of one value is a dot.
    private void thread(int point) {
        StringBuilder path = new StringBuilder();
        String style = isBest(point) ? "top" : ranks.shade(point);
        double share = score.has(point) ? ranks.share(point) : 0;
        boolean gap = true;
        for (int axis = 0; axis < axes.size(); axis++) {
            boolean has = axes.get(axis).has(point);
            if (has) {
                boolean alone =
                        gap && (axis + 1 == axes.size() || !axes.get(axis + 1).has(point));
                path.append(gap ? "M" : "L").append(place(axis, point, share)).append(alone ? "h0" : "");
            }
            gap = !has;
        }
        bridges(point, style, share);
        if (!path.isEmpty()) {
            out.open("path", "class", "thread " + style, "d", path.toString())
                    .element("title", marks.pointed(axes.subList(0, axes.size() - 1), point))
                    .close("path")
                    .line();
        }
    }

    /// Dotted lines over the gaps, so that the parts of a line are seen to be one.
    private void bridges(int point, String style, double share) {
        StringBuilder path = new StringBuilder();
        int before = -1;
        for (int axis = 0; axis < axes.size(); axis++) {
            if (axes.get(axis).has(point)) {
                if (before >= 0 && before < axis - 1) {
                    path.append('M').append(place(before, point, share));
                    path.append('L').append(place(axis, point, share));
                }
                before = axis;
            }
        }
        if (!path.isEmpty()) {
            out.empty("path", "class", "bridge thread " + style, "d", path.toString())
                    .line();
        }
    }

    private String place(int axis, int point, double share) {
        return Numbers.coordinate(across(axis))
                + ' '
                + Numbers.coordinate(down(axes.get(axis).position(point, share)));
    }

    private void axis(int index) {
        QuantityAxis axis = axes.get(index);
        double px = across(index);
        Svg.line(out, "axis", px, down(0), px, down(1));
        boolean last = index == axes.size() - 1;
        double room = (last ? RIGHT : distance) - 2 * BESIDE;
        for (Tick tick : axis.ticks()) {
            double py = down(tick.position());
            Svg.line(out, "axis", px, py, px + 4, py);
            Svg.text(
                    out,
                    "tick halo",
                    px + BESIDE,
                    py + 4,
                    SvgAxes.fitting(tick.label(), Math.max(room, Svg.width("xx"))));
        }
        name(index, axis.quantity());
    }

    /// Names stand in two rows in turn; the last one ends at the right.
    private void name(int index, Quantity quantity) {
        boolean last = index == axes.size() - 1;
        boolean high = axes.size() > 2 && (axes.size() - 1 - index) % 2 == 1;
        String kind = quantity.kind() == Kind.LOGARITHMIC ? " (log)" : "";
        double room = last ? distance + RIGHT : 2 * distance;
        String name = SvgAxes.fitting(quantity.label() + kind, Math.max(room - BESIDE, WISHED));
        double py = NAMES - BESIDE - (high ? ROW : 0);
        Svg.text(out, last ? "label end" : "label", last ? width() : across(index) - 4, py, name);
    }
}
