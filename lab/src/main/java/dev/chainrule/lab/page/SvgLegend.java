package dev.chainrule.lab.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What colours and signs of points mean, in rows below a chart.
///
/// @param entries in reading order
/// @param numbers what shades stand for, if for numbers
/// @param left where rows begin
/// @param right where they end
record SvgLegend(List<Entry> entries, Optional<QuantityAxis> numbers, double left, double right) {
    /// The style of a cross, which is not a dot.
    static final String CROSS = "cross";

    private static final int ROW = 18;
    private static final int SIGN = 13;
    private static final int GAP = 16;
    private static final int LENGTH = 48;

    /// A sign and what it means.
    ///
    /// @param style of the dot; empty for none
    /// @param text any
    record Entry(String style, String text) {
        private String shown() {
            return Svg.shortened(text, LENGTH);
        }

        private double width() {
            return SvgAxes.width(shown()) + SIGN;
        }
    }

    private record Place(Entry entry, double x, int row) {}

    private List<Place> places() {
        List<Place> places = new ArrayList<>();
        double x = left;
        int row = 0;
        for (Entry entry : entries) {
            if (x > left && x + entry.width() > right) {
                x = left;
                row++;
            }
            places.add(new Place(entry, x, row));
            x += entry.width() + GAP;
        }
        return places;
    }

    private int rows() {
        return entries.isEmpty() ? 0 : places().getLast().row() + 1;
    }

    int height() {
        return ROW * (rows() + (numbers.isPresent() ? 1 : 0));
    }

    void draw(Markup out, double top) {
        for (Place place : places()) {
            double y = top + ROW * place.row() + 8;
            String style = place.entry().style();
            if (style.equals(CROSS)) {
                SvgPoints.cross(out, place.x() + 4, y, place.entry().text());
            } else if (!style.isEmpty()) {
                Svg.dot(out, style, place.x() + 4, y, 4, place.entry().text());
            }
            double x = place.x() + (style.isEmpty() ? 0 : SIGN);
            Svg.text(out, "label", x, y + 4, place.entry().shown());
        }
        numbers.ifPresent(axis -> {
            double y = top + ROW * rows() + 3;
            String label = Svg.shortened(axis.quantity().label(), LENGTH / 2) + ":";
            Svg.text(out, "label", left, y + 10, label);
            double x = left + SvgAxes.width(label) + 8;
            Svg.scale(out, "right", x, y, axis.written(axis.lowest()), axis.written(axis.highest()));
        });
    }
}
