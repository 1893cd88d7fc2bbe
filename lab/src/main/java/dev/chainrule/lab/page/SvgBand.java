package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.Band;
import dev.chainrule.lab.page.Block.Series;
import java.util.Arrays;

/// The band around a line, as an area from its lower to its upper values. Where the line is smoothed, so is the band.
///
/// @param frame where it is drawn
/// @param columns at most so many columns of the drawing are told apart
record SvgBand(Frame frame, int columns) {

    void draw(Markup out, Series series, String color) {
        series.band().ifPresent(band -> draw(out, series, band, color));
    }

    private void draw(Markup out, Series series, Band band, String color) {
        double[] low = Curve.smoothedOrAsIs(band.low(), series.smoothing());
        double[] high = Curve.smoothedOrAsIs(band.high(), series.smoothing());
        StringBuilder areas = new StringBuilder();
        StringBuilder lone = new StringBuilder();
        int from = 0;
        while (from < low.length) {
            int to = from;
            while (to < low.length && isVisible(series.x()[to], low[to], high[to])) {
                to++;
            }
            if (to > from + 1) {
                edge(areas, series.x(), high, from, to, true);
                edge(areas, series.x(), low, from, to, false);
                areas.append('z');
            } else if (to == from + 1) {
                lone.append('M').append(point(series.x()[from], low[from]));
                lone.append('L').append(point(series.x()[from], high[from]));
            }
            from = to + 1;
        }
        path(out, "band " + color, areas);
        path(out, "lone " + color, lone);
    }

    private static void path(Markup out, String style, StringBuilder path) {
        if (!path.isEmpty()) {
            out.empty("path", "class", style, "d", path.toString()).line();
        }
    }

    /// A lower value that a logarithmic axis cannot show lies below the frame.
    private boolean isVisible(double x, double low, double high) {
        return frame.canShow(x, high) && Double.isFinite(low);
    }

    private void edge(StringBuilder path, double[] xs, double[] values, int from, int to, boolean forward) {
        double[] positions =
                Arrays.stream(xs, from, to).map(frame.x()::position).toArray();
        int[] kept = Curve.drawn(positions, Arrays.copyOfRange(values, from, to), columns);
        for (int i = 0; i < kept.length; i++) {
            int index = from + kept[forward ? i : kept.length - 1 - i];
            path.append(forward && i == 0 ? 'M' : 'L').append(point(xs[index], values[index]));
        }
    }

    private String point(double x, double value) {
        double down = frame.y().canShow(value) ? frame.down(value) : frame.bottom();
        return Numbers.coordinate(frame.across(x)) + ' ' + Numbers.coordinate(down);
    }
}
