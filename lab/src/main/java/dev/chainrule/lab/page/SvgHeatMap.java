package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.HeatMap;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;

/// A heat map as a drawing: cells shaded evenly from the lowest value to the highest, and the scale below them.
final class SvgHeatMap {
    /// A cell without a value.
    static final String NONE = "none";

    private static final int BELOW = 34;

    private final HeatMap map;
    private final SvgCells cells;
    private final double low;
    private final double high;
    private final boolean complete;

    SvgHeatMap(HeatMap map) {
        this.map = map;
        DoubleSummaryStatistics finite = Arrays.stream(map.values())
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .summaryStatistics();
        this.low = finite.getMin();
        this.high = finite.getMax();
        this.complete = finite.getCount()
                == (long) map.rowNames().size() * map.columnNames().size();
        this.cells = new SvgCells(map.rowNames(), map.columnNames(), this::cell);
    }

    int width() {
        return Math.max(cells.right() + 2, cells.left() + legendWidth());
    }

    private int legendWidth() {
        double ends = hasValues() ? Svg.width(written(low)) + Svg.width(written(high)) : 0;
        return (int) (ends + Svg.SCALE_WIDTH + 20 + (complete ? 0 : 180));
    }

    private boolean hasValues() {
        return low <= high;
    }

    private String written(double value) {
        return Numbers.written(value, map.unit());
    }

    void draw(Markup out) {
        Svg.open(out, width(), cells.bottom() + BELOW, map.title(), summary());
        cells.draw(out, map.rows(), map.columns());
        double x = cells.left();
        double y = cells.bottom() + 14;
        if (hasValues()) {
            x = Svg.scale(out, "right", x, y, written(low), written(high)) + 16;
        }
        if (!complete) {
            Svg.text(out, "label", x, y + 10, "– diverged or not measured");
        }
        out.close("svg");
    }

    private SvgCells.Cell cell(int row, int column) {
        double value = map.values()[row][column];
        String style = Double.isFinite(value) ? "right" + shade(value) : NONE;
        String pointed = "%s %s, %s %s: %s"
                .formatted(
                        map.rows(),
                        map.rowNames().get(row),
                        map.columns(),
                        map.columnNames().get(column),
                        Double.isFinite(value) ? written(value) : "diverged or not measured");
        return new SvgCells.Cell(style, written(value), pointed);
    }

    private int shade(double value) {
        // Halves, as the difference of two large values may be too large.
        double range = high / 2 - low / 2;
        return range > 0 ? (int) Math.round(Ramp.LAST * ((value / 2 - low / 2) / range)) : Ramp.LAST / 2;
    }

    /// What the drawing shows, in words.
    String summary() {
        String size = "%s rows (%s) by %s columns (%s)."
                .formatted(map.rowNames().size(), map.rows(), map.columnNames().size(), map.columns());
        if (!hasValues()) {
            return size + " No values.";
        }
        return "%s Lowest %s at %s, highest %s at %s.%s"
                .formatted(
                        size,
                        written(low),
                        place(low),
                        written(high),
                        place(high),
                        complete ? "" : " Some cells diverged or were not measured.");
    }

    private String place(double value) {
        for (int row = 0; row < map.rowNames().size(); row++) {
            for (int column = 0; column < map.columnNames().size(); column++) {
                if (map.values()[row][column] == value) {
                    return map.rowNames().get(row) + ", " + map.columnNames().get(column);
                }
            }
        }
        throw new IllegalStateException("SvgHeatMap: " + value + " is one of the values");
    }
}
