package dev.chainrule.lab.page;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// How points with scores look in every drawing of them, and what they are in words.
///
/// @param out where they are written
/// @param points their names and the best of them
/// @param score the axis of their scores
record SvgPoints(Markup out, Points points, QuantityAxis score) {
    static final String WITHOUT_SCORE = "diverged or not measured";

    private static final double HALF = 3.5;

    /// What is shown on pointing at a point.
    String pointed(List<QuantityAxis> axes, int point) {
        String result = score.has(point) ? score.quantity().label() + " " + score.written(point) : WITHOUT_SCORE;
        String others = axes.stream()
                .filter(axis -> axis.has(point))
                .map(axis -> ", " + axis.quantity().label() + " " + axis.written(point))
                .collect(Collectors.joining());
        return points.names().get(point) + ": " + result + others;
    }

    /// The sign of a point without a score.
    static void cross(Markup out, double px, double py, String pointed) {
        String left = Numbers.coordinate(px - HALF);
        String right = Numbers.coordinate(px + HALF);
        String top = Numbers.coordinate(py - HALF);
        String bottom = Numbers.coordinate(py + HALF);
        String path = "M%s %sL%s %sM%s %sL%s %s".formatted(left, top, right, bottom, left, bottom, right, top);
        out.open("path", "class", "cross", "d", path)
                .element("title", pointed)
                .close("path")
                .line();
    }

    /// The sign of the best point.
    void ring(double px, double py, double radius) {
        points.best()
                .ifPresent(best -> Svg.dot(
                        out,
                        "ring",
                        px,
                        py,
                        radius + 3,
                        "best: " + points.names().get(best)));
    }

    /// What a drawing shows, in words.
    ///
    /// @param axes what the scores are shown over
    String summary(List<QuantityAxis> axes) {
        int count = points.names().size();
        String over = axes.stream().map(axis -> axis.quantity().label()).collect(Collectors.joining(", "));
        String what = "%s of %s over %s.".formatted(score.quantity().label(), Numbers.count(count, "point"), over);
        if (score.count() == 0) {
            return what + " No scores.";
        }
        String best = points.best().isPresent()
                ? ", best " + points.names().get(points.best().getAsInt())
                : "";
        int without = (int)
                IntStream.range(0, count).filter(point -> !score.has(point)).count();
        return "%s Lowest %s, highest %s%s%s."
                .formatted(
                        what,
                        score.written(score.lowest()),
                        score.written(score.highest()),
                        best,
                        without == 0 ? "" : ", %s without a score".formatted(without));
    }
}
