package dev.chainrule.lab.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.evaluate.Combination;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.kernel.Parallel;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SubsetsTest {
    private static final int IMAGES = 200;
    private static final int[] LABELS =
            IntStream.range(0, IMAGES).map(i -> i == 7 ? -1 : i % 3).toArray();

    /// Members that are right more often than not, each in its own way.
    private static List<Evaluation> members(int count) {
        return IntStream.range(0, count)
                .mapToObj(m -> {
                    Random random = new Random(m);
                    float[][] scores = new float[IMAGES][3];
                    for (int i = 0; i < IMAGES; i++) {
                        for (int k = 0; k < 3; k++) {
                            scores[i][k] = (float) (random.nextGaussian() + (k == LABELS[i] ? 0.8 : 0));
                        }
                    }
                    return Evaluation.of(LABELS, scores);
                })
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Combination.class)
    void eachSubsetIsWorthWhatItsAnswersSay(Combination combination) {
        List<Evaluation> members = members(5);
        Diversity diversity = Diversity.of(members);
        Subsets subsets = Subsets.of(members, combination, diversity);
        assertThat(subsets.all()).hasSize(31);
        assertThat(subsets.all().stream().map(subset -> Arrays.toString(subset.members())))
                .doesNotHaveDuplicates();
        for (Subsets.Subset subset : subsets.all()) {
            List<Evaluation> some =
                    Arrays.stream(subset.members()).mapToObj(members::get).toList();
            assertThat(subset.accuracy())
                    .isEqualTo(Evaluation.of(combination, some).accuracy());
            double alone =
                    some.stream().mapToDouble(Evaluation::accuracy).average().orElseThrow();
            assertThat(subset.gain()).isCloseTo(subset.accuracy() - alone, within(1e-15));
        }
        assertThat(subsets.sizes().stream().map(Subsets.Size::subsets)).containsExactly(5, 10, 10, 5, 1);
        Subsets.Size pairs = subsets.sizes().get(1);
        var expected = subsets.all().stream()
                .filter(subset -> subset.members().length == 2)
                .mapToDouble(Subsets.Subset::accuracy)
                .summaryStatistics();
        assertThat(pairs.complete()).isTrue();
        assertThat(pairs.mean()).isCloseTo(expected.getAverage(), within(1e-15));
        assertThat(pairs.lowest()).isEqualTo(expected.getMin());
        assertThat(pairs.highest()).isEqualTo(expected.getMax());
    }

    @Test
    void ofManyMembersASampleIsDrawnThatIsAlwaysTheSame() {
        List<Evaluation> members = members(14);
        Diversity diversity = Diversity.of(members);
        Subsets subsets = Subsets.of(members, Combination.PROBABILITIES, diversity);
        assertThat(subsets.sizes().stream().map(Subsets.Size::subsets))
                .containsExactly(14, 91, 300, 300, 300, 300, 300, 300, 300, 300, 300, 91, 14, 1);
        assertThat(subsets.sizes().get(2).complete()).isFalse();
        assertThat(subsets.sizes().get(12).complete()).isTrue();
        for (int size : new int[] {3, 7, 11}) {
            List<String> drawn = subsets.all().stream()
                    .filter(subset -> subset.members().length == size)
                    .map(subset -> Arrays.toString(subset.members()))
                    .toList();
            assertThat(new HashSet<>(drawn)).hasSize(300);
        }
        try (Parallel three = Parallel.ofThreads(3)) {
            Subsets again = Parallel.with(three, () -> Subsets.of(members, Combination.PROBABILITIES, diversity));
            assertThat(again.sizes()).isEqualTo(subsets.sizes());
        }
    }

    @Test
    void itIsSaidUpToWhereMoreIsBetter() {
        Subsets subsets = new Subsets(
                List.of(),
                IntStream.range(0, 4)
                        .mapToObj(i -> new Subsets.Size(i + 1, 1, true, new double[] {0.5, 0.6, 0.7, 0.7}[i], 0, 1))
                        .toList());
        assertThat(subsets.risesTo()).isEqualTo(3);
    }

    @Test
    void disagreementCorrelationAndGainAreThoseOfTheFormulas() {
        int[] labels = {0, 0, 1, 1};
        float[][] zero = {{1, 0}, {1, 0}, {1, 0}, {1, 0}};
        float[][] right = {{1, 0}, {1, 0}, {0, 1}, {0, 1}};
        float[][] half = {{1, 0}, {0, 1}, {0, 1}, {1, 0}};
        List<Evaluation> members =
                List.of(Evaluation.of(labels, zero), Evaluation.of(labels, right), Evaluation.of(labels, half));
        Diversity diversity = Diversity.of(members);
        assertThat(diversity.disagreement()[0]).containsExactly(0, 0.5, 0.5);
        assertThat(diversity.disagreement()[2][1]).isEqualTo(0.5);
        assertThat(diversity.mean()).isEqualTo(0.5);
        assertThat(diversity.mean(1)).isNaN();
        assertThat(Diversity.correlation(new double[] {1, 2, 3}, new double[] {2, 4, 6}))
                .isCloseTo(1, within(1e-12));
        assertThat(Diversity.correlation(new double[] {1, 2, 3}, new double[] {1, 0, 1}))
                .isCloseTo(0, within(1e-12));
        assertThat(Diversity.correlation(new double[] {1, 2}, new double[] {1, 2}))
                .isNaN();
        Evaluation together = Evaluation.of(labels, right);
        Gain gain = Gain.of(together, members);
        // Of the four images 1 − 1, 1 − 2/3, 1 − 2/3, 1 − 1/3.
        assertThat(gain.value()).isCloseTo((1 / 3.0 + 1 / 3.0 + 2 / 3.0) / 4, within(1e-12));
        double variance = (1 / 9.0 + 0 + 0 + 1 / 9.0) / 3;
        assertThat(gain.interval()).isCloseTo(1.96 * Math.sqrt(variance / 4), within(1e-12));
    }
}
