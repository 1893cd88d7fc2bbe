package dev.chainrule.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RankCorrelationTest {
    @Test
    void isOneForTheSameOrderAndMinusOneForTheReverse() {
        assertThat(RankCorrelation.spearman(new double[] {3, 1, 2, 10}, new double[] {0.3, 0.1, 0.2, 1e9}))
                .isEqualTo(1);
        assertThat(RankCorrelation.spearman(new double[] {3, 1, 2}, new double[] {-3, -1, -2}))
                .isEqualTo(-1);
    }

    @Test
    void isTheFormulaOfDifferencesWithoutTies() {
        // 1 − 6 Σ d² / (n (n² − 1)) with d = 1, −1, 1, −1, 0
        assertThat(RankCorrelation.spearman(new double[] {1, 2, 3, 4, 5}, new double[] {2, 1, 4, 3, 5}))
                .isCloseTo(1 - 6 * 4.0 / (5 * 24), within(1e-15));
    }

    @Test
    void equalNumbersShareTheMeanOfTheirRanks() {
        // Ranks 1.5, 1.5, 3, 4 and 1, 2, 3.5, 3.5: the products of their distances from 2.5 sum to 4, squares to 4.5.
        assertThat(RankCorrelation.spearman(new double[] {0, -0.0, 5, 6}, new double[] {1, 2, 9, 9}))
                .isCloseTo(4 / 4.5, within(1e-15));
    }

    @Test
    void isNotANumberWhereThereIsNoOrder() {
        assertThat(RankCorrelation.spearman(new double[] {2, 2, 2}, new double[] {1, 2, 3}))
                .isNaN();
        assertThat(RankCorrelation.spearman(new double[] {1, Double.NaN}, new double[] {1, 2}))
                .isNaN();
        assertThat(RankCorrelation.spearman(new double[0], new double[0])).isNaN();
    }

    @Test
    void refusesListsOfDifferentLengths() {
        assertThatThrownBy(() -> RankCorrelation.spearman(new double[2], new double[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("RankCorrelation: 2 numbers do not fit 3; expected as many of both");
    }
}
