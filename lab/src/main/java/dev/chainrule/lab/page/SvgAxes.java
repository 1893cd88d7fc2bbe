package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Quantity.Kind;
import dev.chainrule.lab.page.QuantityAxis.Tick;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/// The axes of a drawing of points, with labels that do not overlap.
///
/// @param out where they are written
/// @param frame around the points
record SvgAxes(Markup out, Frame frame) {
    private static final int LEAST_LEFT = Frame.LEFT;
    private static final int MOST_LEFT = 120;
    /// Labels of ticks are somewhat smaller than the usual text.
    private static final double SIZE = 0.93;

    private static final Pattern POWER_OF_TEN = Pattern.compile("(0\\.0*)?1[0\u202f]*(e.*)?");
    private static final int GAP = 8;
    private static final int LABEL_LENGTH = 44;

    /// How wide a label of a tick is.
    static double width(String label) {
        return SIZE * Svg.width(label);
    }

    /// The room that the labels of a vertical axis need on its left.
    static int left(QuantityAxis vertical) {
        double longest = vertical.ticks().stream()
                .mapToDouble(tick -> width(tick.label()))
                .max()
                .orElse(0);
        return (int) Math.clamp(longest + 12, LEAST_LEFT, MOST_LEFT);
    }

    /// A text cut to a width.
    static String fitting(String text, double room) {
        String fitting = text;
        int length = text.codePointCount(0, text.length());
        while (width(fitting) > room && length > 2) {
            fitting = Svg.shortened(text, --length);
        }
        return fitting;
    }

    void gridlines(QuantityAxis vertical) {
        for (Tick tick : vertical.ticks()) {
            Svg.line(out, "grid", frame.left(), down(tick), frame.right(), down(tick));
        }
    }

    private double down(Tick tick) {
        return frame.bottom() - tick.position() * (frame.bottom() - frame.top());
    }

    private double across(Tick tick) {
        return frame.left() + tick.position() * (frame.right() - frame.left());
    }

    /// The horizontal axis below the frame.
    ///
    /// @param label what it measures
    void horizontal(QuantityAxis axis, String label) {
        Svg.line(out, "axis", frame.left(), frame.bottom(), frame.right(), frame.bottom());
        List<Tick> ticks = axis.ticks();
        boolean words = axis.quantity().kind() == Kind.WORDS;
        double room = words ? (frame.right() - frame.left()) / Math.max(1, ticks.size()) - GAP : Double.MAX_VALUE;
        List<Tick> labelled = labelled(ticks);
        for (Tick tick : ticks) {
            Svg.line(out, "axis", across(tick), frame.bottom(), across(tick), frame.bottom() + 4);
            if (words || labelled.contains(tick)) {
                Svg.text(out, "tick middle", across(tick), frame.bottom() + 18, fitting(tick.label(), room));
            }
        }
        Svg.text(
                out,
                "label end",
                frame.right(),
                frame.bottom() + Frame.BELOW - 6,
                Svg.shortened(label, 2 * LABEL_LENGTH));
    }

    /// The vertical axis on the left of the frame.
    ///
    /// @param top the baseline of its label
    void vertical(QuantityAxis axis, String label, double top) {
        for (Tick tick : axis.ticks()) {
            Svg.text(out, "tick end", frame.left() - 7, down(tick) + 4, fitting(tick.label(), MOST_LEFT - 12));
        }
        Svg.text(out, "label", 0, top, Svg.shortened(label, LABEL_LENGTH));
    }

    /// Those that have room for their labels, powers of ten first.
    private List<Tick> labelled(List<Tick> ticks) {
        List<Tick> labelled = new ArrayList<>();
        ticks.stream()
                .sorted(Comparator.comparing(
                        tick -> !POWER_OF_TEN.matcher(tick.label()).matches()))
                .filter(tick -> labelled.stream().noneMatch(other -> touch(tick, other)))
                .forEach(labelled::add);
        return labelled;
    }

    private boolean touch(Tick one, Tick other) {
        return Math.abs(across(one) - across(other)) < (width(one.label()) + width(other.label())) / 2 + GAP;
    }
}
