package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.Bar;
import dev.chainrule.lab.page.Block.BarChart;
import dev.chainrule.lab.page.Block.Guide;
import java.util.stream.Collectors;

/// Bars as a drawing: names on the left, values in a column on the right, where no line to compare with can cross them.
final class SvgBarChart {
    private static final int WIDTH = 500;
    private static final int LEAST_LEFT = 60;
    private static final int MOST_LEFT = 190;
    private static final int RIGHT = WIDTH - 52;
    private static final int TOP = 24;
    private static final int ROW = 31;
    private static final int THICKNESS = 19;
    private static final int NAME_LENGTH = 24;

    private final Markup out;
    private final BarChart chart;
    private final double left;

    private SvgBarChart(Markup out, BarChart chart) {
        this.out = out;
        this.chart = chart;
        this.left = chart.bars().stream()
                .mapToDouble(bar -> Svg.width(Svg.shortened(bar.name(), NAME_LENGTH)) + 14)
                .map(width -> Math.clamp(width, LEAST_LEFT, MOST_LEFT))
                .max()
                .orElse(LEAST_LEFT);
    }

    static void draw(Markup out, BarChart chart) {
        new SvgBarChart(out, chart).draw();
    }

    /// What the chart shows, in words.
    static String summary(BarChart chart) {
        return chart.bars().stream()
                .map(bar -> bar.name() + " " + Numbers.percent(bar.share()))
                .collect(Collectors.joining(", "));
    }

    private void draw() {
        int bottom = TOP + ROW * Math.max(1, chart.bars().size());
        Svg.open(out, WIDTH, bottom + 4, chart.title(), summary(chart));
        Svg.line(out, "axis", left, TOP, left, bottom);
        for (int i = 0; i < chart.bars().size(); i++) {
            bar(chart.bars().get(i), TOP + ROW * i);
        }
        for (Guide guide : chart.guides()) {
            if (Double.isFinite(guide.y())) {
                Svg.line(out, "guide", across(guide.y()), TOP - 4, across(guide.y()), bottom);
                Svg.text(out, "guide-name middle", across(guide.y()), TOP - 10, Svg.shortened(guide.label(), 30));
            }
        }
        for (int i = 0; i < chart.bars().size(); i++) {
            names(chart.bars().get(i), TOP + ROW * i);
        }
        out.close("svg");
    }

    private double across(double share) {
        return left + Math.clamp(share, 0, 1) * (RIGHT - left);
    }

    private void bar(Bar bar, int top) {
        out.open(
                "rect",
                "class",
                "bar",
                "x",
                Numbers.coordinate(left),
                "y",
                Numbers.coordinate(top + (ROW - THICKNESS) / 2.0),
                "width",
                Numbers.coordinate(end(bar) - left),
                "height",
                Numbers.coordinate(THICKNESS));
        out.element("title", bar.name() + (bar.detail().isEmpty() ? "" : ": " + bar.detail()))
                .close("rect");
    }

    private double end(Bar bar) {
        return Double.isFinite(bar.share()) ? across(bar.share()) : left;
    }

    private void names(Bar bar, int top) {
        double baseline = top + ROW / 2.0 + 4.5;
        Svg.text(out, "row-name end", left - 8, baseline, Svg.shortened(bar.name(), NAME_LENGTH));
        Svg.text(out, "tick end", WIDTH - 2, baseline, Numbers.wholePercent(bar.share()));
    }
}
