import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The template of the innermost loops that [Tiles] writes: a tile of some rows by some vectors of sums, of any kind
/// and for any register file.
final class Tile {
    private static final String[] NUMBERS = {
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"
    };
    private static final String VECTORS = "wxyz";

    /// Which tiles a register file holds: sums, vectors of the right factor and one number of the left factor.
    ///
    /// @param registers vector registers; lanes are not told apart: every tile is written for 4, 8 and 16
    /// @param rows of a tile; of one with a transposed left factor `transposedRows`
    /// @param winogradRows of one of Winograd's, for one or two vectors and for more
    /// @param groupedRows of one of Winograd's whose left factor is in groups, likewise: with 6 on 16 registers,
    /// one
    ///     sum is kept in memory where the JVM lets loops be interrupted, as it does for its default collector
    /// @param vectors of a tile, at most
    /// @param ordered whether a fence follows each row: else the compiler loads all numbers of a step before its
    /// first
    ///     multiply-add, which would need a register for each row
    /// @param windowRows of one whose left factor are windows, for one vector, two, …
    /// @param gradientRows all sizes of one that sums the gradient with respect to filters, likewise: of which any
    ///     larger number is a sum
    record RegisterFile(
            int registers,
            int rows,
            int transposedRows,
            List<Integer> winogradRows,
            List<Integer> groupedRows,
            List<Integer> windowRows,
            List<List<Integer>> gradientRows,
            int vectors,
            boolean ordered) {

        int winogradRows(int vectors) {
            return winogradRows.get((vectors - 1) / 2);
        }

        int groupedRows(int vectors) {
            return groupedRows.get((vectors - 1) / 2);
        }

        int windowRows(int vectors) {
            return windowRows.get(vectors - 1);
        }

        List<Integer> gradientRows(int vectors) {
            return gradientRows.get(vectors - 1);
        }
    }

    static final RegisterFile FEW = new RegisterFile(
            16, 6, 6, List.of(6), List.of(5), List.of(6, 6), List.of(List.of(4, 5), List.of(4, 5)), 2, true);
    static final RegisterFile MANY = new RegisterFile(
            32,
            5,
            6,
            List.of(6, 5),
            List.of(8, 5),
            List.of(12, 8, 6, 4),
            List.of(List.of(7, 8, 9), List.of(7, 8, 9), List.of(5, 6), List.of(4, 5)),
            4,
            false);

    /// What [Kind#known] is of a tile that needs all its parameters.
    static final Parameters NONE = (_, _) -> "";

    /// What [Kind#lines] is of a tile that goes through its steps once.
    static final Function<RegisterFile, IntFunction<String>> ONCE = _ -> _ -> "";

    /// What one kind of tile says in its own way.
    ///
    /// @param parameters of a tile's method, after the size of the tile
    /// @param known what of them tiles of a size do without
    /// @param before what comes first, for a number of rows
    /// @param lines what comes before the steps and repeats them, for a number of rows; empty if nothing does
    /// @param steps the condition under which there is another step
    /// @param start where a sum starts, for a row and a vector; `load`, `left` and `store` likewise
    /// @param next what follows a step, for a number of rows and one of vectors
    record Kind(
            String parameters,
            Parameters known,
            Function<RegisterFile, IntFunction<String>> before,
            Function<RegisterFile, IntFunction<String>> lines,
            String steps,
            Place start,
            Function<RegisterFile, IntFunction<String>> load,
            Function<RegisterFile, IntFunction<String>> left,
            Function<RegisterFile, Step> next,
            Place store) {

        String parameters(RegisterFile file, int vectors) {
            return parameters.replace(known.of(file, vectors), "");
        }
    }

    /// The rows of a tile on a register file, by its vectors.
    @FunctionalInterface
    interface Height {
        int of(RegisterFile file, int vectors);
    }

    /// The numbers of rows that tiles have on a register file, by their vectors.
    @FunctionalInterface
    interface Heights {
        List<Integer> of(RegisterFile file, int vectors);
    }

    /// Some parameters, by a register file and the vectors of a tile.
    @FunctionalInterface
    interface Parameters {
        String of(RegisterFile file, int vectors);
    }

    @FunctionalInterface
    interface Place {
        String at(int row, int vector);
    }

    @FunctionalInterface
    interface Step {
        String of(int rows, int vectors);
    }

    private Tile() {}

    /// The method that picks the tile of a size, and the tiles.
    ///
    /// @param least the vectors of the narrowest tile
    /// @param even whether only even numbers of vectors are asked for
    static String entry(
            Kind kind, String name, int least, boolean even, Heights heights, String which, String comment) {
        StringBuilder text = new StringBuilder("/// Computes a tile where ")
                .append(which)
                .append(".\n///\n/// @param vectors the width of the tile\n")
                .append(comment.lines().map("/// %s\n"::formatted).collect(Collectors.joining()));
        String size = heights.of(MANY, least).size() == 1 ? "int vectors" : "int height, int vectors";
        text.append("static void %s(%s, %s) { if (FEW_REGISTERS) {".formatted(name, size, kind.parameters));
        StringBuilder tiles = new StringBuilder();
        for (RegisterFile file : List.of(FEW, MANY)) {
            int[] widths = IntStream.rangeClosed(least, file.vectors)
                    .filter(vectors -> !even || vectors % 2 == 0)
                    .toArray();
            String calls = "";
            for (int vectors : widths) {
                String arguments = arguments(kind.parameters(file, vectors));
                String call = call(
                        heights.of(file, vectors),
                        rows -> "%s(%s);".formatted(method(file, name, rows, vectors), arguments));
                calls = widths.length == 1
                        ? call
                        : calls + (vectors == file.vectors ? "default" : "case " + vectors) + " -> " + call;
                for (int rows : heights.of(file, vectors)) {
                    tiles.append(tile(kind, file, method(file, name, rows, vectors), rows, vectors));
                }
            }
            text.append(widths.length == 1 ? calls : "switch (vectors) {" + calls + "}");
            text.append(file == FEW ? "} else {" : "}}\n\n");
        }
        return text.append(tiles).toString();
    }

    /// The call of the tile of some vectors: the only one, or that of the height that is asked for.
    private static String call(List<Integer> heights, IntFunction<String> ofHeight) {
        if (heights.size() == 1) {
            return ofHeight.apply(heights.getFirst());
        }
        return heights.stream()
                .map(height -> "case %d -> %s".formatted(height, ofHeight.apply(height)))
                .collect(Collectors.joining(
                        "",
                        "{ switch (height) {",
                        "default -> throw new IllegalArgumentException(\"no tile of this height\");}}"));
    }

    /// A tile: the template.
    private static String tile(Kind kind, RegisterFile file, String method, int rows, int vectors) {
        StringBuilder text = new StringBuilder(
                "/// %d rows by %d vectors on %d registers.\n".formatted(rows, vectors, file.registers));
        text.append("private static void %s(%s) {".formatted(method, kind.parameters(file, vectors)));
        text.append(segments(kind.parameters(file, vectors)));
        text.append(kind.before.apply(file).apply(rows));
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                text.append("FloatVector %s = %s;".formatted(sum(r, v), kind.start.at(r, v)));
            }
        }
        String lines = kind.lines.apply(file).apply(rows);
        text.append(lines).append("for (int step = 0; %s; step++) {".formatted(kind.steps));
        for (int v = 0; v < vectors; v++) {
            text.append("FloatVector %s = %s;"
                    .formatted(VECTORS.charAt(v), kind.load.apply(file).apply(v)));
        }
        for (int r = 0; r < rows; r++) {
            // One vector a row is too few for the sums to hide behind each other: no row waits for the one before.
            text.append(r > 0 && file.ordered ? "VarHandle.loadLoadFence();" : "");
            text.append("FloatVector left%d = FloatVector.broadcast(FLOATS, %s);"
                    .formatted(r, kind.left.apply(file).apply(r)));
            for (int v = 0; v < vectors; v++) {
                text.append("%1$s = left%2$d.fma(%3$s, %1$s);".formatted(sum(r, v), r, VECTORS.charAt(v)));
            }
        }
        text.append(kind.next.apply(file).of(rows, vectors)).append(lines.isEmpty() ? "}" : "}}");
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                text.append(kind.store.at(r, v));
            }
        }
        return text.append("}\n\n").toString();
    }

    private static String method(RegisterFile file, String name, int rows, int vectors) {
        String size = "%sBy%s".formatted(NUMBERS[rows], capitalized(NUMBERS[vectors]));
        return size + (name.equals("run") ? "" : "Grouped") + (file.ordered ? "InOrder" : "");
    }

    private static String capitalized(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    static String choice(Function<RegisterFile, Integer> size) {
        int few = size.apply(FEW);
        int many = size.apply(MANY);
        return few == many ? Integer.toString(few) : "FEW_REGISTERS ? %d : %d".formatted(few, many);
    }

    /// The rows by `vectors`, an `int`.
    static String choiceByVectors(Height height) {
        return "FEW_REGISTERS ? %s : %s".formatted(byVectors(FEW, height), byVectors(MANY, height));
    }

    private static String byVectors(RegisterFile file, Height height) {
        StringBuilder text = new StringBuilder();
        int least = 1;
        for (int vectors = 1; vectors < file.vectors; vectors++) {
            int rows = height.of(file, vectors);
            if (rows != height.of(file, vectors + 1)) {
                text.append("vectors %s %d ? %d : ".formatted(vectors == least ? "==" : "<=", vectors, rows));
                least = vectors + 1;
            }
        }
        return text.append(height.of(file, file.vectors)).toString();
    }

    /// The check that lets the compiler know what each memory segment is.
    private static String segments(String parameters) {
        return List.of(parameters.split(", ")).stream()
                .map(String::strip)
                .filter(parameter -> parameter.startsWith("MemorySegment "))
                .map(parameter -> parameter.substring("MemorySegment ".length()))
                .map(Tile::outside)
                .collect(Collectors.joining());
    }

    static String outside(String segment) {
        return "MemorySegment %1$sOutside = VectorMemory.outside(%1$s);".formatted(segment);
    }

    private static String arguments(String parameters) {
        return List.of(parameters.split(", ")).stream()
                .map(parameter -> parameter.strip().substring(parameter.strip().lastIndexOf(' ') + 1))
                .collect(Collectors.joining(", "));
    }

    static String repeatedRows(int rows) {
        return IntStream.range(1, rows)
                .mapToObj(r -> "int row%d = Math.min(%d, rows - 1);".formatted(r, r))
                .collect(Collectors.joining());
    }

    static String each(int rows, IntFunction<String> text) {
        return IntStream.range(0, rows).mapToObj(text).collect(Collectors.joining());
    }

    static String fromArray(int r, int v) {
        return array("from", "fromOffset" + plus(r, "fromStride") + lanes(v));
    }

    static String intoArray(int r, int v) {
        return "%s.intoArray(c, cOffset%s%s);".formatted(sum(r, v), plus(r, "ldc"), lanes(v));
    }

    static String array(String array, String place) {
        return "FloatVector.fromArray(FLOATS, %s, %s)".formatted(array, place);
    }

    static String segment(String segment, String place) {
        return "FloatVector.fromMemorySegment(FLOATS, %sOutside, %s, ORDER)".formatted(segment, place);
    }

    static String sum(int r, int v) {
        return "" + VECTORS.charAt(v) + r;
    }

    /// A row's distance, where missing rows repeat the last one.
    static String plus(int r, String stride) {
        return r == 0 ? "" : " + row%d * %s".formatted(r, stride);
    }

    static String row(int r) {
        return r == 0 ? "" : " + row" + r;
    }

    static String times(int n, String factor) {
        return n == 0 ? "" : n == 1 ? " + " + factor : " + %d * %s".formatted(n, factor);
    }

    static String lanes(int v) {
        return times(v, "LANES");
    }

    static String bytes(int v) {
        return times(v, "VECTOR");
    }
}
