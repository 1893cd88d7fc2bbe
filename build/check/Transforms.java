import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Writes the transforms of Winograd's convolution, each for the first step, along rows in memory, and for the second,
/// along columns. The formulas stand here once: `<2>` is row 2 of what is transformed, `@A1` a constant in all lanes,
/// and `2: x` says that row 2 of the result is x. `+b` and `*B1+b` are where a bias joins, if there is one.
final class Transforms {
    private static final String INPUT = """
        FloatVector x1 = <1>;
        FloatVector x2 = <2>;
        FloatVector x3 = <3>;
        FloatVector x4 = <4>;
        FloatVector even = x2.fma(@-B2, x4);
        FloatVector odd = x1.fma(@-B2, x3);
        1: odd.fma(@A1, even)
        2: odd.fma(@-A1, even)
        FloatVector evenB = x2.fma(@-A2, x4);
        FloatVector oddB = x1.fma(@-A2, x3);
        3: oddB.fma(@B1, evenB)
        4: oddB.fma(@-B1, evenB)
        0: <0>.fma(@PRODUCT, x2.fma(@-SUM, x4))
        5: x1.fma(@PRODUCT, x3.fma(@-SUM, <5>))
        """;

    private static final String OUTPUT = """
        FloatVector m1 = <1>;
        FloatVector m2 = <2>;
        FloatVector m3 = <3>;
        FloatVector m4 = <4>;
        FloatVector sumA = m1.add(m2);
        FloatVector differenceA = m1.sub(m2);
        FloatVector sumB = m3.add(m4);
        FloatVector differenceB = m3.sub(m4);
        0: <0>.add(sumA.add(sumB))+b
        1: differenceA.fma(@A1, differenceB*B1+b)
        2: sumA.fma(@A2, sumB*B2+b)
        3: differenceA.fma(@A3, differenceB.fma(@B3, <5>))+b
        """;

    private static final String OUTPUT_GRADIENT = """
        FloatVector y0 = <0>;
        FloatVector y1 = <1>;
        FloatVector y2 = <2>;
        FloatVector y3 = <3>;
        0: y0
        FloatVector even = y2.fma(@A2, y0);
        FloatVector odd = y3.fma(@A3, y1.mul(@A1));
        1: even.add(odd)
        2: even.sub(odd)
        FloatVector evenB = y2.fma(@B2, y0);
        FloatVector oddB = y3.fma(@B3, y1.mul(@B1));
        3: evenB.add(oddB)
        4: evenB.sub(oddB)
        5: y3
        """;

    private static final String WEIGHTS = """
        FloatVector w0 = <0>;
        FloatVector w1 = <1>;
        FloatVector w2 = <2>;
        0: w0.mul(@G0)
        FloatVector even = w2.fma(@GA2, w0.mul(@GA0));
        FloatVector odd = w1.mul(@GA1);
        1: even.add(odd)
        2: even.sub(odd)
        FloatVector evenB = w2.fma(@GB2, w0.mul(@GB0));
        FloatVector oddB = w1.mul(@GB1);
        3: evenB.add(oddB)
        4: evenB.sub(oddB)
        5: w2
        """;

    private static final String WEIGHT_GRADIENT = """
        FloatVector m1 = <1>;
        FloatVector m2 = <2>;
        FloatVector m3 = <3>;
        FloatVector m4 = <4>;
        FloatVector sumA = m1.add(m2);
        FloatVector differenceA = m1.sub(m2);
        FloatVector sumB = m3.add(m4);
        FloatVector differenceB = m3.sub(m4);
        0: <0>.fma(@G0, sumA.fma(@GA0, sumB.mul(@GB0)))
        1: differenceA.fma(@GA1, differenceB.mul(@GB1))
        2: sumA.fma(@GA2, sumB.fma(@GB2, <5>))
        """;

    static final String HEAD = """
        /// The one-dimensional transforms of [VectorWinograd], each applied to many columns of numbers at once.
        ///
        /// A transform reads some rows, `stride` apart, and writes others, so that output row i is a sum of the
        /// input rows with the coefficients in row i of its matrix. Rows may consist of several blocks of
        /// `count` numbers, a multiple of a vector; the next block starts `advance` after the one before. The
        /// matrices, for the points 0, ±a, ±b and ∞ with a = 5/8 and b = 3/2:
        ///
        /// ```
        /// Bᵀ (input)                                A (output gradient)     G (weights), 1/k for each point:
        ///   a²b²   0  -(a²+b²)     0      1  0       1   0   0   0           1    0   0     k = a²b²
        ///    0  -ab²    -b²        a      1  0       1   a   a²  a³          1    a   a²    k = 2a²(a²-b²)
        ///    0   ab²    -b²       -a      1  0       1  -a   a² -a³          1   -a   a²    k = 2a²(a²-b²)
        ///    0  -a²b    -a²        b      1  0       1   b   b²  b³          1    b   b²    k = 2b²(b²-a²)
        ///    0   a²b    -a²       -b      1  0       1  -b   b² -b³          1   -b   b²    k = 2b²(b²-a²)
        ///    0  a²b²     0     -(a²+b²)   0  1       0   0   0   1           0    0   1     k = 1
        /// ```
        ///
        /// Output is transformed by Aᵀ, and the gradient with respect to the weights by Gᵀ. The usual points 0,
        /// ±1, ±2 and ∞ give simpler numbers and four times the rounding error; of these, all but the 1/k are
        /// exact in single precision.
        ///
        /// Vectors are loaded and stored by calls into the JDK only, which are compiled into their caller
        /// however large it is. A method of ours is left out once a caller has two of these loops, and then
        /// each vector that it gets or gives is an object.
        final class VectorWinogradTransforms {
            private static final ByteOrder ORDER = ByteOrder.nativeOrder();

            private static final float A1 = 0.625f;
            private static final float A2 = A1 * A1;
            private static final float A3 = A2 * A1;
            private static final float B1 = 1.5f;
            private static final float B2 = B1 * B1;
            private static final float B3 = B2 * B1;
            private static final float PRODUCT = A2 * B2;
            private static final float SUM = A2 + B2;
            private static final double PER_A = 1 / (2 * A2 * ((double) A2 - B2));
            private static final double PER_B = 1 / (2 * B2 * ((double) B2 - A2));
            private static final float G0 = 1 / PRODUCT;
            private static final float GA0 = (float) PER_A;
            private static final float GA1 = (float) (A1 * PER_A);
            private static final float GA2 = (float) (A2 * PER_A);
            private static final float GB0 = (float) PER_B;
            private static final float GB1 = (float) (B1 * PER_B);
            private static final float GB2 = (float) (B2 * PER_B);
        """;

    private Transforms() {}

    static String members() {
        return rows(
                        "Six rows of pixels to six by Bᵀ: the first step of the input's transform.",
                        "inputRows",
                        INPUT,
                        true)
                + columns(
                        "Six rows to six by Bᵀ: the second step, in which a block is a tile.",
                        "inputColumns",
                        INPUT,
                        false)
                + columns("The same into an array.", "inputColumnsIntoArray", INPUT, true)
                + rows("Six rows to four by Aᵀ: the first step of the output's transform.", "outputRows", OUTPUT, false)
                + outputColumns()
                + rows(
                        "Four rows of pixels to six by A: the first step of the transform of the output's gradient.",
                        "outputGradientRows",
                        OUTPUT_GRADIENT,
                        true)
                + columns(
                        "Four rows to six by A: the second step, in which a block is a tile.",
                        "outputGradientColumns",
                        OUTPUT_GRADIENT,
                        false)
                + rows("Three rows to six by G, for either step.", "weights", WEIGHTS, false)
                + rows("Six rows to three by Gᵀ, for either step.", "weightGradient", WEIGHT_GRADIENT, false);
    }

    private static String rows(String comment, String name, String formula, boolean pixels) {
        return """
            /// %s
            static void %s(%s source, int offset, int stride, MemorySegment target, int targetOffset,
                    int targetStride, int count) {
                %sfor (int i = 0; i < count; i += LANES) {
                    int from = offset + i;
                    int to = targetOffset + i;
                    %s
                }
            }

            """.formatted(
                        comment,
                        name,
                        pixels ? "float[]" : "MemorySegment",
                        (pixels ? "" : Tile.outside("source")) + Tile.outside("target"),
                        code(formula, pixels, false, false));
    }

    private static String columns(String comment, String name, String formula, boolean toArray) {
        return """
            /// %s
            ///
            /// @param targetStep the distance from one vector to the next
            static void %s(MemorySegment source, int offset, int stride, int advance, %s target,
                    int targetOffset, int targetStride, int targetStep, int targetAdvance, int blocks, int count) {
                %sint from = offset;
                int to = targetOffset;
                int end = from + count;
                for (int left = blocks * count; left > 0; left -= LANES) {
                    %s
                    from += LANES;
                    to += targetStep;
                    if (from == end) {
                        from += advance - count;
                        to += targetAdvance - count / LANES * targetStep;
                        end = from + count;
                    }
                }
            }

            """.formatted(
                        comment,
                        name,
                        toArray ? "float[]" : "MemorySegment",
                        Tile.outside("source") + (toArray ? "" : Tile.outside("target")),
                        code(formula, false, toArray, false));
    }

    private static String outputColumns() {
        return """
            /// Six rows to four by Aᵀ, to each of which a bias is added: the second step, in which a block
            /// is a tile.
            ///
            /// @param bias as many numbers as a block has
            static void outputColumns(MemorySegment source, int offset, int stride, int advance, MemorySegment bias,
                    float[] target, int targetOffset, int targetStride, int targetAdvance,
                    int blocks, int count) {
                %sint from = offset;
                int to = targetOffset;
                int end = from + count;
                for (int left = blocks * count; left > 0; left -= LANES) {
                    FloatVector b = FloatVector.fromMemorySegment(
                            FLOATS, biasOutside, at(count - (end - from)), ORDER);
                    %s
                    from += LANES;
                    to += LANES;
                    if (from == end) {
                        from += advance - count;
                        to += targetAdvance - count;
                        end = from + count;
                    }
                }
            }

            """.formatted(Tile.outside("source") + Tile.outside("bias"), code(OUTPUT, false, true, true));
    }

    /// @param pixels whether what is transformed is in an array
    /// @param toArray whether the result goes to one
    private static String code(String formula, boolean pixels, boolean toArray, boolean bias) {
        String text = formula.replaceAll("\\*(\\w+)\\+b", bias ? ".fma(@$1, b)" : ".mul(@$1)")
                .replace("+b", bias ? ".add(b)" : "")
                .replaceAll("@(-?\\w+)", "FloatVector.broadcast(FLOATS, $1)");
        text = replace(text, "<(\\d)>", row -> load(pixels, "from" + times(row, "stride")));
        StringBuilder lines = new StringBuilder();
        for (String line : text.lines().toList()) {
            Matcher store = Pattern.compile("(\\d): (.*)").matcher(line);
            if (store.matches()) {
                String place = "to" + times(Integer.parseInt(store.group(1)), "targetStride");
                line = store.group(2)
                        + (toArray
                                ? ".intoArray(target, %s);".formatted(place)
                                : ".intoMemorySegment(targetOutside, at(%s), ORDER);".formatted(place));
            }
            lines.append(line).append('\n');
        }
        return lines.toString();
    }

    private static String load(boolean pixels, String place) {
        return pixels
                ? "FloatVector.fromArray(FLOATS, source, %s)".formatted(place)
                : "FloatVector.fromMemorySegment(FLOATS, sourceOutside, at(%s), ORDER)".formatted(place);
    }

    private static String times(int n, String stride) {
        return n == 0 ? "" : n == 1 ? " + " + stride : " + %d * %s".formatted(n, stride);
    }

    private static String replace(String text, String pattern, IntFunction<String> by) {
        return Pattern.compile(pattern)
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(by.apply(Integer.parseInt(match.group(1)))));
    }
}
