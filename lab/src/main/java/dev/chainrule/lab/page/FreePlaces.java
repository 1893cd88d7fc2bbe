package dev.chainrule.lab.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Finds room for labels in a chart: inside its frame, where they hide neither lines nor other labels if that can be
/// had.
///
/// @param points of the lines, in the units of the drawing; a pair that is not a number ends a line
/// @param taken places of other labels
/// @param left the frame
/// @param top the frame
/// @param right the frame
/// @param bottom the frame
record FreePlaces(List<double[]> points, List<LabelPlace> taken, double left, double top, double right, double bottom) {
    /// A label is somewhat smaller than the usual text.
    private static final double SIZE = 0.95;

    /// How far a line stays from a label.
    private static final double APART = 3;

    private static final double[] DISTANCES = {20, -11, 34, -25, 50, -40, 68, -58, 90, -80, 115, -105, 140, -130};

    /// A place for the name of a horizontal line: right above or below it, at the right if possible.
    LabelPlace besideALine(double y, String label) {
        double width = SIZE * Svg.width(label);
        List<LabelPlace> candidates = new ArrayList<>();
        for (double x : new double[] {right - 2, (left + right + width) / 2, left + width + 4}) {
            candidates.add(new LabelPlace(x, y - 5, "end", width));
            candidates.add(new LabelPlace(x, y + 14, "end", width));
        }
        return best(candidates);
    }

    /// A place for the name of a point, as near to it as may be.
    LabelPlace near(double x, double y, String label) {
        double width = SIZE * Svg.width(label);
        List<LabelPlace> candidates = new ArrayList<>();
        for (double distance : DISTANCES) {
            candidates.add(new LabelPlace(Math.min(x + 4, right - 2), y + distance, "end", width));
            candidates.add(new LabelPlace(Math.max(x - 4, left + 2), y + distance, "start", width));
            candidates.add(new LabelPlace(
                    Math.clamp(x, left + width / 2, Math.max(left + width / 2, right - width / 2)),
                    y + distance,
                    "middle",
                    width));
        }
        return best(candidates);
    }

    /// The first of those that hide least.
    private LabelPlace best(List<LabelPlace> candidates) {
        return candidates.stream().min(Comparator.comparingDouble(this::hidden)).orElseThrow();
    }

    /// How much a label would hide there; being outside of the frame is worst.
    private double hidden(LabelPlace place) {
        double outside = Math.max(0, left - place.left())
                + Math.max(0, place.right() - right)
                + Math.max(0, top - place.top())
                + Math.max(0, place.bottom() - bottom);
        long labels = taken.stream().filter(place::overlaps).count();
        return 1000 * outside + 200 * labels + crossed(place);
    }

    /// Over how much of its width lines run through a label, and a little for each time that one does.
    private double crossed(LabelPlace place) {
        double crossed = 0;
        for (int i = 1; i < points.size(); i++) {
            double[] a = points.get(i - 1);
            double[] b = points.get(i);
            double from = Math.max(a[0], place.left());
            double to = Math.min(b[0], place.right());
            if (from <= to) {
                double slope = b[0] == a[0] ? 0 : (b[1] - a[1]) / (b[0] - a[0]);
                double atFrom = a[1] + slope * (from - a[0]);
                double atTo = b[0] == a[0] ? b[1] : a[1] + slope * (to - a[0]);
                boolean through =
                        Math.max(atFrom, atTo) > place.top() - APART && Math.min(atFrom, atTo) < place.bottom() + APART;
                crossed += through ? 1 + to - from : 0;
            }
        }
        return crossed;
    }
}
