package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.catalogue.Catalogue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckCommandTest {

    static Iterable<String> layers() {
        return Catalogue.LAYERS.ids();
    }

    @ParameterizedTest
    @MethodSource("layers")
    void everyLayerPassesAtItsUsualShape(String layer) {
        Outcome outcome = Outcome.of("check", "--layer", layer, "--samples", "4", "--verbose");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).as(outcome.out()).isZero();
        assertThat(outcome.out()).startsWith("PASSED").contains("tolerance", "Checked in ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "softmax",
                "softmax --set smoothing=0.1",
                "softmax --set smoothing=0.1 --set smoothing-over=all-classes",
                "hinge",
                "hinge --set squared=true"
            })
    void everyLossPasses(String loss) {
        Outcome outcome = Outcome.of((Object[]) ("check --verbose --loss " + loss).split(" "));
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).as(outcome.out()).isZero();
        assertThat(outcome.out()).startsWith("PASSED").contains("scores");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--penalty l1",
                "--penalty half-l2 --set strength=2",
                "--rule adamw",
                "--rule adamw --set decay-of=weights",
                "--rule momentum"
            })
    void penaltiesAndRulesPass(String what) {
        Outcome outcome = Outcome.of((Object[]) ("check " + what).split(" "));
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).as(outcome.out()).isZero();
        assertThat(Outcome.of((Object[]) ("check --mistakes " + what).split(" "))
                        .out())
                .containsAnyOf("gradient-sign", "step-sign");
    }

    @Test
    void anAffineLayerWithoutABiasPassesAndTheBurnInIsAFlag() {
        assertThat(Outcome.of("check", "--verbose", "--layer", "affine", "--set", "bias=false")
                        .out())
                .startsWith("PASSED")
                .contains("bias=false")
                .doesNotContain("b1");
        String[] model = {
            "check", "--verbose", "--model", "cs231n-two-layer", "--features", "6", "--samples", "3", "--burn-in", "3"
        };
        assertThat(Outcome.of((Object[]) model).out()).startsWith("PASSED").contains("after 3 training steps");
        model[model.length - 1] = "-1";
        assertThat(Outcome.of((Object[]) model).err()).contains("--burn-in: -1 is too few; expected 0 or more");
    }

    @Test
    void settingsOfALayerAreThoseOfItsRecord() {
        Outcome outcome = Outcome.of("check", "--layer", "max-pool", "--set", "size=3", "--set", "stride=[2, 1]");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("MaxPool[size=3×3, stride=2×1");
    }

    @Test
    void aMistakeThatIsBuiltInIsNamedAndFails() {
        Outcome outcome =
                Outcome.of("check", "--layer", "batch-norm", "--shape", "8,5", "--mistake", "epsilon-outside-root");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isEqualTo(Main.FAILED);
        assertThat(outcome.out())
                .startsWith("FAILED")
                .contains("mistake: epsilon-outside-root: epsilon was added to the deviation");
    }

    @Test
    void theVerdictIsTheFirstLineAndTheTableIsAskedFor() {
        String[] words = {"check", "--layer", "batch-norm", "--mistake", "mean-term-missing"};
        List<String> lines = Outcome.of((Object[]) words).out().lines().toList();
        assertThat(lines.getFirst()).startsWith("FAILED  BatchNorm").endsWith(": mean-term-missing");
        assertThat(lines.get(1)).startsWith("  mistake: mean-term-missing: the path through the mean is missing");
        assertThat(lines.get(2)).startsWith("  where: dx (input × 1.0): element ");
        assertThat(lines.get(3)).matches("Checked in .* s\\. --verbose shows every comparison\\.");
        assertThat(lines).hasSize(4);
        String whole = Outcome.of("check", "--verbose", "--layer", "batch-norm").out();
        assertThat(whole)
                .contains("    ok     input (8, 5): error")
                .contains("    ok     beside the tape: output (8, 5)");
        assertThat(Outcome.of("check", "--layer", "batch-norm").out().lines()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "batchnorm, BatchNorm, 0, ''",
        "batchnorm-epsilon, bn, 1, epsilon-outside-root",
        "batchnorm-test, batch_norm --mode test, 0, ''",
        "batchnorm-test, batch_norm --mode train, 1, running-statistics-in-training",
        "conv-flipped, conv, 1, kernel-flipped",
        "maxpool-every, maxpool, 1, tie-counted-twice",
        "maxpool-every, maxpool --set ties=split, 1, tie-counted-twice",
        "dropout-unscaled, dropout, 1, keep-not-divided",
        "leaky-wrong, leakyrelu, 1, slope-forgotten-in-backward",
        "svm-label, svm, 1, label-not-excluded",
        "softmax, softmax_loss, 0, ''",
        "rmsprop, rmsprop, 0, ''",
        "rmsprop, rmsprop --set decay=0.9, 1, ''",
        "momentum-average, sgd-momentum, 1, momentum-as-average",
        "adam-uncounted, Adam, 1, step-not-counted",
    })
    void whatCodeInPythonReturnedIsJudged(String file, String as, int exitCode, String mistake) {
        String words = "check --npz ../core/src/test/resources/students/%s.npz --as %s".formatted(file, as);
        Outcome outcome = Outcome.of((Object[]) words.split(" "));
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(exitCode);
        assertThat(outcome.out().lines().findFirst().orElseThrow())
                .startsWith((exitCode == 0 ? "PASSED  " : "FAILED  ") + file + ".npz as ")
                .contains(mistake);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "(625000000,) | 5000000000 bytes of numbers do not fit a file of this length; expected at most"
                        + " 67108864 in all",
                "(9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9) | does not fit one tensor; expected at most 8 axes",
                "oops | the header is no dictionary as NumPy writes it",
            })
    void aFileThatClaimsMoreThanIsThereIsOneLine(String shape, String said, @TempDir Path folder) throws IOException {
        Path file = folder.resolve("mine.npz");
        String header = "{'descr': '<f8', 'fortran_order': False, 'shape': %s, }\n".formatted(shape);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("x.npy"));
            String start = "\u0093NUMPY\1\0" + (char) header.length() + "\0";
            zip.write((start + header).getBytes(StandardCharsets.ISO_8859_1));
        }
        Outcome outcome = Outcome.of("check", "--npz", file, "--as", "relu");
        assertThat(outcome.exitCode()).isEqualTo(Main.REFUSED);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err()).contains("mine.npz, x.npy").contains(said);
    }

    @Test
    void onesAreSaidToHideMistakes() {
        Outcome outcome = Outcome.of("check", "--layer", "batch-norm", "--upstream", "ones");
        assertThat(outcome.exitCode()).isEqualTo(Main.FAILED);
        assertThat(outcome.out()).contains("the upstream gradient (all ones) hides mistakes");
    }

    @Test
    void theNetworkOfAPresetIsChecked() {
        Outcome outcome = Outcome.of(
                "check",
                "--verbose",
                "--model",
                "kth-3-layer-bn",
                "--features",
                "6",
                "--examples",
                "5",
                "--samples",
                "3");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).as(outcome.out()).isZero();
        assertThat(outcome.out()).contains("of (5, 6)", "after 10 training steps", "penalties [FullL2", "W3 (50, 10)");
    }

    @Test
    void mistakesAreListedByLayer() {
        Outcome outcome = Outcome.of("check", "--layer", "dropout", "--mistakes");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .contains("mask-redrawn", "backward drew a new mask")
                .doesNotContain("bessel");
        assertThat(Outcome.of("check", "--mistakes").out()).contains("bessel", "step-not-counted");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "check | give --layer, --loss, --penalty, --rule, --model or --npz, one of them",
                "check --layer relu --loss softmax | give --layer, --loss, --penalty, --rule, --model or --npz, one of"
                        + " them",
                "check --loss softmx | 'softmx' is unknown; expected one of softmax, hinge",
                "check --loss hinge --shape 8,1 | scores (8, 1) do not fit a loss",
                "check --loss hinge --mistake bessel | --mistake: this does not belong to a loss",
                "check --layer batch | 'batch' is unknown; expected one of affine, convolution",
                "check --layer relu --mistake bessel | --mistake: 'bessel' is unknown for relu",
                "check --layer relu --shape 8x5 | '8x5' is no shape; expected N,D or N,C,H,W",
                "check --layer convolution --shape 8,5 | input (8, 5)",
                "check --layer relu --formula six | 'six' is unknown; expected central or five-point",
                "check --layer batch-norm --set epsilon=-1 | --set epsilon",
                "check --layer batch-norm --set epsilno=1 | 'epsilno' is unknown",
                "check --layer batchnorm | Did you mean 'batch-norm'?",
                "check --penalty l2 | 'l2' is unknown; expected one of half-l2, full-l2, l1",
                "check --rule adam --shape 3,4 | --shape: this does not belong to a rule",
                "check --model quick-fc --set epochs=1 | --set: the settings of a model stand in its YAML file",
                "check --layer relu --samples -1 | -1 are too few; expected 1 or more",
                "check --layer relu --features 3 | give --shape instead",
                "check --model quick-fc --shape 2,2 | --shape: this belongs to a layer",
                "check --model no-such | preset 'no-such' is unknown",
                "check --model quick-fc --examples 0 | 0 are too few",
                "check --npz mine.npz | --npz: say by --as what the code means to be",
                "check --npz no.npz --as bn | --npz: there is no file 'no.npz'; expected one that np.savez wrote",
                "check --npz mine.npz --as batch-nrm | 'batch-nrm' is unknown; expected one of affine, convolution",
                "check --npz mine.npz --as batch-nrm | Did you mean 'batch-norm'?",
                "check --npz .. --as bn | ..: this is a folder; expected an archive as np.savez writes it (.npz)",
                "check --npz pom.xml --as bn | pom.xml: this is text; expected an archive",
                "check --npz ../core/src/test/resources/numpy/number.npy --as bn | this is a NumPy array; expected",
                "check --npz ../core/src/test/resources/students/conv.npz --as bn | w (2, 3, 3, 3) does not belong to"
                        + " BatchNorm",
                "check --npz ../core/src/test/resources/students/relu.npz --as bn --mode no | --mode: 'no' is unknown",
                "check --npz mine.npz --as bn --shape 3,4 | --shape: the shape is that of the arrays",
                "check --layer relu --as bn | --as: this belongs to --npz",
                "check --model quick-fc --features -2 | -2 inputs do not fit this network",
            })
    void aUsersMistakeIsOneLineAndCode2(String words, String said) {
        Outcome outcome = Outcome.of((Object[]) words.split(" ", -1));
        assertThat(outcome.exitCode()).isEqualTo(Main.REFUSED);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err()).startsWith("chainrule check: ").contains(said);
    }
}
