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
    void aWordFarFromAllMeansNothing() {
        assertThat(Nearest.hint("photosynthesis", KNOWN)).isEmpty();
    }
}
