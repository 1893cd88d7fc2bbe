package dev.chainrule.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SamplingTest {
    @Test
    void aShuffledEpochHasEachExampleOnceAndTheNextAnotherOrder() {
        Sampling sampling = new Sampling.Shuffled(RandomKey.of(1));
        Set<Integer> seen = new TreeSet<>();
        for (int step = 0; step < 10; step++) {
            for (int example : sampling.batch(step, 100, 10)) {
                assertThat(seen.add(example)).isTrue();
            }
        }
        assertThat(seen).hasSize(100);
        assertThat(sampling.batch(10, 100, 10)).isNotEqualTo(sampling.batch(0, 100, 10));
    }

    @Test
    void aBatchIsAFunctionOfKeyAndStep() {
        for (long step : new long[] {0, 7, 12}) {
            assertThat(new Sampling.Shuffled(RandomKey.of(1)).batch(step, 50, 10))
                    .isEqualTo(new Sampling.Shuffled(RandomKey.of(1)).batch(step, 50, 10));
            assertThat(new Sampling.WithReplacement(RandomKey.of(1)).batch(step, 50, 10))
                    .isEqualTo(new Sampling.WithReplacement(RandomKey.of(1)).batch(step, 50, 10))
                    .isNotEqualTo(new Sampling.WithReplacement(RandomKey.of(2)).batch(step, 50, 10));
        }
    }

    @Test
    void theSolverDrawsFromNumpysGenerator() {
        NumpyRandom random = new NumpyRandom(0);
        assertThat(new Sampling.Solver(random).batch(0, 49000, 3)).containsExactly(2732, 43567, 42613);
        assertThat(new Sampling.Solver(random).subset(0, 5, 5)).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void inOrderGoesRoundAndRound() {
        Sampling sampling = new Sampling.InOrder();
        assertThat(sampling.batch(0, 5, 2)).containsExactly(0, 1);
        assertThat(sampling.batch(1, 5, 2)).containsExactly(2, 3);
        assertThat(sampling.batch(2, 5, 2)).containsExactly(4, 0);
        assertThat(sampling.batch(3, 5, 2)).containsExactly(1, 2);
        assertThat(sampling.batch(3, 3, 3)).containsExactly(0, 1, 2);
        assertThat(sampling.batch(1_999_999_999_999L, 2_000_000_000, 3))
                .containsExactly(1_999_999_997, 1_999_999_998, 1_999_999_999);
    }

    @Test
    void inOrderShowsEveryExampleEquallyOften() {
        Sampling sampling = new Sampling.InOrder();
        int[] shown = new int[30];
        for (int step = 0; step < 15; step++) {
            for (int example : sampling.batch(step, 30, 16)) {
                shown[example]++;
            }
        }
        assertThat(shown).containsOnly(8);
        for (int epoch = 0; epoch < 3; epoch++) {
            assertThat(sampling.batch(3 * epoch + 1, 30, 10))
                    .as("as every epoch, where batches come out even")
                    .containsExactly(10, 11, 12, 13, 14, 15, 16, 17, 18, 19);
        }
    }

    @Test
    void aSubsetInOrderIsSpreadOverDataThatIsOrderedByClass() {
        assertThat(new Sampling.InOrder().subset(1, 12, 4)).containsExactly(0, 3, 6, 9);
        assertThat(new Sampling.InOrder().subset(1, 12, 12)).hasSize(12).doesNotHaveDuplicates();
        assertThat(new Sampling.InOrder().subset(1, 3, 12)).containsExactly(0, 1, 2);
    }

    @Test
    void subsetsAreWholeWhenSmallAndDistinctWhenSampled() {
        for (Sampling sampling :
                new Sampling[] {new Sampling.Shuffled(RandomKey.of(1)), new Sampling.WithReplacement(RandomKey.of(1))
                }) {
            assertThat(sampling.subset(3, 4, 10)).containsExactly(0, 1, 2, 3);
            assertThat(sampling.subset(3, 100, 10)).hasSize(10).doesNotHaveDuplicates();
        }
    }
}
