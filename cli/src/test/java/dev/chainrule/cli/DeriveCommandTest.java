package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
                "derive|Missing required parameter: 'LAYER'. See chainrule derive --help",
                "derive batch-nrm|'batch-nrm' is unknown; expected one of batch-norm, layer-norm, group-norm, affine,"
                    + " softmax, dropout, convolution, max-pool, average-pool, global-average-pool, relu, leaky-relu,"
                    + " gelu, exact-gelu, elu, silu, softplus, sigmoid, tanh, scale, flatten, residual. Did you mean"
                    + " 'batch-norm'?",
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
    void helpHasAnExampleThatWorks() {
        Outcome help = Outcome.of("derive", "--help");
        assertThat(help.out()).startsWith("Usage: chainrule derive").contains("chainrule derive batch-norm");
        assertThat(help.out().lines()).allMatch(line -> line.length() <= 100);
        assertThat(Outcome.of("derive", "convolution", "--shape", "1,2,4,4").exitCode())
                .isZero();
    }
}
