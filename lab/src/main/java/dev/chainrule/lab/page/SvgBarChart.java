package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.Bar;
import dev.chainrule.lab.page.Block.BarChart;
import dev.chainrule.lab.page.Block.Guide;
import java.util.stream.Collectors;

/// Bars as a drawing: names on the left, values at the ends.
final class SvgBarChart {
    private static final int WIDTH = 500;
    private static final int LEFT = 112;
    private static final int RIGHT = WIDTH - 52;
    private static final int TOP = 24;
    private static final int ROW = 31;
    private static final int THICKNESS = 19;
    private static final int NAME_LENGTH = 14;

    private SvgBarChart() {}

    static void draw(Markup out, BarChart chart) {
        int bottom = TOP + ROW * Math.max(1, chart.bars().size());
        String summary = chart.bars().stream()
                .map(bar -> bar.name() + " " + Numbers.percent(bar.share()))
                .collect(Collectors.joining(", "));
        Svg.open(out, WIDTH, bottom + 4, chart.title(), summary);
        Svg.line(out, "axis", LEFT, TOP, LEFT, bottom);
        for (int i = 0; i < chart.bars().size(); i++) {
            bar(out, chart.bars().get(i), TOP + ROW * i);
        }
        for (Guide guide : chart.guides()) {
            if (Double.isFinite(guide.y())) {
                Svg.line(out, "guide", across(guide.y()), TOP - 4, across(guide.y()), bottom);
                Svg.text(out, "guide-name middle", across(guide.y()), TOP - 10, Svg.shortened(guide.label(), 30));
            }
        }
        for (int i = 0; i < chart.bars().size(); i++) {
            names(out, chart.bars().get(i), TOP + ROW * i);
        }
        out.close("svg");
    }

    private static double across(double share) {
        return LEFT + Math.clamp(share, 0, 1) * (RIGHT - LEFT);
    }

    private static void bar(Markup out, Bar bar, int top) {
        out.open(
                "rect",
                "class",
                "bar",
                "x",
                Numbers.coordinate(LEFT),
                "y",
                Numbers.coordinate(top + (ROW - THICKNESS) / 2.0),
                "width",
                Numbers.coordinate(end(bar) - LEFT),
                "height",
                Numbers.coordinate(THICKNESS));
        out.element("title", bar.name() + (bar.detail().isEmpty() ? "" : ": " + bar.detail()))
                .close("rect");
    }

    private static double end(Bar bar) {
        return Double.isFinite(bar.share()) ? across(bar.share()) : LEFT;
    }

    private static void names(Markup out, Bar bar, int top) {
        double baseline = top + ROW / 2.0 + 4.5;
        Svg.text(out, "row-name end", LEFT - 8, baseline, Svg.shortened(bar.name(), NAME_LENGTH));
        Svg.text(out, "tick halo", end(bar) + 6, baseline, Numbers.wholePercent(bar.share()));
    }
}
