package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The names of the lines of a chart with their last values, at the ends of the lines and pushed apart where they would
/// overlap. A few stand beside their lines, the value below the name; many are rows, and a thin line leads from the end
/// of each line to its row.
///
/// @param series the lines
/// @param right where the drawing ends
record SvgLineNames(List<Series> series, int right) {
    /// More lines than colours: names become rows.
    private static final int MOST_BESIDE = Svg.COLORS;

    private static final int LENGTH = 24;
    private static final int HEIGHT_BESIDE = 32;
    private static final int HEIGHT_OF_ROW = 15;
    private static final int LEAST_WIDTH = 86;
    private static final int MOST_WIDTH = 190;
    private static final int MOST_WIDTH_OF_ROW = 160;
    private static final int VALUE_WIDTH = 50;
    private static final int LEADER = 24;

    private boolean rows() {
        return series.size() > MOST_BESIDE;
    }

    /// Room for the longest name, which is set in bold.
    int width() {
        double longest = series.stream()
                .mapToDouble(one -> 1.1 * Svg.width(Svg.shortened(one.name(), LENGTH)))
                .max()
                .orElse(0);
        return rows()
                ? (int) Math.min(longest, MOST_WIDTH_OF_ROW) + LEADER + VALUE_WIDTH + 8
                : (int) Math.clamp(longest + 14, LEAST_WIDTH, MOST_WIDTH);
    }

    /// The height that they need beside a frame.
    int height() {
        return rows() ? HEIGHT_OF_ROW * series.size() : 0;
    }

    /// Writes them.
    ///
    /// @param shown the values of each line, as drawn
    void draw(Markup out, Frame frame, List<double[]> shown) {
        record Name(int series, int last, double wanted) {}
        List<Name> names = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            int last = last(frame, series.get(i), shown.get(i));
            names.add(new Name(i, last, last < 0 ? frame.bottom() : frame.down(shown.get(i)[last])));
        }
        names.sort(Comparator.comparingDouble(Name::wanted));
        double[] wanted = names.stream().mapToDouble(Name::wanted).toArray();
        double[] places = rows()
                ? Svg.apart(wanted, HEIGHT_OF_ROW, frame.top(), frame.bottom())
                : Svg.apart(wanted, HEIGHT_BESIDE, frame.top(), frame.bottom() - 12);
        for (int n = 0; n < places.length; n++) {
            Name name = names.get(n);
            String value = name.last() < 0 ? "–" : frame.written(shown.get(name.series())[name.last()]);
            if (!rows()) {
                beside(out, frame, name.series(), places[n], value);
                continue;
            }
            row(out, frame, name.series(), places[n], value);
            if (name.last() >= 0) {
                double end = frame.across(series.get(name.series()).x()[name.last()]);
                Svg.line(
                        out, "lead " + Svg.style(name.series()), end, wanted[n], frame.right() + LEADER - 4, places[n]);
            }
        }
    }

    private void beside(Markup out, Frame frame, int line, double place, String value) {
        String name = Svg.shortened(series.get(line).name(), LENGTH);
        Svg.text(out, "name " + Svg.color(line), frame.right() + 8, place + 2, name);
        Svg.text(out, "tick", frame.right() + 8, place + 16, value);
    }

    private void row(Markup out, Frame frame, int line, double place, String value) {
        String name = Svg.shortened(series.get(line).name(), LENGTH);
        double room = right - VALUE_WIDTH - frame.right() - LEADER;
        while (1.02 * Svg.width(name) > room && name.length() > 2) {
            name = Svg.shortened(name, name.codePointCount(0, name.length()) - 1);
        }
        Svg.text(out, "row-of-names " + Svg.color(line), frame.right() + LEADER, place + 4, name);
        Svg.text(out, "tick end", right, place + 4, value);
    }

    /// The index of the last value that is drawn, or −1.
    static int last(Frame frame, Series series, double... shown) {
        int last = shown.length - 1;
        while (last >= 0 && !frame.canShow(series.x()[last], shown[last])) {
            last--;
        }
        return last;
    }
}
