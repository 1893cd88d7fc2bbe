package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.BarChart;
import dev.chainrule.lab.page.Block.Cubes;
import dev.chainrule.lab.page.Block.Density;
import dev.chainrule.lab.page.Block.Figure;
import dev.chainrule.lab.page.Block.HeatMap;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Matrix;
import dev.chainrule.lab.page.Block.NodeGraph;
import dev.chainrule.lab.page.Block.ParallelCoordinates;
import dev.chainrule.lab.page.Block.Plane;
import dev.chainrule.lab.page.Block.Scatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A figure as a file of its own: on white, for slides, print and other pages. It loads nothing.
public final class SvgFile {
    private static final Pattern SIZE =
            Pattern.compile("<svg viewBox=\"0 0 (\\d+) (\\d+)\" width=\"\\d+\" height=\"\\d+\"");
    private static final int MARGIN = 12;

    private SvgFile() {}

    /// The figure as the text of an SVG file, to be stored as UTF-8. Its title and what it shows are inside in
    /// words.
    public static String of(Figure figure) {
        Markup out = new Markup();
        drawing(out, figure);
        String drawing = out.toString();
        Matcher size = SIZE.matcher(drawing);
        if (!size.lookingAt()) {
            throw new IllegalStateException("SvgFile: a drawing begins with its size");
        }
        int width = Integer.parseInt(size.group(1)) + 2 * MARGIN;
        int height = Integer.parseInt(size.group(2)) + 2 * MARGIN;
        int content = drawing.indexOf('>') + 1;
        Markup file = new Markup();
        file.raw("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-%s -%s %s %s\" width=\"%s\" height=\"%s\""
                .formatted(MARGIN, MARGIN, width, height, width, height));
        file.raw(drawing.substring(size.end(), content)).line();
        file.open("style").raw(StyleSheet.of(drawing)).close("style").line();
        file.empty(
                "path", "class", "paper", "d", "M-%s -%sh%sv%sh-%sz".formatted(MARGIN, MARGIN, width, height, width));
        return file.raw(drawing.substring(content)).line().toString();
    }

    /// What a figure shows, in words, for those who cannot see it.
    static String summary(Figure figure) {
        return switch (figure) {
            case LineChart chart -> SvgLineChart.summary(chart);
            case BarChart chart -> SvgBarChart.summary(chart);
            case Matrix matrix -> SvgMatrix.summary(matrix);
            case HeatMap map -> new SvgHeatMap(map).summary();
            case Density density -> SvgDensity.summary(density);
            case Scatter chart -> SvgScatter.summary(chart);
            case Plane plane -> SvgPlane.summary(plane);
            case ParallelCoordinates chart -> SvgParallel.summary(chart);
            case NodeGraph graph -> SvgNodeGraph.summary(graph);
            case Cubes cubes -> SvgCubes.summary(cubes);
        };
    }

    private static void drawing(Markup out, Figure figure) {
        switch (figure) {
            case LineChart chart -> SvgLineChart.draw(out, chart);
            case BarChart chart -> SvgBarChart.draw(out, chart);
            case Matrix matrix -> SvgMatrix.draw(out, matrix);
            case HeatMap map -> new SvgHeatMap(map).draw(out);
            case Density density -> SvgDensity.draw(out, density);
            case Scatter chart -> SvgScatter.draw(out, chart);
            case Plane plane -> SvgPlane.draw(out, plane);
            case ParallelCoordinates chart -> SvgParallel.draw(out, chart);
            case NodeGraph graph -> SvgNodeGraph.draw(out, graph);
            case Cubes cubes -> SvgCubes.draw(out, cubes);
        }
    }
}
