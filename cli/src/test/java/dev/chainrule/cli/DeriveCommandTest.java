package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeriveCommandTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "batch-norm",
                "layer-norm",
                "group-norm",
                "affine",
                "softmax",
                "dropout",
                "convolution",
                "max-pool",
                "gelu",
                "exact-gelu",
                "flatten",
                "residual",
                "average-pool"
            })
    void printsTheDerivationAndWritesThePage(String layer) {
        Path page = folder.resolve("page.html");
        Outcome outcome = Outcome.of("derive", layer, "--out", page);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .contains(
                        "FORWARD",
                        "BACKWARD",
                        "SIMPLIFIED",
                        "AGREEMENT",
                        page.toUri().toString())
                .doesNotContain("DIFFERS");
        assertThat(page).content().contains("<svg", "agrees");
        Outcome again = Outcome.of("derive", layer, "--out", folder.resolve("again.html"));
        assertThat(again.exitCode()).isZero();
        assertThat(folder.resolve("again.html")).hasSameBinaryContentAs(page);
    }

    @Test
    void theDrawingAloneIsAnSvgFile() throws Exception {
        Path file = folder.resolve("graph.SVG");
        Outcome outcome = Outcome.of("derive", "batch-norm", "--out", file);
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains("The drawing: " + file.toUri());
        var root = DocumentBuilderFactory.newNSInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
        assertThat(root.getNamespaceURI()).isEqualTo("http://www.w3.org/2000/svg");
        assertThat(root.getLocalName()).isEqualTo("svg");
        assertThat(root.getElementsByTagName("text").getLength()).isGreaterThan(20);
        assertThat(root.getElementsByTagName("style").item(0).getTextContent())
                .contains("svg text { font-size: 13px; fill: #1d1f21; }")
                .doesNotContain("@media", "var(");
    }

    @Test
    void aFileThatIsThereIsWrittenOverOnlyByForce() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.html"), "mine");
        Outcome refused = Outcome.of("derive", "relu", "--out", file);
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("is there already", "--force").hasLineCount(1);
        assertThat(refused.out()).isEmpty();
        assertThat(file).hasContent("mine");
        assertThat(Outcome.of("derive", "relu", "--out", file, "--force").exitCode())
                .isZero();
        assertThat(file).content().contains("<svg");
    }

    @Test
    void aPlaceWhereNoFileCanBeIsNamed() {
        assertThat(Outcome.of("derive", "relu", "--out", folder.resolve("no/page.html"))
                        .err())
                .contains("there is no folder " + folder.resolve("no"))
                .hasLineCount(1);
        assertThat(Outcome.of("derive", "relu", "--out", folder).err())
                .contains("is a folder")
                .hasLineCount(1);
        assertThat(Outcome.of("derive", "relu", "--out", "").err())
                .isEqualTo("chainrule derive: --out: the name is empty; expected a path, for example runs/first\n");
    }

    @Test
    void shapeAndSeedChangeTheExample() {
        String usual = Outcome.of("derive", "batch-norm").out();
        assertThat(Outcome.of("derive", "batch-norm", "--shape", "4,3", "--seed", "0")
                        .out())
                .isEqualTo(usual);
        assertThat(Outcome.of("derive", "batch-norm", "--seed", "1").out()).isNotEqualTo(usual);
        assertThat(Outcome.of("derive", "batch-norm", "--shape", "5,2").out()).contains("(N, D) = (5, 2)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "derive|there is nothing to derive; expected a LAYER or --formula TEXT, see chainrule derive --help",
                "derive affine --dy [1]|--dy: belongs to a formula; expected --formula TEXT beside it",
                "derive affine --x [1]|option '--x' is unknown; see chainrule derive --help",
                "derive affine --formula x*x|--formula: does not go with the layer 'affine'; expected one of both",
                "derive --formula x*x|--formula: 'x' has no numbers; expected --x with a shape such as '(4,3)', or"
                        + " numbers such as '[[1,2],[3,4]]'",
                "derive --formula x*x --x 3 --z 3|--z: the formula needs no 'z'; expected --x",
                "derive --formula x*x --x (3|--x: at the end, after '(3': it stops; expected an operator, ',' or ')'",
                "derive --formula x*x --x|Missing required parameter for option '--x' (NUMBERS)."
                        + " See chainrule derive --help",
                "derive --formula seed*2 --seed 3|--formula: the name 'seed' is that of another option; expected a"
                        + " different one, such as seed1",
                "derive --formula x*men(x) --x 3|--formula: column 3, 'men': is no function; expected one such as mean"
                        + " or exp. Did you mean 'mean'?",
                "derive --formula log(x) --x [1,-2]|--formula: 'log(x)' is no number where its input is -2; expected"
                        + " finite numbers. Give others",
                "derive --formula sqrt(x) --x 0|--formula: the gradient with respect to 'x' is infinite where it is 0;"
                        + " expected numbers at which all of the formula has a derivative",
                "derive --formula x*x --x (2,) --dy [1,2,3]|--formula: dy of shape (3) does not fit the result of the"
                        + " formula (2); expected (2)",
                "derive batch-nrm|'batch-nrm' is unknown; expected one of batch-norm, layer-norm, group-norm, affine,"
                    + " softmax, hinge, dropout, convolution, patch-whitening, max-pool, average-pool,"
                    + " global-average-pool, relu, leaky-relu, gelu, exact-gelu, elu, silu, softplus, sigmoid, tanh,"
                    + " scale, prelu, maxout, flatten, residual, sequence. Did you mean 'batch-norm'?",
                "derive affine --shape 3,4|shape '3,4' does not fit affine; expected N,D,M, at least 1,1,1, at most 64"
                        + " numbers together, such as 3,4,2",
                "derive affine --shape|Missing required parameter for option '--shape' (LIST)."
                        + " See chainrule derive --help",
                "derive convolution --seed x|--seed: 'x' is no whole number; expected one such as 20",
                "derive convolution more|'more' is one word too many; see chainrule derive --help",
                "derive convolution --shpe 1|option '--shpe' is unknown; see chainrule derive --help. Did you mean"
                        + " '--shape'?"
            })
    void mistakesAreRefusedInOneLine(String words, String line) {
        Outcome outcome = Outcome.of((Object[]) words.split(" "));
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err().lines()).containsExactly("chainrule derive: " + line);
    }

    @Test
    void aFormulaOfOnesOwnIsDerivedAtRandomNumbers() {
        Path page = folder.resolve("formula.html");
        Outcome outcome = Outcome.of("derive", "--formula", "x - mean(x, 0)", "--x", "(4,3)", "--out", page);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .contains("a = mean↓ x", "y = x − a", "da = −Σ↓ dy", "dx = dy + da / 4", "∂y/∂x", "agrees")
                .doesNotContain("DIFFERS");
        assertThat(page).content().contains("x - mean(x, 0)", "2 gradients join", "(3) → (4, 3)", "to 4 each");
        assertThat(Outcome.of("derive", "--formula", "x - mean(x, 0)", "--x", "(4,3)", "--seed", "1")
                        .out())
                .isNotEqualTo(outcome.out());
    }

    @Test
    void thePicturesOfTheReadmeAreWhatTheirCommandsDraw() throws IOException {
        String formula = "p = softmax(s, 1); -mean(log(p[np.arange(3), y]))";
        String[][] commands = {
            {"derive-mean.svg", "--formula", "x - mean(x, 0)", "--x", "(4,3)"},
            {"derive-softmax.svg", "--formula", formula, "--s", "(3,4)", "--y", "[0,2,1]"}
        };
        String readme = Files.readString(Path.of("../README.md"));
        for (String[] command : commands) {
            Object[] words = command.clone();
            words[0] = "derive";
            Path drawn = folder.resolve(command[0]);
            Outcome outcome = Outcome.of(
                    Stream.concat(Stream.of(words), Stream.of("--out", drawn)).toArray());
            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(drawn).hasSameTextualContentAs(Path.of("../docs/images", command[0]));
            assertThat(readme).contains("--formula '" + command[2] + "'", "docs/images/" + command[0]);
        }
    }

    @Test
    void numbersOfAFormulaCanBeGiven() {
        Outcome outcome = Outcome.of("derive", "--formula=f = x*y + z", "--x=-2", "--y", "5", "--z", "-4", "--dy", "1");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).containsPattern("f = a \\+ z +one number\n +-14\n");
        assertThat(outcome.out()).containsPattern("dx = da·y\n +5\n");
        assertThat(outcome.out()).containsPattern("dy′? = da·x\n +-2\n");
        Outcome unicode = Outcome.of("derive", "--formula", "σ = sigmoid(γ·x̂)", "--γ", "[0, 0]", "--x̂", "(2,)");
        assertThat(unicode.out()).contains("dγ = da·x̂", "0.5  0.5");
    }

    @Test
    void helpHasAnExampleThatWorks() {
        Outcome help = Outcome.of("derive", "--help");
        assertThat(help.out()).startsWith("Usage: chainrule derive").contains("chainrule derive batch-norm");
        assertThat(help.out().lines()).allMatch(line -> line.length() <= 100);
        assertThat(Outcome.of("derive", "convolution", "--shape", "1,2,4,4").exitCode())
                .isZero();
    }
}
