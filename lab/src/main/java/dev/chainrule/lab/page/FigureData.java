package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.Axis;
import dev.chainrule.lab.page.Block.Band;
import dev.chainrule.lab.page.Block.Bar;
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
import dev.chainrule.lab.page.Block.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The numbers behind a figure as a table, complete and exact.
///
/// @param columns the first one names the rows
/// @param rows how many
/// @param row what a row is
record FigureData(List<Values> columns, int rows, String row) {

    /// A column.
    sealed interface Values {
        /// Its heading.
        String name();

        /// A cell in full.
        String exact(int row);

        /// A cell for reading.
        String brief(int row);
    }

    /// Text.
    private record Words(String name, List<String> cells) implements Values {
        @Override
        public String exact(int row) {
            return cells.get(row);
        }

        @Override
        public String brief(int row) {
            return cells.get(row);
        }
    }

    /// Positions along an axis, or counts.
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    private record Positions(String name, double... values) implements Values {
        @Override
        public String exact(int row) {
            return number(values[row]);
        }

        @Override
        public String brief(int row) {
            return Numbers.position(values[row]);
        }
    }

    /// Measured numbers.
    ///
    /// @param indices where the value of a row is among them; −1 if there is none
    /// @param isMean whether they are means of others
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    private record Measured(String name, double[] values, int[] indices, Axis.Unit unit, boolean isMean)
            implements Values {
        @Override
        public String exact(int row) {
            return indices[row] < 0 ? "" : number(values[indices[row]]);
        }

        @Override
        public String brief(int row) {
            return indices[row] < 0 ? "" : Numbers.written(values[indices[row]], unit);
        }
    }

    /// Numbers of points, of which some have none.
    ///
    /// @param shares whether they are read as per cent
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    private record Chosen(String name, double[] values, boolean shares) implements Values {
        @Override
        public String exact(int row) {
            return Double.isNaN(values[row]) ? "" : number(values[row]);
        }

        @Override
        public String brief(int row) {
            return shares ? Numbers.percent(values[row]) : Numbers.brief(values[row]);
        }
    }

    /// Whole numbers without a decimal point, numbers in single precision with the digits of that.
    private static String number(double value) {
        if (value == StrictMath.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        return (float) value == value ? Float.toString((float) value) : Double.toString(value);
    }

    /// The columns of what was measured, without means of it.
    FigureData measured() {
        return new FigureData(
                columns.stream()
                        .filter(column -> !(column instanceof Measured one && one.isMean()))
                        .toList(),
                rows,
                row);
    }

    static FigureData of(Figure figure) {
        return switch (figure) {
            case LineChart chart -> lines(chart);
            case BarChart chart -> bars(chart);
            case Matrix matrix -> matrix(matrix);
            case HeatMap map -> heatMap(map);
            case Density density -> density(density);
            case Scatter chart -> scatter(chart);
            case Plane plane -> points(plane.points(), List.of(plane.x(), plane.y()));
            case ParallelCoordinates chart -> points(chart.points(), chart.axes());
            case NodeGraph graph -> graph(graph);
            case Cubes cubes -> cubes(cubes);
        };
    }

    private static FigureData lines(LineChart chart) {
        List<int[]> rows = merged(chart.series());
        double[] positions = new double[rows.size()];
        for (int row = 0; row < positions.length; row++) {
            for (int line = 0; line < chart.series().size(); line++) {
                int index = rows.get(row)[line];
                positions[row] =
                        index < 0 ? positions[row] : chart.series().get(line).x()[index];
            }
        }
        List<Values> columns = new ArrayList<>();
        columns.add(new Positions(chart.x().label(), positions));
        for (int line = 0; line < chart.series().size(); line++) {
            Series series = chart.series().get(line);
            int ofLine = line;
            int[] indices = rows.stream().mapToInt(row -> row[ofLine]).toArray();
            Axis.Unit unit = chart.y().unit();
            columns.add(new Measured(series.name(), series.y(), indices, unit, false));
            if (series.smoothing() > 1) {
                String name = "%s, mean of %s".formatted(series.name(), series.smoothing());
                columns.add(new Measured(name, Curve.smoothed(series.y(), series.smoothing()), indices, unit, true));
            }
            for (Band band : series.band().stream().toList()) {
                columns.add(new Measured(series.name() + ", low", band.low(), indices, unit, false));
                columns.add(new Measured(series.name() + ", high", band.high(), indices, unit, false));
            }
        }
        return new FigureData(columns, positions.length, "value");
    }

    /// For each position of any line, ascending, the index of the value of each line; −1 where it has none.
    private static List<int[]> merged(List<Series> series) {
        int[] next = new int[series.size()];
        List<int[]> rows = new ArrayList<>();
        while (true) {
            Optional<Double> lowest = Optional.empty();
            for (int line = 0; line < next.length; line++) {
                double[] x = series.get(line).x();
                if (next[line] < x.length && (lowest.isEmpty() || Double.compare(x[next[line]], lowest.get()) < 0)) {
                    lowest = Optional.of(x[next[line]]);
                }
            }
            if (lowest.isEmpty()) {
                return rows;
            }
            int[] row = new int[next.length];
            for (int line = 0; line < next.length; line++) {
                double[] x = series.get(line).x();
                boolean here = next[line] < x.length && Double.compare(x[next[line]], lowest.get()) == 0;
                row[line] = here ? next[line]++ : -1;
            }
            rows.add(row);
        }
    }

    private static FigureData bars(BarChart chart) {
        List<Values> columns = new ArrayList<>();
        columns.add(new Words("name", chart.bars().stream().map(Bar::name).toList()));
        columns.add(measured("share", chart.bars(), Bar::share, Axis.Unit.PERCENT));
        if (chart.bars().stream().anyMatch(bar -> !bar.detail().isEmpty())) {
            columns.add(
                    new Words("detail", chart.bars().stream().map(Bar::detail).toList()));
        }
        return new FigureData(columns, chart.bars().size(), "row");
    }

    private static <T> Values measured(String name, List<T> rows, ToDoubleFunction<T> value, Axis.Unit unit) {
        return measured(name, rows.stream().mapToDouble(value).toArray(), unit);
    }

    private static Values measured(String name, double[] values, Axis.Unit unit) {
        int[] indices = new int[values.length];
        Arrays.setAll(indices, row -> row);
        return new Measured(name, values, indices, unit, false);
    }

    private static FigureData matrix(Matrix matrix) {
        List<Values> columns = new ArrayList<>();
        columns.add(new Words("is", matrix.names()));
        for (int column = 0; column < matrix.names().size(); column++) {
            int of = column;
            double[] counts =
                    Arrays.stream(matrix.counts()).mapToDouble(row -> row[of]).toArray();
            columns.add(new Positions("named " + matrix.names().get(column), counts));
        }
        return new FigureData(columns, matrix.names().size(), "row");
    }

    private static FigureData heatMap(HeatMap map) {
        List<Values> columns = new ArrayList<>();
        columns.add(new Words(map.rows(), map.rowNames()));
        for (int column = 0; column < map.columnNames().size(); column++) {
            int of = column;
            String name = map.columns() + " " + map.columnNames().get(column);
            columns.add(measured(name, List.of(map.values()), row -> row[of], map.unit()));
        }
        return new FigureData(columns, map.rowNames().size(), "row");
    }

    private static FigureData density(Density density) {
        List<Values> columns = new ArrayList<>();
        columns.add(new Positions(density.x().label(), density.positions()));
        for (int bin = 0; bin < density.edges().length - 1; bin++) {
            int of = bin;
            columns.add(measured(
                    bin(density.edges()[bin], density.edges()[bin + 1]),
                    List.of(density.shares()),
                    column -> column[of],
                    Axis.Unit.PERCENT));
        }
        return new FigureData(columns, density.positions().length, "value");
    }

    private static String bin(double low, double high) {
        if (Double.isInfinite(low)) {
            return "below " + number(high);
        }
        return Double.isInfinite(high) ? "from " + number(low) : "%s to %s".formatted(number(low), number(high));
    }

    private static FigureData scatter(Scatter chart) {
        return points(
                chart.points(),
                Stream.concat(Stream.of(chart.x()), chart.shade().stream()).toList());
    }

    private static FigureData points(Points points, List<Quantity> quantities) {
        List<Values> columns = new ArrayList<>();
        columns.add(new Words("name", points.names()));
        Stream.concat(quantities.stream(), Stream.of(points.score()))
                .map(FigureData::column)
                .forEach(columns::add);
        return new FigureData(columns, points.names().size(), "point");
    }

    /// A quantity that a point does not have is an empty cell, and so is a score.
    private static Values column(Quantity quantity) {
        double[] values = quantity.values();
        List<String> words = quantity.words();
        return switch (quantity.kind()) {
            case WORDS ->
                new Words(
                        quantity.label(),
                        Arrays.stream(values)
                                .mapToObj(value -> Double.isNaN(value) ? "" : words.get((int) value))
                                .toList());
            case SHARE -> new Chosen(quantity.label(), values, true);
            case LINEAR, LOGARITHMIC -> new Chosen(quantity.label(), values, false);
        };
    }

    private static FigureData graph(NodeGraph graph) {
        List<NodeBox> nodes = graph.nodes();
        List<Values> columns = List.of(
                new Words("node", nodes.stream().map(NodeBox::formula).toList()),
                new Words(
                        "meaning",
                        nodes.stream().map(node -> node.value().meaning()).toList()),
                new Words(
                        "value",
                        nodes.stream().map(node -> rows(node.value().rows())).toList()),
                new Words(
                        "gradient",
                        nodes.stream().map(node -> rows(node.gradient().rows())).toList()));
        return new FigureData(columns, nodes.size(), "row");
    }

    /// A row a number: its place along each axis, and its group in each cube.
    private static FigureData cubes(Cubes figure) {
        int rows = figure.cubes().isEmpty() ? 0 : figure.cubes().getFirst().size();
        List<Values> columns = new ArrayList<>();
        for (int axis = 0; axis < figure.axes().size(); axis++) {
            int along = axis;
            double[] places = IntStream.range(0, rows)
                    .mapToDouble(row -> figure.cubes().getFirst().place(row, along))
                    .toArray();
            columns.add(new Positions(figure.axes().get(axis), places));
        }
        for (Cube cube : figure.cubes()) {
            double[] groups = Arrays.stream(cube.groups())
                    .flatMap(Arrays::stream)
                    .flatMapToInt(Arrays::stream)
                    .asDoubleStream()
                    .toArray();
            columns.add(new Positions("group in " + cube.name(), groups));
        }
        return new FigureData(columns, rows, "number");
    }

    private static String rows(List<List<String>> matrix) {
        return matrix.stream()
                .filter(row -> !row.isEmpty())
                .map(row -> String.join(" ", row))
                .collect(Collectors.joining("; "));
    }
}
