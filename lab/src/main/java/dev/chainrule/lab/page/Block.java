package dev.chainrule.lab.page;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A part of a page. Every text may contain any character: the renderer escapes it.
public sealed interface Block {

    /// What is drawn from numbers.
    sealed interface Figure extends Block {
        /// What is shown.
        String title();

        /// How to read it; may be empty.
        String description();
    }

    /// A heading below the title of the page.
    record Heading(String text) implements Block {}

    /// Running text.
    record Paragraph(String text) implements Block {}

    /// What only some readers want: a line, and blocks that open under it.
    ///
    /// @param summary what is in there
    /// @param blocks from top to bottom
    record Details(String summary, List<Block> blocks) implements Block {
        /// Copies the list.
        public Details {
            blocks = List.copyOf(blocks);
        }
    }

    /// Text to be copied as it is, such as a command.
    record Code(String text) implements Block {}

    /// Numbers that a reader wants first, in large type.
    record KeyFigures(List<KeyFigure> figures) implements Block {
        /// Copies the list.
        public KeyFigures {
            figures = List.copyOf(figures);
        }
    }

    /// A number in large type.
    ///
    /// @param label what it is
    /// @param value the number with its unit
    /// @param detail what a reader should know beside it; may be empty
    record KeyFigure(String label, String value, String detail) {}

    /// Remarks, such as hints for reading a chart.
    record Notes(List<Note> notes) implements Block {
        /// Copies the list.
        public Notes {
            notes = List.copyOf(notes);
        }
    }

    /// One remark.
    ///
    /// @param tone whether something should be done about it
    /// @param lead what it is about, in a few words
    /// @param text the remark
    record Note(Tone tone, String lead, String text) {}

    /// How a remark is meant.
    enum Tone {
        /// Neither good nor bad.
        NOTE,
        /// As it should be.
        FINE,
        /// Worth a look.
        ATTENTION
    }

    /// Rows of text or numbers.
    ///
    /// @param title of the table; may be empty
    /// @param columns their headings; the first one names the rows
    /// @param rows as many cells as there are columns
    record Table(String title, List<Column> columns, List<List<String>> rows) implements Block {
        /// Copies the lists.
        ///
        /// @throws IllegalArgumentException if a row does not fit the columns
        public Table {
            columns = List.copyOf(columns);
            rows = rows.stream().map(List::copyOf).toList();
            for (List<String> row : rows) {
                if (row.size() != columns.size()) {
                    throw new IllegalArgumentException(
                            "Table: a row of %s cells does not fit %s columns; expected as many"
                                    .formatted(row.size(), columns.size()));
                }
            }
        }
    }

    /// A column of a table.
    ///
    /// @param name its heading, which should not be empty: a column of verdicts is called so
    /// @param numeric whether its cells are numbers, which are set flush right
    record Column(String name, boolean numeric) {}

    /// Lines over a common axis. Values that are not finite leave gaps.
    ///
    /// @param title what is shown
    /// @param description how to read it; may be empty
    /// @param x the horizontal axis
    /// @param y the vertical axis
    /// @param series the lines
    /// @param guides horizontal lines to compare with
    /// @param marks points that are named
    record LineChart(
            String title, String description, Axis x, Axis y, List<Series> series, List<Guide> guides, List<Mark> marks)
            implements Figure {
        /// Copies the lists.
        public LineChart {
            series = List.copyOf(series);
            guides = List.copyOf(guides);
            marks = List.copyOf(marks);
        }
    }

    /// An axis of a chart.
    ///
    /// @param label what it measures, with its unit if it has one, for example `time (s)`
    /// @param scale how values are spread along it; on a logarithmic one, values of 0 and less leave gaps
    /// @param unit how its numbers are written
    record Axis(String label, Scale scale, Unit unit) {

        /// How values are spread along an axis.
        public enum Scale {
            /// Equal differences are equally long.
            LINEAR,
            /// Equal ratios are equally long.
            LOGARITHMIC
        }

        /// How the numbers of an axis are written.
        public enum Unit {
            /// As they are.
            NUMBER,
            /// Shares, as per cent: 0.5 is written 50 %.
            PERCENT
        }

        /// A linear axis of plain numbers.
        public static Axis of(String label) {
            return new Axis(label, Scale.LINEAR, Unit.NUMBER);
        }
    }

    /// A line of a chart.
    ///
    /// @param name written at its end
    /// @param x positions, ascending; not copied
    /// @param y values, one a position; not copied
    /// @param smoothing draws the mean of so many neighbouring values, and the values themselves faintly behind
    ///     it; 1 for none
    /// @param band an area behind the lines, such as the interval of a mean; smoothed like the line
    @SuppressWarnings("ArrayRecordComponent") // long and shared on purpose; compared nowhere
    record Series(String name, double[] x, double[] y, int smoothing, Optional<Band> band) {
        /// Checks that the parts fit each other.
        ///
        /// @throws IllegalArgumentException if there are not as many values as positions, or the smoothing is
        ///     less than 1, or the band is longer or shorter
        public Series {
            if (x.length != y.length || smoothing < 1) {
                throw new IllegalArgumentException(
                        "Series: %s positions, %s values, smoothing %s do not fit; expected a value each, smoothing ≥ 1"
                                .formatted(x.length, y.length, smoothing));
            }
            int edge = band.map(area -> area.low().length).orElse(x.length);
            if (edge != x.length) {
                throw new IllegalArgumentException(
                        "Series: a band of %s values does not fit %s positions; expected a low and a high value each"
                                .formatted(edge, x.length));
            }
        }

        /// A line without a band.
        public Series(String name, double[] x, double[] y, int smoothing) {
            this(name, x, y, smoothing, Optional.empty());
        }

        /// A line as it is: not smoothed, without a band.
        public static Series of(String name, double[] x, double[] y) {
            return new Series(name, x, y, 1);
        }

        /// This line with a band around it.
        ///
        /// @param low its lower edge, one value a position; values that are not finite leave gaps; not copied
        /// @param high likewise its upper edge
        public Series withBand(double[] low, double[] high) {
            return new Series(name, x, y, smoothing, Optional.of(new Band(low, high)));
        }
    }

    /// An area around a line.
    ///
    /// @param low its lower edge, one value a position; values that are not finite leave gaps; not copied
    /// @param high likewise its upper edge
    @SuppressWarnings("ArrayRecordComponent") // as those of its line
    record Band(double[] low, double[] high) {
        /// Checks that the parts fit each other.
        ///
        /// @throws IllegalArgumentException if the edges differ in length
        public Band {
            if (low.length != high.length) {
                throw new IllegalArgumentException("Band: %s low values do not fit %s high ones; expected as many"
                        .formatted(low.length, high.length));
            }
        }
    }

    /// A horizontal line to compare with.
    record Guide(double y, String label) {}

    /// A point that is named.
    record Mark(double x, double y, String label) {}

    /// Shares as bars, from 0 to 100 %.
    ///
    /// @param title what is shown
    /// @param description how to read it; may be empty
    /// @param bars from top to bottom
    /// @param guides lines to compare with
    record BarChart(String title, String description, List<Bar> bars, List<Guide> guides) implements Figure {
        /// Copies the lists.
        public BarChart {
            bars = List.copyOf(bars);
            guides = List.copyOf(guides);
        }
    }

    /// A bar.
    ///
    /// @param name what it is of
    /// @param share in 0 to 1; a number that is not finite leaves it out
    /// @param detail shown on pointing at it; may be empty
    record Bar(String name, double share, String detail) {}

    /// How often something of one class (row) was taken for another (column), shaded by the share of its row.
    ///
    /// @param title what is shown
    /// @param description how to read it; may be empty
    /// @param names of the classes
    /// @param counts one row and one column a class; not copied
    @SuppressWarnings("ArrayRecordComponent") // shared on purpose; compared nowhere
    record Matrix(String title, String description, List<String> names, int[][] counts) implements Figure {
        /// Copies the list.
        ///
        /// @throws IllegalArgumentException if the counts are not a square of as many rows as names
        public Matrix {
            names = List.copyOf(names);
            int size = names.size();
            if (counts.length != size || Arrays.stream(counts).anyMatch(row -> row.length != size)) {
                throw new IllegalArgumentException(
                        "Matrix: counts do not fit %s names; expected a row and a column a name".formatted(size));
            }
        }
    }

    /// Values by row and column, shaded from the lowest to the highest, for example accuracies by learning rate and
    /// penalty. Cells whose value is not finite are marked as diverged or not measured.
    ///
    /// @param title what is shown
    /// @param description how to read it; may be empty
    /// @param rows what the rows differ in, with its unit if it has one
    /// @param columns likewise the columns
    /// @param rowNames from top to bottom
    /// @param columnNames from left to right
    /// @param values one row a row, one value a column; not copied
    /// @param unit how they are written
    @SuppressWarnings("ArrayRecordComponent") // shared on purpose; compared nowhere
    record HeatMap(
            String title,
            String description,
            String rows,
            String columns,
            List<String> rowNames,
            List<String> columnNames,
            double[][] values,
            Axis.Unit unit)
            implements Figure {
        /// Copies the lists.
        ///
        /// @throws IllegalArgumentException if there is not a value for each row and column
        public HeatMap {
            rowNames = List.copyOf(rowNames);
            columnNames = List.copyOf(columnNames);
            int width = columnNames.size();
            if (values.length != rowNames.size() || Arrays.stream(values).anyMatch(row -> row.length != width)) {
                throw new IllegalArgumentException(
                        "HeatMap: %s rows of values do not fit %s row names and %s column names; expected a value each"
                                .formatted(values.length, rowNames.size(), width));
            }
        }
    }

    /// Histograms over time, such as those of the activations of one layer: a column of shaded bins for each time.
    /// Columns with shares that are not finite are left out.
    ///
    /// @param title what is shown
    /// @param description how to read it; may be empty
    /// @param x the axis of times
    /// @param y the axis of the numbers that are counted
    /// @param positions the times, ascending; not copied
    /// @param edges of the bins, ascending, one more than there are bins; not copied
    /// @param shares for each time the share of each bin, in 0 to 1; not copied
    @SuppressWarnings("ArrayRecordComponent") // shared on purpose; compared nowhere
    record Density(
            String title, String description, Axis x, Axis y, double[] positions, double[] edges, double[][] shares)
            implements Figure {
        /// Checks that the parts fit each other.
        ///
        /// @throws IllegalArgumentException if there is not a share for each time and bin
        public Density {
            int bins = edges.length - 1;
            if (bins < 1
                    || shares.length != positions.length
                    || Arrays.stream(shares).anyMatch(column -> column.length != bins)) {
                throw new IllegalArgumentException(
                        "Density: %s columns of shares do not fit %s positions and %s edges; expected a column a position and a share between neighbouring edges"
                                .formatted(shares.length, positions.length, edges.length));
            }
        }
    }

    /// Scores of points over one quantity.
    ///
    /// @param title what is shown
    /// @param description how to read it; may be empty
    /// @param points with their scores
    /// @param x the horizontal axis
    /// @param shade what their colours mean, if not nothing
    /// @param trend a line through them, such as the mean of neighbours
    record Scatter(
            String title,
            String description,
            Points points,
            Quantity x,
            Optional<Quantity> shade,
            Optional<Series> trend)
            implements Figure {
        /// Checks that the parts fit each other.
        ///
        /// @throws IllegalArgumentException if there are not as many values as points
        public Scatter {
            points.checkFits(x);
            shade.ifPresent(points::checkFits);
        }
    }

    /// Points in the plane of two quantities, shaded by their rank, and along its margins their scores over each of
    /// the two alone.
    ///
    /// @param title what is shown
    /// @param description how to read it; may be empty
    /// @param points with their scores
    /// @param x the horizontal axis
    /// @param y the vertical axis
    record Plane(String title, String description, Points points, Quantity x, Quantity y) implements Figure {
        /// Checks that the parts fit each other.
        ///
        /// @throws IllegalArgumentException if there are not as many values as points
        public Plane {
            points.checkFits(x);
            points.checkFits(y);
        }
    }

    /// Parallel coordinates: an axis a quantity and the score as the last one, a line a point, shaded by its rank.
    /// A quantity that a point does not have leaves a gap in its line.
    ///
    /// @param title what is shown
    /// @param description how to read it; may be empty
    /// @param points with their scores
    /// @param axes from left to right, without the score
    record ParallelCoordinates(String title, String description, Points points, List<Quantity> axes) implements Figure {
        /// Copies the list.
        ///
        /// @throws IllegalArgumentException if there are not as many values as points
        public ParallelCoordinates {
            axes = List.copyOf(axes);
            axes.forEach(points::checkFits);
        }
    }

    /// A computation graph with its numbers.
    ///
    /// @param title what is shown
    /// @param description how to read it; may be empty
    /// @param nodes in an order in which they can be computed
    record NodeGraph(String title, String description, List<NodeBox> nodes) implements Figure {
        /// Copies the list.
        ///
        /// @throws IllegalArgumentException if a node is computed from itself or a later one
        public NodeGraph {
            nodes = List.copyOf(nodes);
            for (int node = 0; node < nodes.size(); node++) {
                for (int input : nodes.get(node).sources()) {
                    if (input < 0 || input >= node) {
                        throw new IllegalArgumentException(
                                "NodeGraph: input %s does not fit node %s; expected an earlier node"
                                        .formatted(input, node));
                    }
                }
            }
        }
    }

    /// Numbers along three axes, side by side, each time in other groups.
    ///
    /// @param title what is shown
    /// @param description how to read it; may be empty
    /// @param axes the names of the three axes
    /// @param cubes of equal extents
    record Cubes(String title, String description, List<String> axes, List<Cube> cubes) implements Figure {
        /// Copies the lists.
        ///
        /// @throws IllegalArgumentException if there are not three axes, or cubes differ in their extents
        public Cubes {
            axes = List.copyOf(axes);
            cubes = List.copyOf(cubes);
            for (Cube cube : cubes) {
                Cube first = cubes.getFirst();
                if (axes.size() != 3
                        || IntStream.range(0, 3).anyMatch(axis -> cube.extent(axis) != first.extent(axis))) {
                    throw new IllegalArgumentException(
                            "Cubes: cube '%s' does not fit %s axes and the first cube; expected three axes of equal extents"
                                    .formatted(cube.name(), axes.size()));
                }
            }
        }
    }

    /// Small images with a caption each.
    ///
    /// @param title what is shown
    /// @param description how to read it; may be empty
    /// @param images in reading order
    /// @param columns images in a row where rows mean something; 0 for as many as fit
    record ImageGrid(String title, String description, List<CaptionedPicture> images, int columns) implements Block {
        /// So many columns have a style.
        public static final int MOST_COLUMNS = 10;

        /// Copies the list.
        ///
        /// @throws IllegalArgumentException if no page is as wide as that
        public ImageGrid {
            images = List.copyOf(images);
            if (columns < 0 || columns == 1 || columns > MOST_COLUMNS) {
                throw new IllegalArgumentException("ImageGrid: %s columns do not fit a page; expected 2 to %s, or 0"
                        .formatted(columns, MOST_COLUMNS));
            }
        }

        /// Images whose rows mean nothing.
        public ImageGrid(String title, String description, List<CaptionedPicture> images) {
            this(title, description, images, 0);
        }
    }

    /// An image with its caption.
    ///
    /// @param picture the image
    /// @param alternative what a reader who cannot see it should know beside its caption, for example `validation
    ///     image 12`
    /// @param caption one line, for example `cat 97 %`; may be empty
    /// @param detail a second line, for example `is dog`; may be empty
    record CaptionedPicture(Picture picture, String alternative, String caption, String detail) {}
}
