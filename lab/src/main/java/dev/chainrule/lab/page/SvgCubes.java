package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.Cubes;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Cubes beside each other as a drawing, seen from the corner of the first numbers: the first axis goes to the left,
/// the second to the right, the third down. The group of the number in that corner is dark and hatched; thick lines are
/// where one group ends and another begins.
final class SvgCubes {
    private static final int COLUMNS = 3;
    private static final int SIDE = 23;
    private static final double ACROSS = SIDE * 0.866;
    private static final double UP = SIDE * 0.5;
    private static final int MARGIN = 44;
    private static final int TITLE = 30;
    private static final int AXES = 14;
    private static final int LINE = 17;
    /// Between rows of cubes.
    private static final int GAP = 26;
    private static final int LEAST_WIDTH = 215;

    private final Markup out;
    private final Cubes figure;
    private final int width;
    private final int height;

    private SvgCubes(Markup out, Cubes figure) {
        this.out = out;
        this.figure = figure;
        this.width = figure.cubes().stream().mapToInt(SvgCubes::width).max().orElse(LEAST_WIDTH);
        this.height = figure.cubes().stream().mapToInt(SvgCubes::height).max().orElse(0);
    }

    private static int width(Cube cube) {
        double words = cube.details().stream().mapToDouble(Svg::width).max().orElse(0);
        double drawing = (cube.extent(0) + cube.extent(1)) * ACROSS + 2 * MARGIN;
        return (int) Math.ceil(Math.max(LEAST_WIDTH, Math.max(words + 16, drawing)));
    }

    private static int height(Cube cube) {
        double drawing = (cube.extent(0) + cube.extent(1)) * UP + cube.extent(2) * SIDE;
        return (int) Math.ceil(TITLE + drawing + AXES + LINE * cube.details().size());
    }

    static void draw(Markup out, Cubes figure) {
        new SvgCubes(out, figure).draw();
    }

    /// What the drawing shows, in words.
    static String summary(Cubes figure) {
        return figure.cubes().stream().map(SvgCubes::summary).collect(Collectors.joining(" "));
    }

    private static String summary(Cube cube) {
        return "%s: %s.".formatted(cube.name(), String.join(", ", cube.details()));
    }

    private int columns() {
        return Math.clamp(figure.cubes().size(), 1, COLUMNS);
    }

    private void draw() {
        int rows = Math.ceilDiv(figure.cubes().size(), columns());
        int step = height + GAP;
        Svg.open(out, width * columns(), Math.max(0, step * rows - GAP + 4), figure.title(), summary(figure));
        for (int i = 0; i < figure.cubes().size(); i++) {
            new Drawn(figure.cubes().get(i), width * (i % columns()), step * (i / columns())).draw();
        }
        out.close("svg");
    }

    /// A cube at its place.
    private final class Drawn {
        private final Cube cube;
        private final double left;
        private final double top;
        private final double x;
        private final double y;

        Drawn(Cube cube, double left, double top) {
            this.cube = cube;
            this.left = left;
            this.top = top;
            this.x = left + (width + (cube.extent(0) - cube.extent(1)) * ACROSS) / 2;
            this.y = top + TITLE + (cube.extent(0) + cube.extent(1)) * UP;
        }

        /// A corner of cells: so many of them from the front corner along each axis.
        private String at(int first, int second, int third) {
            return Numbers.coordinate(x + (second - first) * ACROSS)
                    + " "
                    + Numbers.coordinate(y - (first + second) * UP + third * SIDE);
        }

        void draw() {
            Svg.text(out, "name middle", left + width / 2.0, top + 14, cube.name());
            for (Face face : Face.values()) {
                cells(face);
            }
            for (Face face : Face.values()) {
                borders(face);
            }
            axes();
            double below = y + cube.extent(2) * SIDE + AXES;
            for (String line : cube.details()) {
                Svg.text(out, "label middle", left + width / 2.0, below += LINE, line);
            }
        }

        private void cells(Face face) {
            StringBuilder others = new StringBuilder();
            StringBuilder together = new StringBuilder();
            StringBuilder hatches = new StringBuilder();
            for (int i = 0; i < cube.extent(face.across); i++) {
                for (int j = 0; j < cube.extent(face.along); j++) {
                    boolean isFront = face.group(cube, i, j) == cube.front();
                    (isFront ? together : others)
                            .append("M%sL%sL%sL%sz"
                                    .formatted(
                                            corner(face, i, j),
                                            corner(face, i + 1, j),
                                            corner(face, i + 1, j + 1),
                                            corner(face, i, j + 1)));
                    if (isFront) {
                        hatches.append("M%sL%s".formatted(corner(face, i, j + 1), corner(face, i + 1, j)));
                    }
                }
            }
            path("cube", others);
            path("cube together", together);
            path("hatch", hatches);
        }

        private void path(String style, StringBuilder path) {
            if (!path.isEmpty()) {
                out.empty("path", "class", style, "d", path.toString()).line();
            }
        }

        private String corner(Face face, int i, int j) {
            int[] steps = new int[3];
            steps[face.across] = i;
            steps[face.along] = j;
            return at(steps[0], steps[1], steps[2]);
        }

        /// Lines between cells of different groups, and around the face.
        private void borders(Face face) {
            int wide = cube.extent(face.across);
            int high = cube.extent(face.along);
            StringBuilder path = new StringBuilder();
            for (int i = 0; i <= wide; i++) {
                for (int j = 0; j < high; j++) {
                    if (i == 0 || i == wide || face.group(cube, i - 1, j) != face.group(cube, i, j)) {
                        path.append("M%sL%s".formatted(corner(face, i, j), corner(face, i, j + 1)));
                    }
                }
            }
            for (int j = 0; j <= high; j++) {
                for (int i = 0; i < wide; i++) {
                    if (j == 0 || j == high || face.group(cube, i, j - 1) != face.group(cube, i, j)) {
                        path.append("M%sL%s".formatted(corner(face, i, j), corner(face, i + 1, j)));
                    }
                }
            }
            path("edge", path);
        }

        private void axes() {
            List<String> names = IntStream.range(0, 3)
                    .mapToObj(axis -> "%s = %s".formatted(figure.axes().get(axis), cube.extent(axis)))
                    .toList();
            double bottom = y + cube.extent(2) * SIDE;
            double near = 6;
            Svg.text(
                    out,
                    "tick end",
                    x - cube.extent(0) * ACROSS / 2 - near,
                    bottom - cube.extent(0) * UP / 2 + 16,
                    names.get(0));
            Svg.text(
                    out,
                    "tick",
                    x + cube.extent(1) * ACROSS / 2 + near,
                    bottom - cube.extent(1) * UP / 2 + 16,
                    names.get(1));
            double middle = y - cube.extent(0) * UP + cube.extent(2) * SIDE / 2.0;
            Svg.turned(out, "tick middle", x - cube.extent(0) * ACROSS - 8, middle, 90, names.get(2));
        }
    }

    /// What is seen of a cube.
    private enum Face {
        /// The first numbers of the second axis.
        LEFT(0, 2),
        /// The first numbers of the first axis.
        RIGHT(1, 2),
        /// The first numbers of the third axis.
        TOP(0, 1);

        private final int across;
        private final int along;

        Face(int across, int along) {
            this.across = across;
            this.along = along;
        }

        int group(Cube cube, int i, int j) {
            return switch (this) {
                case LEFT -> cube.groups()[i][0][j];
                case RIGHT -> cube.groups()[0][i][j];
                case TOP -> cube.groups()[i][j][0];
            };
        }
    }
}
