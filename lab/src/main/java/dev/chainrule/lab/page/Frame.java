package dev.chainrule.lab.page;

/// The frame of a chart, in the units of its drawing: where values stand in it, its ticks and labels.
///
/// @param x what it spans horizontally
/// @param y what it spans vertically
/// @param left where the horizontal axis begins
/// @param top where the vertical axis ends
/// @param right where the horizontal axis ends
/// @param bottom where the vertical axis begins
record Frame(Range x, Range y, double left, double top, double right, double bottom) {
    static final int LEFT = 46;
    static final int TOP = 30;
    /// Room below the frame for ticks and the label.
    static final int BELOW = 44;

    double across(double value) {
        return left + x.position(value) * (right - left);
    }

    double down(double value) {
        return bottom - y.position(value) * (bottom - top);
    }

    boolean canShow(double xValue, double yValue) {
        return x.canShow(xValue) && y.canShow(yValue);
    }

    /// A value of the vertical axis, as it is written in words.
    String written(double value) {
        return Numbers.written(value, y.axis().unit());
    }

    void gridlines(Markup out) {
        for (double tick : y.ticks()) {
            Svg.line(out, "grid", left, down(tick), right, down(tick));
        }
    }

    void axes(Markup out) {
        for (double tick : y.ticks()) {
            Svg.text(out, "tick end", left - 7, down(tick) + 4, y.label(tick));
        }
        Svg.line(out, "axis", left, bottom, right, bottom);
        for (double tick : x.ticks()) {
            Svg.line(out, "axis", across(tick), bottom, across(tick), bottom + 4);
            Svg.text(out, "tick middle", across(tick), bottom + 18, x.label(tick));
        }
        Svg.text(out, "label", 0, 14, Svg.shortened(y.axis().label(), 60));
        Svg.text(
                out,
                "label end",
                right,
                bottom + BELOW - 6,
                Svg.shortened(x.axis().label(), 60));
    }
}
