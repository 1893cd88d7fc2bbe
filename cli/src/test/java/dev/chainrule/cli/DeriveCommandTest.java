package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
                    + " gelu, elu, silu, softplus, sigmoid, tanh, scale, flatten, residual. Did you mean"
                    + " 'batch-norm'?",
                "derive affine --shape 3,4|shape '3,4' does not fit affine; expected N,D,M, at least 1,1,1, at most 64"
                        + " numbers together, such as 3,4,2",
                "derive affine --shape|Missing required parameter for option '--shape' (LIST)."
                        + " See chainrule derive --help",
                "derive convolution --seed x|Invalid value for option '--seed': 'x' is not a long. See chainrule derive"
                        + " --help",
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
    void aPageThatCannotBeWrittenIsSaidInOneLine() {
        Outcome outcome = Outcome.of("derive", "affine", "--out", folder.resolve("none/page.html"));
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err().lines()).hasSize(1);
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
