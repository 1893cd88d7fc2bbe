package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.Plane;
import java.util.List;
import java.util.stream.IntStream;

/// Points in a plane as a drawing: below their scores over the horizontal quantity alone, and beside them over the
/// vertical one, with a thin line from each score to the margin where the point stands.
final class SvgPlane {
    static final int WIDTH = 500;
    static final int HEIGHT = 440;
    private static final int STRIP_HEIGHT = 96;
    private static final int STRIP_WIDTH = 78;
    private static final int TOP = 26;
    private static final int GAP = 10;
    private static final int RADIUS = 6;
    private static final int SMALL = 3;
    private static final int MOST_LARGE = 60;

    private final Markup out;
    private final Plane plane;
    private final Points points;
    private final QuantityAxis x;
    private final QuantityAxis y;
    private final QuantityAxis score;
    private final Ranks ranks;
    private final SvgPoints marks;
    private final Frame frame;
    /// Scores over the horizontal quantity, above the plane.
    private final Frame above;
    private final double radius;

    private SvgPlane(Markup out, Plane plane) {
        this.out = out;
        this.plane = plane;
        this.points = plane.points();
        this.x = QuantityAxis.of(plane.x());
        this.y = QuantityAxis.of(plane.y());
        this.score = QuantityAxis.of(points.score());
        this.ranks = new Ranks(score);
        this.marks = new SvgPoints(out, points, score);
        int left = Math.max(SvgAxes.left(y), SvgAxes.left(score));
        int right = WIDTH - STRIP_WIDTH - GAP;
        int border = TOP + STRIP_HEIGHT;
        this.above = new Frame(x.range(), score.range(), left, TOP, right, border);
        this.frame = new Frame(x.range(), y.range(), left, border + TOP + GAP, right, HEIGHT - Frame.BELOW);
        this.radius = points.names().size() <= MOST_LARGE ? RADIUS : RADIUS - 2;
    }

    static void draw(Markup out, Plane plane) {
        new SvgPlane(out, plane).draw();
    }

    /// What the drawing shows, in words.
    static String summary(Plane plane) {
        return new SvgPlane(new Markup(), plane).summary();
    }

    private String summary() {
        return "%s %s tried, %s tried.".formatted(marks.summary(List.of(x, y)), values(x), values(y));
    }

    /// How many values of a quantity there are: few in a grid, however many points it has.
    private static String values(QuantityAxis axis) {
        return Numbers.count(axis.different(), "value") + " of "
                + axis.quantity().label();
    }

    private static String label(QuantityAxis axis) {
        String label = Svg.shortened(axis.quantity().label(), 30);
        return "%s (%s)".formatted(label, Numbers.count(axis.different(), "value"));
    }

    private void draw() {
        Svg.open(out, WIDTH, HEIGHT, plane.title(), summary());
        int[] shown = IntStream.range(0, points.names().size())
                .filter(point -> x.has(point) && y.has(point))
                .toArray();
        if (shown.length == 0) {
            Svg.text(out, "mute middle", WIDTH / 2.0, HEIGHT / 2.0, "Nothing was measured.");
            out.close("svg");
            return;
        }
        SvgAxes axes = new SvgAxes(out, frame);
        axes.vertical(y, label(y), frame.top() - GAP);
        axes.horizontal(x, label(x));
        Svg.box(out, "frame", frame.left(), frame.top(), frame.right() - frame.left(), frame.bottom() - frame.top());
        SvgAxes scores = new SvgAxes(out, above);
        scores.gridlines(score);
        scores.vertical(score, score.quantity().label(), 14);
        Svg.line(out, "axis", above.left(), above.bottom(), above.right(), above.bottom());
        Svg.line(out, "axis", frame.right() + GAP, frame.top(), frame.right() + GAP, frame.bottom());
        List<QuantityAxis.Tick> ticks = score.ticks();
        for (int end : ticks.isEmpty() ? new int[0] : new int[] {0, ticks.size() - 1}) {
            double px = frame.right() + GAP + ticks.get(end).position() * STRIP_WIDTH;
            Svg.text(out, "tick middle", px, frame.top() - 6, ticks.get(end).label());
        }
        for (int point : shown) {
            above(point);
            beside(point);
        }
        for (int point : shown) {
            inside(point);
        }
        points.best().stream().filter(x::has).filter(y::has).forEach(this::best);
        out.close("svg");
    }

    private double across(int point) {
        return frame.across(plane.x().values()[point]);
    }

    private double down(int point) {
        return frame.down(plane.y().values()[point]);
    }

    /// How far a score stands from the margin of the strip beside the plane.
    private double out(int point) {
        return frame.right() + GAP + score.position(point) * STRIP_WIDTH;
    }

    private void inside(int point) {
        if (score.has(point)) {
            Svg.dot(out, "point " + ranks.shade(point), across(point), down(point), radius, pointed(point));
        } else {
            SvgPoints.cross(out, across(point), down(point), pointed(point));
        }
    }

    private void above(int point) {
        double px = across(point);
        Svg.line(out, "tack", px, above.bottom() + 1, px, above.bottom() + 6);
        if (score.has(point)) {
            double py = above.down(points.score().values()[point]);
            Svg.line(out, "stem", px, above.bottom(), px, py);
            Svg.dot(out, "point " + Svg.color(0), px, py, SMALL, pointed(point));
        }
    }

    private void beside(int point) {
        double py = down(point);
        Svg.line(out, "tack", frame.right() + GAP - 6, py, frame.right() + GAP - 1, py);
        if (score.has(point)) {
            Svg.line(out, "stem", frame.right() + GAP, py, out(point), py);
            Svg.dot(out, "point " + Svg.color(1), out(point), py, SMALL, pointed(point));
        }
    }

    private void best(int best) {
        marks.ring(across(best), down(best), radius);
        if (score.has(best)) {
            marks.ring(across(best), above.down(points.score().values()[best]), SMALL);
            marks.ring(out(best), down(best), SMALL);
        }
    }

    private String pointed(int point) {
        return marks.pointed(List.of(x, y), point);
    }
}
