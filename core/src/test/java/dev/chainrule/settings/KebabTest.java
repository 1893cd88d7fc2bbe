package dev.chainrule.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KebabTest {
    private enum Kind {
        MEAN_IMAGE
    }

    @Test
    void namesBecomeWords() {
        assertThat(Kebab.of("standardDeviation")).isEqualTo("standard-deviation");
        assertThat(Kebab.of("HalfL2")).isEqualTo("half-l2");
        assertThat(Kebab.of("L1")).isEqualTo("l1");
        assertThat(Kebab.of("beta1")).isEqualTo("beta1");
        assertThat(Kebab.of(Kind.MEAN_IMAGE)).isEqualTo("mean-image");
    }
}
