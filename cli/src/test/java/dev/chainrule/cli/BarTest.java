package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BarTest {
    @Test
    void isAsWideAsThereIsRoomAndAtMostTwentySigns() {
        assertThat(Bar.before("3 s left", 0.5, 80)).isEqualTo("[##########----------]  3 s left");
        assertThat(Bar.before("3 s left", 0.5, 20)).isEqualTo("[####----]  3 s left");
        assertThat(Bar.before("3 s left", 1, 17)).isEqualTo("[#####]  3 s left");
        assertThat(Bar.before("3 s left", 0, 17)).isEqualTo("[-----]  3 s left");
    }

    @Test
    void leavesTheTextAloneWhereItCouldNotBeRead() {
        assertThat(Bar.before("3 s left", 0.5, 16)).isEqualTo("3 s left");
        assertThat(Bar.before("3 s left", 0.5, 0)).isEqualTo("3 s left");
    }
}
