package dev.chainrule.lab.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> KNOWN = List.of("epochs", "seed", "batch-size");

    @Test
    void theWordOfTheFewestChangesIsMeant() {
        assertThat(Nearest.hint("ephocs", KNOWN)).isEqualTo(". Did you mean 'epochs'?");
        assertThat(Nearest.hint("batchsize", KNOWN)).isEqualTo(". Did you mean 'batch-size'?");
        assertThat(Nearest.hint("sede", KNOWN)).isEqualTo(". Did you mean 'seed'?");
    }

    @Test
    void whatOthersCallOtherwiseIsMeant() {
        List<String> layers = List.of("affine", "convolution", "batch-norm", "max-pool", "relu");
        assertThat(Nearest.hint("conv", layers)).isEqualTo(". Did you mean 'convolution'?");
        assertThat(Nearest.hint("bn", layers)).isEqualTo(". Did you mean 'batch-norm'?");
        assertThat(Nearest.hint("Dense", layers)).isEqualTo(". Did you mean 'affine'?");
        assertThat(Nearest.hint("max_pool", layers)).isEqualTo(". Did you mean 'max-pool'?");
        assertThat(Nearest.hint("--lr", List.of("--l2", "--learning-rate")))
                .isEqualTo(". Did you mean '--learning-rate'?");
    }

    @Test
    void aLetterOfTheOtherCaseIsMeantAndNoOtherLetter() {
        assertThat(Nearest.hint("-v", List.of("-h", "--help", "-V", "--version")))
                .isEqualTo(". Did you mean '-V'?");
        assertThat(Nearest.hint("-x", List.of("-h", "-V"))).isEmpty();
        assertThat(Nearest.hint("", List.of("-h", "-V"))).isEmpty();
    }

    @Test
    void aWordFarFromAllMeansNothing() {
        assertThat(Nearest.hint("photosynthesis", KNOWN)).isEmpty();
    }
}
