import com.palantir.javaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Writes the innermost loops of products and convolutions: `Tiles.java check|fix FOLDER`.
///
/// A tile is some rows by some vectors of sums, each of which has a variable of its own, because only a local variable
/// stays in a register. So each size of tile is a method, and each kind of factor, in memory of the heap or outside, in
/// rows or windows, is a class; all come from the one template [#tile]. `check` names the files that differ and exits
/// with 1; `fix` writes them.
final class Tiles {
    private static final String KERNELS = "core/src/main/java/dev/chainrule/kernel/vector/";
    private static final String[] NUMBERS = {"zero", "one", "two", "three", "four", "five", "six"};
    private static final String VECTORS = "wxyz";

    /// Which tiles a register file holds: sums, vectors of the right factor and one number of the left factor.
    ///
    /// @param registers vector registers; lanes are not told apart: every tile is written for 4, 8 and 16
    /// @param rows of a tile; of one with a transposed left factor `transposedRows`
    /// @param vectors of a tile, at most
    /// @param ordered whether a fence follows each row: else the compiler loads all numbers of a step before its
    /// first
    ///     multiply-add, which would need a register for each row
    private record RegisterFile(int registers, int rows, int transposedRows, int vectors, boolean ordered) {}

    private static final RegisterFile FEW = new RegisterFile(16, 6, 6, 2, true);
    private static final RegisterFile MANY = new RegisterFile(32, 5, 6, 4, false);

    /// What one kind of tile says in its own way.
    ///
    /// @param parameters of a tile's method, after the size of the tile
    /// @param before what comes first, for a number of rows
    /// @param steps the condition under which there is another step
    /// @param start where a sum starts, for a row and a vector; `load`, `left` and `store` likewise
    /// @param next what follows a step, for a number of rows and one of vectors
    private record Kind(
            String parameters,
            Function<RegisterFile, IntFunction<String>> before,
            String steps,
            Place start,
            IntFunction<String> load,
            Function<RegisterFile, IntFunction<String>> left,
            Step next,
            Place store) {}

    @FunctionalInterface
    private interface Place {
        String at(int row, int vector);
    }

    @FunctionalInterface
    private interface Step {
        String of(int rows, int vectors);
    }

    private Tiles() {}

    public static void main(String[] arguments) throws IOException, FormatterException {
        boolean write = arguments[0].equals("fix");
        Path root = Path.of(arguments[1]).toRealPath();
        List<String> different = new ArrayList<>();
        for (Source source : List.of(rows(), panel(), transposed(), correlation(), winograd())) {
            Path file = root.resolve(KERNELS + source.path);
            String text = Sources.formatted(source.text());
            if (!Files.exists(file) || !Files.readString(file).equals(text)) {
                different.add(source.path);
                if (write) {
                    Files.writeString(file, text);
                    System.out.println("wrote " + root.relativize(file));
                }
            }
        }
        if (!write && !different.isEmpty()) {
            System.err.println("Differ from what build/check/Tiles.java writes: " + different);
            System.err.println("To write them: bin/generate");
            System.exit(1);
        }
    }

    /// A generated class.
    private record Source(String path, String head, String members) {
        String text() {
            String type = path.substring(path.lastIndexOf('/') + 1, path.length() - ".java".length());
            String folder = path.substring(0, path.lastIndexOf('/'));
            return """
                // Generated from the template in build/check/Tiles.java. Do not edit; `bin/generate` writes it.
                package dev.chainrule.kernel.vector.%s;

                import static dev.chainrule.kernel.vector.Lanes.FLOATS;
                import static dev.chainrule.kernel.vector.Machine.FEW_REGISTERS;
                import static dev.chainrule.kernel.vector.Machine.LANES;
                import static dev.chainrule.kernel.vector.VectorMemory.at;
                import dev.chainrule.kernel.vector.Machine;
                import dev.chainrule.kernel.vector.VectorMemory;
                import java.lang.foreign.MemorySegment;
                import java.lang.invoke.VarHandle;
                import java.nio.ByteOrder;
                import java.nio.FloatBuffer;
                import jdk.incubator.vector.FloatVector;

                %s
                    private %s() {}

                %s
                }
                """.formatted(folder, head.stripTrailing(), type, members);
        }
    }

    /// A left factor in rows of an array, and a right factor in an array.
    private static Source rows() {
        Kind kind = new Kind(
                "int steps, int rows, float[] a, int aOffset, int lda, float[] b, int bOffset, int bStep,"
                        + " float[] from, int fromOffset, int fromStride, float[] c, int cOffset, int ldc",
                file -> rows -> repeatedRows(rows)
                        + "int end = Math.min(steps, MOST_STEPS);"
                        + each(rows, r -> "int a%d = place(aOffset%s);".formatted(r, plus(r, "lda")))
                        + "int j = bOffset;",
                "step < end",
                Tiles::fromArray,
                v -> array("b", "j" + lanes(v)),
                file -> r -> "a[a%d + step]".formatted(r),
                (rows, vectors) -> "j += bStep;",
                Tiles::intoArray);
        return new Source(
                "product/VectorGemmTile.java",
                """
                /// The innermost loops of the matrix product: a tile of some rows by some vectors of
                /// columns, kept in registers.
                ///
                /// For `steps` values of the inner index, `c[row][column] = from[row][column] + Σ
                /// a[row][step] · b[step][column]`, one multiply-add after the other in the order of
                /// the inner index. So the bits do not depend on the tile that an element falls into.
                /// Missing rows repeat the last one, value and place.
                public final class VectorGemmTile {
                    /// The rows of a tile.
                    static final int ROWS = %s;

                    /// The vectors of a tile, at most: as many as the registers hold.
                    public static final int VECTORS = %s;

                    /// The steps of a tile, at most: so that a panel of the right factor stays in a
                    /// second-level cache.
                    static final int MOST_STEPS = 2048;
                """.formatted(choice(RegisterFile::rows), choice(RegisterFile::vectors)),
                entry(
                                kind,
                                "run",
                                1,
                                false,
                                RegisterFile::rows,
                                "`a` is row-major",
                                "@param from where the sums start, which may be `c` itself")
                        + """
                        /// A place in an array from which all steps can be counted without
                        /// overflow. That the compiler knows so saves it a sign extension for
                        /// each row and step.
                        static int place(int offset) {
                            return Math.min(offset & Integer.MAX_VALUE, Integer.MAX_VALUE - MOST_STEPS);
                        }
                        """);
    }

    /// A left factor in rows of an array, and a packed panel of the right factor outside of the heap.
    private static Source panel() {
        Kind kind = new Kind(
                "int steps, int rows, float[] a, int aOffset, int lda, MemorySegment b,"
                        + " float[] from, int fromOffset, int fromStride, float[] c, int cOffset, int ldc",
                file -> rows -> repeatedRows(rows)
                        + "int end = Math.min(steps, VectorGemmTile.MOST_STEPS);"
                        + each(rows, r -> "int a%d = VectorGemmTile.place(aOffset%s);".formatted(r, plus(r, "lda")))
                        + "long j = 0;",
                "step < end",
                Tiles::fromArray,
                v -> segment("b", "j" + bytes(v)),
                file -> r -> "a[a%d + step]".formatted(r),
                (rows, vectors) -> "j += %d * VECTOR;".formatted(vectors),
                Tiles::intoArray);
        return new Source(
                "product/VectorGemmPanelTile.java",
                """
                /// As [VectorGemmTile], for a packed panel of the right factor that is larger than a
                /// first-level cache. Each of its vectors is a cache line, or half of one: one across
                /// two lines would be read from the second-level cache at three quarters of the speed.
                final class VectorGemmPanelTile {
                    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
                    private static final long VECTOR = at(LANES);
                """,
                entry(
                        kind,
                        "run",
                        2,
                        false,
                        RegisterFile::rows,
                        "`a` is row-major, and whose right factor is a panel of the tile's width",
                        "@param from where the sums start, which may be `c` itself"));
    }

    /// A left factor that is stored transposed.
    private static Source transposed() {
        Kind kind = new Kind(
                "int steps, float[] a, int aOffset, int aStep, float[] b, int bOffset, int bStep,"
                        + " float[] from, int fromOffset, int fromStride, float[] c, int cOffset, int ldc",
                file -> rows -> "int i = aOffset; int j = bOffset;",
                "step < steps",
                (r, v) -> array("from", "fromOffset" + times(r, "fromStride") + lanes(v)),
                v -> array("b", "j" + lanes(v)),
                file -> r -> "a[i + %d]".formatted(r),
                (rows, vectors) -> "i += aStep; j += bStep;",
                (r, v) -> "%s.intoArray(c, cOffset%s%s);".formatted(sum(r, v), times(r, "ldc"), lanes(v)));
        return new Source(
                "product/VectorGemmTransposedTile.java",
                """
                /// As [VectorGemmTile], for a left factor that is stored transposed: `a[step][row]`,
                /// rows next to each other.
                final class VectorGemmTransposedTile {
                    /// The rows of a tile, all of which are computed.
                    static final int ROWS = %s;
                """.formatted(choice(RegisterFile::transposedRows)),
                entry(
                        kind,
                        "run",
                        1,
                        false,
                        RegisterFile::transposedRows,
                        "`a` is stored transposed",
                        "@param from where the sums start, which may be `c` itself"));
    }

    /// A left factor whose rows are parts of windows of an image.
    private static Source correlation() {
        Kind kind = new Kind(
                "int steps, int rows, float[] a, int[] places, int place, int shift, float[] b, int bOffset, boolean"
                        + " starts, float[] from, int fromOffset, float[] c, int[] targets, int target, int column",
                file -> rows -> repeatedRows(rows)
                        + each(rows, r -> "int a%d = inRange(places[place%s] + shift);".formatted(r, row(r)))
                        + each(rows, r -> "int c%d = targets[target%s] + column;".formatted(r, row(r)))
                        + each(rows, r -> "int from%d = starts ? fromOffset : c%d;".formatted(r, r))
                        + "float[] start = starts ? from : c; int end = Math.min(steps, MOST_STEPS); int j = bOffset;",
                "step < end",
                (r, v) -> array("start", "from%d%s".formatted(r, lanes(v))),
                v -> array("b", "j" + lanes(v)),
                file -> r -> "a[a%d + step]".formatted(r),
                (rows, vectors) -> "j += %d * LANES;".formatted(vectors),
                (r, v) -> "%s.intoArray(c, c%d%s);".formatted(sum(r, v), r, lanes(v)));
        return new Source(
                "convolution/VectorCorrelationTile.java",
                """
                /// The innermost loops of [VectorCorrelation]: some pixels by some vectors of columns,
                /// kept in registers.
                ///
                /// As [dev.chainrule.kernel.vector.product.VectorGemmTile], but the rows of the left
                /// factor are parts of windows of an image, which may begin anywhere. Missing rows
                /// repeat the last one, value and place.
                final class VectorCorrelationTile {
                    /// The pixels of a tile.
                    static final int ROWS = %s;

                    private static final int MOST_STEPS = 1024;
                """.formatted(choice(RegisterFile::rows)),
                """
                    /// The steps for which a panel of the right factor stays in a first-level
                    /// cache.
                    static int steps(int vectors) {
                        return Math.min(MOST_STEPS, Machine.FIRST_LEVEL / (vectors * LANES));
                    }
                    """ + entry(kind, "run", 1, false, RegisterFile::rows, "`a` is an image", """
                        @param places where the numbers of each pixel begin in `a`, from position `place` on
                        @param shift what to add to all places
                        @param b the right factor, a row of `vectors` vectors a step
                        @param starts whether the sums start with `from`, the same for each pixel, rather than
                            with what is in `c`
                        @param targets where the sums of each pixel go in `c`, from position `target` on
                        @param column what to add to all targets\
                        """) + """
                    /// A place in an array from which all steps can be counted without
                    /// overflow. That the compiler knows so saves it a sign extension for
                    /// each row and step.
                    private static int inRange(int place) {
                        return Math.min(place & Integer.MAX_VALUE, Integer.MAX_VALUE - MOST_STEPS);
                    }
                    """);
    }

    /// Transformed tiles of Winograd's convolution, in rows or in groups of rows.
    private static Source winograd() {
        String tail = " MemorySegment b, int bOffset, int bStep, MemorySegment c, int cOffset, int cRow";
        Kind rows = winograd(
                "int steps, int rows, VectorMemory.Numbers a, int aOffset, int aRow," + tail,
                r -> "aOffset" + plus(r, "aRow"),
                "");
        Kind grouped = winograd(
                "int steps, int rows, VectorMemory.Numbers a, int aOffset, int aGroup, int firstRow," + tail,
                r -> "aOffset + group(firstRow%s, aGroup)".formatted(row(r)),
                "LANES * ");
        return new Source(
                "convolution/VectorWinogradTile.java",
                """
                /// The innermost loops of [VectorWinograd]: some rows by some vectors of columns of a
                /// matrix product, kept in registers.
                ///
                /// They compute `c[row][column] = Σ a[row][step] · b[step][column]`, one multiply-add
                /// after the other. Missing rows repeat the last one, value and place.
                ///
                /// The compiler drops the bounds checks of `a` if it knows the distance between steps,
                /// hence the two orders of `a`. It gives up on methods with many more accesses than
                /// these, and on these if they are behind methods.
                final class VectorWinogradTile {
                    /// The rows of a tile.
                    static final int ROWS = %s;

                    private static final int MOST_STEPS = 1 << 24;
                    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
                    private static final long VECTOR = at(LANES);
                """.formatted(choice(RegisterFile::rows)),
                entry(
                                rows,
                                "run",
                                2,
                                true,
                                RegisterFile::rows,
                                "`a` is stored row by row",
                                "@param aRow the distance from one row of `a` to the next; steps are next to each"
                                        + " other")
                        + entry(
                                grouped,
                                "runGrouped",
                                2,
                                true,
                                RegisterFile::rows,
                                "`a` is stored in groups of [Machine#LANES] rows, which are next to each other",
                                """
                                @param aGroup the distance from one group of rows to the next; that between steps is a
                                    vector
                                @param firstRow the first of the rows\
                                """)
                        + """
                        private static int group(int row, int group) {
                            return row / LANES * group + row % LANES;
                        }

                        /// A place in an array from which all steps can be counted without
                        /// overflow.
                        private static int place(int offset) {
                            return Math.min(offset & Integer.MAX_VALUE, Integer.MAX_VALUE - 16 * MOST_STEPS);
                        }
                        """);
    }

    private static Kind winograd(String parameters, IntFunction<String> place, String step) {
        return new Kind(
                parameters,
                // A fence makes the compiler look up anew what a buffer is, so where there are fences it is an array.
                file -> rows -> repeatedRows(rows)
                        + (file.ordered ? "float[] single = a.array();" : "FloatBuffer single = a.single();")
                        + each(
                                rows,
                                r -> (file.ordered ? "int a%d = place(%s);" : "int a%d = %s;")
                                        .formatted(r, place.apply(r)))
                        + "int end = Math.min(steps, MOST_STEPS); long j = at(bOffset); long next = at(bStep);"
                        + "FloatVector zero = FloatVector.zero(FLOATS);",
                "step < end",
                (r, v) -> "zero",
                v -> segment("b", "j" + bytes(v)),
                file -> r -> (file.ordered ? "single[a%d + %sstep]" : "single.get(a%d + %sstep)").formatted(r, step),
                (rows, vectors) -> "j += next;",
                (r, v) -> (v == 0
                                ? r == 0
                                        ? "long to0 = at(cOffset);"
                                        : "long to%d = to0 + row%d * at(cRow);".formatted(r, r)
                                : "")
                        + "%s.intoMemorySegment(c, to%d%s, ORDER);".formatted(sum(r, v), r, bytes(v)));
    }

    /// The method that picks the tile of a size, and the tiles.
    ///
    /// @param least the vectors of the narrowest tile
    /// @param even whether only even numbers of vectors are asked for
    private static String entry(
            Kind kind,
            String name,
            int least,
            boolean even,
            Function<RegisterFile, Integer> height,
            String which,
            String comment) {
        StringBuilder text = new StringBuilder("/// Computes a tile where ")
                .append(which)
                .append(".\n///\n/// @param vectors the width of the tile\n")
                .append(comment.lines().map("/// %s\n"::formatted).collect(Collectors.joining()));
        text.append("static void %s(int vectors, %s) { if (FEW_REGISTERS) {".formatted(name, kind.parameters));
        StringBuilder tiles = new StringBuilder();
        for (RegisterFile file : List.of(FEW, MANY)) {
            int rows = height.apply(file);
            int[] widths = IntStream.rangeClosed(least, file.vectors)
                    .filter(vectors -> !even || vectors % 2 == 0)
                    .toArray();
            String calls = "";
            for (int vectors : widths) {
                String method = method(file, name, rows, vectors);
                String call = "%s(%s);".formatted(method, arguments(kind.parameters));
                calls = widths.length == 1
                        ? call
                        : calls + (vectors == file.vectors ? "default" : "case " + vectors) + " -> " + call;
                tiles.append(tile(kind, file, method, rows, vectors));
            }
            text.append(widths.length == 1 ? calls : "switch (vectors) {" + calls + "}");
            text.append(file == FEW ? "} else {" : "}}\n\n");
        }
        return text.append(tiles).toString();
    }

    /// A tile: the template.
    private static String tile(Kind kind, RegisterFile file, String method, int rows, int vectors) {
        StringBuilder text = new StringBuilder(
                "/// %d rows by %d vectors on %d registers.\n".formatted(rows, vectors, file.registers));
        text.append("private static void %s(%s) {".formatted(method, kind.parameters));
        text.append(kind.before.apply(file).apply(rows));
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                text.append("FloatVector %s = %s;".formatted(sum(r, v), kind.start.at(r, v)));
            }
        }
        text.append("for (int step = 0; %s; step++) {".formatted(kind.steps));
        for (int v = 0; v < vectors; v++) {
            text.append("FloatVector %s = %s;".formatted(VECTORS.charAt(v), kind.load.apply(v)));
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
        text.append(kind.next.of(rows, vectors)).append('}');
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

    private static String choice(Function<RegisterFile, Integer> size) {
        int few = size.apply(FEW);
        int many = size.apply(MANY);
        return few == many ? Integer.toString(few) : "FEW_REGISTERS ? %d : %d".formatted(few, many);
    }

    private static String arguments(String parameters) {
        return List.of(parameters.split(", ")).stream()
                .map(parameter -> parameter.strip().substring(parameter.strip().lastIndexOf(' ') + 1))
                .collect(Collectors.joining(", "));
    }

    private static String repeatedRows(int rows) {
        return IntStream.range(1, rows)
                .mapToObj(r -> "int row%d = Math.min(%d, rows - 1);".formatted(r, r))
                .collect(Collectors.joining());
    }

    private static String each(int rows, IntFunction<String> text) {
        return IntStream.range(0, rows).mapToObj(text).collect(Collectors.joining());
    }

    private static String fromArray(int r, int v) {
        return array("from", "fromOffset" + plus(r, "fromStride") + lanes(v));
    }

    private static String intoArray(int r, int v) {
        return "%s.intoArray(c, cOffset%s%s);".formatted(sum(r, v), plus(r, "ldc"), lanes(v));
    }

    private static String array(String array, String place) {
        return "FloatVector.fromArray(FLOATS, %s, %s)".formatted(array, place);
    }

    private static String segment(String segment, String place) {
        return "FloatVector.fromMemorySegment(FLOATS, %s, %s, ORDER)".formatted(segment, place);
    }

    private static String sum(int r, int v) {
        return "" + VECTORS.charAt(v) + r;
    }

    /// A row's distance, where missing rows repeat the last one.
    private static String plus(int r, String stride) {
        return r == 0 ? "" : " + row%d * %s".formatted(r, stride);
    }

    private static String row(int r) {
        return r == 0 ? "" : " + row" + r;
    }

    private static String times(int n, String factor) {
        return n == 0 ? "" : n == 1 ? " + " + factor : " + %d * %s".formatted(n, factor);
    }

    private static String lanes(int v) {
        return times(v, "LANES");
    }

    private static String bytes(int v) {
        return times(v, "VECTOR");
    }
}
