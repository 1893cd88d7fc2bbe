package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.tensor.Precision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The programs in `examples/` that are run by `bin/chainrule FILE.java`: compiled as others would, and run.
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("..", "examples");

    /// Iterations whose losses are known.
    private static final int[] KNOWN = {0, 1, 19, 499};

    /// Whether every program goes all the way in float64, which takes half a minute.
    private static final boolean ALL =
            System.getProperty("chainrule.golden", "").equals("all");

    @TempDir
    static Path folder;

    @BeforeAll
    static void compile() throws IOException {
        for (String name : List.of("eight-steps", "notebook")) {
            try (Stream<Path> files = Files.list(EXAMPLES.resolve(name))) {
                List<Path> sources =
                        files.filter(file -> file.toString().endsWith(".java")).toList();
                assertThat(OthersProgram.compiled(folder.resolve(name), "--class-path", sources))
                        .isEmpty();
            }
        }
    }

    private static Class<?> program(String example, String program) throws ReflectiveOperationException, IOException {
        URL classes = folder.resolve(example).toUri().toURL();
        return new URLClassLoader(new URL[] {classes}, ExamplesTest.class.getClassLoader()).loadClass(program);
    }

    private static double[] losses(String program, Precision precision, int steps) throws Exception {
        Method losses = program("eight-steps", program).getDeclaredMethod("losses", Precision.class, int.class);
        losses.setAccessible(true);
        return (double[]) losses.invoke(null, precision, steps);
    }

    /// The expected losses were computed with NumPy in float64, from the same seed, by gradients written out:
    /// `np.random.seed(0)`, then `randn` of x, y, w1, w2 for the first four steps; of x and y, and then
    /// `(2 · rand − 1) / √inputs` of each weight and each bias for the others; `randint(4)` repetitions in each
    /// iteration of the last.
    @ParameterizedTest
    @CsvSource({
        "Step1Arrays, 26365524.193454307, 18539004.956771437, 262373.2995435061, 6.947019049377543e-05",
        "Step2Tensors, 26365524.193454307, 18539004.956771437, 262373.2995435061, 6.947019049377543e-05",
        "Step3Gradients, 26365524.193454307, 18539004.956771437, 262373.2995435061, 6.947019049377543e-05",
        "Step4OwnFunction, 26365524.193454307, 18539004.956771437, 262373.2995435061, 6.947019049377543e-05",
        "Step5Layers, 665.5251238808294, 614.9598703553579, 208.0725000432401, 1.3253018310353295e-06",
        "Step6Optimizer, 665.5251238808294, 648.4038979630216, 410.7776043441115, 1.5109249762764978e-08",
        "Step7OwnLayer, 665.5251238808294, 614.9598703553579, 208.0725000432401, 1.3253018310353295e-06",
        "Step8ControlFlow, 631.3926367457642, 636.4742860102461, 614.7406603277437, 0.3389408948729937",
    })
    void lossesAreThoseOfNumpy(String program, double first, double second, double twentieth, double last)
            throws Exception {
        double[] expected = {first, second, twentieth, last};
        boolean far = ALL || program.equals("Step3Gradients");
        double[] exact = losses(program, Precision.FLOAT64, far ? 500 : 20);
        assertClose(exact, expected, 1e-9, 0);
        boolean slow = program.equals("Step1Arrays") || program.equals("Step2Tensors");
        double[] rounded = losses(program, Precision.FLOAT32, slow ? 20 : 500);
        assertClose(rounded, expected, 1e-5, 2e-3);
    }

    private static void assertClose(double[] losses, double[] expected, double relative, double absolute) {
        for (int i = 0; i < KNOWN.length; i++) {
            if (KNOWN[i] < losses.length) {
                assertThat(losses[KNOWN[i]])
                        .as("iteration %d", KNOWN[i])
                        .isCloseTo(expected[i], within(relative * expected[i] + absolute));
            }
        }
    }

    @Test
    @ResourceLock(Resources.SYSTEM_OUT)
    void theProgramInTheReadmeIsShortAndRuns() throws Exception {
        String readme = Files.readString(Path.of("..", "README.md"));
        int begin = readme.indexOf("import module");
        String program = readme.substring(begin, readme.indexOf("```", begin));
        assertThat(program.lines().filter(line -> !line.isBlank())).hasSizeLessThanOrEqualTo(10);
        Path file = Files.writeString(folder.resolve("Idea.java"), program);
        assertThat(OthersProgram.compiled(
                        folder.resolve("idea"), "--module-path", List.of(file), "--add-modules=dev.chainrule.core"))
                .isEmpty();
        assertThat(printed("idea", "Idea")).contains("Tensor (4), float64: [-4.0 -2.0  2.0  4.0]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Level1TwoLayerNet", "Level1ConvNet", "Level2TwoLayerNet", "Level2ConvNet"})
    @ResourceLock(Resources.SYSTEM_OUT)
    void levelsOneAndTwoPrintTheirShapesAndTheirLosses(String program) throws Exception {
        List<String> lines = printed("notebook", program, "bundled", "2");
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).matches("zeros \\(64, .*\\) give scores \\(64, 10\\)");
        assertThat(lines.get(1)).matches("iteration 0: loss [23]\\.\\d{4}, \\d+\\.\\d\\d % of the validation images");
        assertThat(lines.get(2)).startsWith("iteration 1: loss ");
    }

    @Test
    @ResourceLock(Resources.SYSTEM_OUT)
    void theFirstTwoLevelsOfANetAreTheSameNumbers() throws Exception {
        assertThat(printed("notebook", "Level2TwoLayerNet", "bundled", "2"))
                .isEqualTo(printed("notebook", "Level1TwoLayerNet", "bundled", "2"));
        assertThat(printed("notebook", "Level2ConvNet", "bundled", "2"))
                .isEqualTo(printed("notebook", "Level1ConvNet", "bundled", "2"));
    }

    @Test
    @ResourceLock(Resources.SYSTEM_OUT)
    void levelThreeLearns() throws Exception {
        String last = printed("notebook", "Level3ConvNet", "bundled").getLast();
        assertThat(last).startsWith("iteration 62: ");
        assertThat(Double.parseDouble(last.replaceAll("iteration 62: | % .*", "")))
                .isGreaterThan(30);
    }

    private static List<String> printed(String example, String program, String... words) throws Exception {
        Class<?> type = program(example, program);
        Method main = Stream.of(type.getDeclaredMethods())
                .filter(method -> method.getName().equals("main"))
                .findFirst()
                .orElseThrow();
        main.setAccessible(true);
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            if (main.getParameterCount() == 0) {
                Constructor<?> constructor = type.getDeclaredConstructor();
                constructor.setAccessible(true);
                main.invoke(constructor.newInstance());
            } else {
                main.invoke(null, (Object) words);
            }
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
