package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.Density;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Histograms over time as a drawing: a column each, from the middle between its neighbours to the next one, darker
/// where the share of a bin is larger. Very many times are averaged.
final class SvgDensity {
    private static final int WIDTH = SvgLineChart.WIDTH;
    private static final int HEIGHT = SvgLineChart.HEIGHT;
    private static final int MARGIN = 14;
    private static final int MOST_COLUMNS = 80;
    private static final double HALF = 0.5;
    private static final double QUARTER = 0.25;

    private final Markup out;
    private final Density density;
    private final Frame frame;
    private final double[] positions;
    private final double[][] shares;
    private final double largest;

    private SvgDensity(Markup out, Density density) {
        this.out = out;
        this.density = density;
        int together = Math.max(1, Math.ceilDiv(density.positions().length, MOST_COLUMNS));
        int columns = Math.ceilDiv(density.positions().length, together);
        this.positions = new double[columns];
        this.shares = new double[columns][];
        for (int column = 0; column < columns; column++) {
            int from = column * together;
            int to = Math.min(density.positions().length, from + together);
            positions[column] = density.positions()[from] / 2 + density.positions()[to - 1] / 2;
            shares[column] = mean(Arrays.copyOfRange(density.shares(), from, to));
        }
        this.largest = Arrays.stream(shares)
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        this.frame = new Frame(
                Range.of(density.x(), density.positions()),
                Range.of(density.y(), density.edges()),
                Frame.LEFT,
                Frame.TOP,
                WIDTH - MARGIN,
                HEIGHT - Frame.BELOW);
    }

    /// Of those histograms that are whole.
    private static double[] mean(double[][] some) {
        double[] mean = new double[some[0].length];
        int count = 0;
        for (double[] one : some) {
            if (Arrays.stream(one).allMatch(Double::isFinite)) {
                count++;
                for (int bin = 0; bin < mean.length; bin++) {
                    mean[bin] += one[bin];
                }
            }
        }
        for (int bin = 0; bin < mean.length; bin++) {
            mean[bin] /= count;
        }
        return mean;
    }

    static void draw(Markup out, Density density) {
        new SvgDensity(out, density).draw();
    }

    /// What the drawing shows, in words: between which values the middle half lies at the beginning and at the end.
    static String summary(Density density) {
        return new SvgDensity(new Markup(), density).summary();
    }

    private void draw() {
        Svg.open(out, WIDTH, HEIGHT, density.title(), summary());
        if (largest > 0) {
            cells();
            frame.axes(out);
            String most = Numbers.wholePercent(largest);
            double width = Svg.width("0") + Svg.SCALE_WIDTH + Svg.width(most) + 12;
            Svg.scale(out, "right", frame.right() - width, 4, "0", most);
        } else {
            Svg.text(out, "mute middle", WIDTH / 2.0, HEIGHT / 2.0, "Nothing was measured.");
        }
        out.close("svg");
    }

    private void cells() {
        Map<Integer, StringBuilder> paths = new TreeMap<>();
        for (int column = 0; column < positions.length; column++) {
            if (frame.x().canShow(positions[column])) {
                column(paths, column);
            }
        }
        paths.forEach((shade, path) -> out.empty("path", "class", "crisp right" + shade, "d", path.toString())
                .line());
    }

    /// Neighbouring bins of one shade are one rectangle.
    private void column(Map<Integer, StringBuilder> paths, int column) {
        double left = border(column - 1, column, frame.left());
        double right = border(column, column + 1, frame.right());
        int bins = shares[column].length;
        int from = 0;
        while (from < bins) {
            int shade = shade(shares[column][from]);
            int to = from + 1;
            while (to < bins && shade(shares[column][to]) == shade) {
                to++;
            }
            double bottom = down(density.edges()[from], frame.bottom());
            double top = down(density.edges()[to], frame.top());
            if (shade > 0 && bottom > top) {
                paths.computeIfAbsent(shade, _ -> new StringBuilder())
                        .append("M%s %sH%sV%sH%sz"
                                .formatted(
                                        coordinate(left),
                                        coordinate(bottom),
                                        coordinate(right),
                                        coordinate(top),
                                        coordinate(left)));
            }
            from = to;
        }
    }

    private static String coordinate(double value) {
        return Numbers.coordinate(value);
    }

    private int shade(double share) {
        return Double.isFinite(share) ? Ramp.shade(share / largest) : 0;
    }

    /// Between two columns, or the end of the frame beside the outer ones.
    private double border(int one, int next, double end) {
        boolean both = one >= 0
                && next < positions.length
                && frame.x().canShow(positions[one])
                && frame.x().canShow(positions[next]);
        return both ? (frame.across(positions[one]) + frame.across(positions[next])) / 2 : end;
    }

    /// An edge that the axis cannot show is that of the frame.
    private double down(double edge, double otherwise) {
        return frame.y().canShow(edge) ? frame.down(edge) : otherwise;
    }

    private String summary() {
        String axes = "%s over %s.".formatted(density.y().label(), density.x().label());
        int[] whole = IntStream.range(0, shares.length)
                .filter(column -> Arrays.stream(shares[column]).allMatch(Double::isFinite)
                        && Arrays.stream(shares[column]).sum() > 0)
                .toArray();
        if (whole.length == 0) {
            return axes + " No values.";
        }
        return "%s Half of them lie between %s at first and between %s at last."
                .formatted(axes, middleHalf(shares[whole[0]]), middleHalf(shares[whole[whole.length - 1]]));
    }

    private String middleHalf(double[] bins) {
        return "%s and %s"
                .formatted(frame.written(quantile(bins, QUARTER)), frame.written(quantile(bins, HALF + QUARTER)));
    }

    private double quantile(double[] bins, double part) {
        double wanted = part * Arrays.stream(bins).sum();
        double before = 0;
        int bin = 0;
        while (bin < bins.length - 1 && before + bins[bin] < wanted) {
            before += bins[bin++];
        }
        double low = density.edges()[bin];
        double high = density.edges()[bin + 1];
        return bins[bin] > 0 ? low + (high - low) * ((wanted - before) / bins[bin]) : low;
    }
}
