package dev.chainrule.lab.page;

/// Where a label stands in a drawing.
///
/// @param x where its text is anchored
/// @param y its baseline
/// @param anchor `start`, `middle` or `end`: which part of the text stands at x
/// @param width of the text
record LabelPlace(double x, double y, String anchor, double width) {
    private static final double ASCENT = 11;
    private static final double DESCENT = 4;

    double left() {
        return switch (anchor) {
            case "end" -> x - width;
            case "middle" -> x - width / 2;
            default -> x;
        };
    }

    double right() {
        return left() + width;
    }

    double top() {
        return y - ASCENT;
    }

    double bottom() {
        return y + DESCENT;
    }

    boolean overlaps(LabelPlace other) {
        return left() < other.right() && other.left() < right() && top() < other.bottom() && other.top() < bottom();
    }

    /// Whether it is so far above or below a point that a reader needs a line between them.
    boolean isFarFrom(double px, double py) {
        return px >= left() && px <= right() && (top() - py > 20 || py - bottom() > 20);
    }

    /// The height of its edge on the side of a point.
    double edgeTowards(double py) {
        return y > py ? top() : bottom();
    }
}
