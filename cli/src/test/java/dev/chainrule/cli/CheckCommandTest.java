package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.catalogue.Catalogue;
import org.junit.jupiter.api.Test;
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
        Outcome outcome = Outcome.of("check", "--layer", layer, "--samples", "4");
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
        Outcome outcome = Outcome.of((Object[]) ("check --loss " + loss).split(" "));
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
        assertThat(Outcome.of("check", "--layer", "affine", "--set", "bias=false")
                        .out())
                .startsWith("PASSED")
                .contains("bias=false")
                .doesNotContain("b1");
        String[] model = {"check", "--model", "cs231n-two-layer", "--features", "6", "--samples", "3", "--burn-in", "3"
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
    void onesAreSaidToHideMistakes() {
        Outcome outcome = Outcome.of("check", "--layer", "batch-norm", "--upstream", "ones");
        assertThat(outcome.exitCode()).isEqualTo(Main.FAILED);
        assertThat(outcome.out()).contains("the upstream gradient (all ones) hides mistakes");
    }

    @Test
    void theNetworkOfAPresetIsChecked() {
        Outcome outcome = Outcome.of(
                "check", "--model", "kth-3-layer-bn", "--features", "6", "--examples", "5", "--samples", "3");
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
                "check | give --layer, --loss, --penalty, --rule or --model, one of them",
                "check --layer relu --loss softmax | give --layer, --loss, --penalty, --rule or --model, one of them",
                "check --loss softmx | 'softmx' is unknown; expected softmax or hinge. Did you mean" + " 'softmax'?",
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
                "check --model quick-fc --features -2 | -2 inputs do not fit this network",
            })
    void aUsersMistakeIsOneLineAndCode2(String words, String said) {
        Outcome outcome = Outcome.of((Object[]) words.split(" ", -1));
        assertThat(outcome.exitCode()).isEqualTo(Main.REFUSED);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err()).startsWith("chainrule check: ").contains(said);
    }
}
