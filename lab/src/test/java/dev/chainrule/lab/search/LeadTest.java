package dev.chainrule.lab.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeadTest {
    private static final ScoreText ACCURACY = new ScoreText(Search.Score.VALIDATION_ACCURACY);
    private static final ScoreText LOSS = new ScoreText(Search.Score.VALIDATION_LOSS);

    private static List<Outcome> outcomes(double... scores) {
        return IntStream.range(0, scores.length)
                .mapToObj(i -> new Outcome(new Step(i + 1, point("x", Integer.toString(i), "1"), 1), scores[i]))
                .toList();
    }

    private static Point point(String key, String value, String seed) {
        return new Point(new LinkedHashMap<>(Map.of(key, value, "seed", seed)));
    }

    @Test
    void itSaysHowFarTheBestIsAheadAndInHowManyImages() {
        assertThat(new Lead(outcomes(0.482, 0.48, 0.479, 0.47, 0.46, 0.1), ACCURACY, OptionalInt.of(1000)).sentences())
                .containsExactly("Trial 1 is ahead of trial 2 by 0.2\u00a0points, 2 of 1000\u00a0validation images;"
                        + " the best 5 lie within 2.2\u00a0points.");
        assertThat(new Lead(outcomes(0.482, 0.48), ACCURACY, OptionalInt.empty()).sentences())
                .containsExactly("Trial 1 is ahead of trial 2 by 0.2\u00a0points.");
        assertThat(new Lead(outcomes(-1.25, -1.5, -1.75), LOSS, OptionalInt.of(1000)).sentences())
                .containsExactly("Trial 1 is ahead of trial 2 by 0.25; the best 3 lie within 0.5.");
        assertThat(new Lead(outcomes(0.5, 0.5), ACCURACY, OptionalInt.of(10)).sentences())
                .containsExactly("Trial 1 is as good as trial 2.");
    }

    @Test
    void oneTrialHasNoneBehindIt() {
        assertThat(new Lead(outcomes(0.5), ACCURACY, OptionalInt.of(10)).sentences())
                .isEmpty();
        assertThat(new Lead(List.of(), ACCURACY, OptionalInt.of(10)).sentences())
                .isEmpty();
    }

    /// Pairs 0.50 and 0.48, 0.40 and 0.38, 0.30 and 0.28: each has the variance 0.0002; two such trials differ by
    /// √2 · √0.0002 = 0.02.
    @Test
    void onlyWhereSettingsWereRepeatedIsTheLeadSetBesideChance() {
        List<Outcome> repeated = List.of(
                outcome(1, "a", "1", 0.50),
                outcome(2, "a", "2", 0.48),
                outcome(3, "b", "1", 0.40),
                outcome(4, "b", "2", 0.38),
                outcome(5, "c", "1", 0.30),
                outcome(6, "c", "2", 0.28));
        assertThat(new Lead(repeated, ACCURACY, OptionalInt.empty()).sentences().get(1))
                .isEqualTo("Trials that differ in their seed alone differ by 2.0\u00a0points typically; the lead is no"
                        + " more than twice that and may be chance.");
        List<Outcome> far = List.of(
                outcome(1, "z", "1", 0.9),
                repeated.get(0),
                repeated.get(1),
                repeated.get(2),
                repeated.get(3),
                repeated.get(4),
                repeated.get(5));
        assertThat(new Lead(far, ACCURACY, OptionalInt.empty()).sentences().get(1))
                .endsWith("the lead is more than twice that.");
        assertThat(new Lead(repeated.subList(0, 4), ACCURACY, OptionalInt.empty()).sentences())
                .as("two repetitions are too few")
                .hasSize(1);
    }

    private static Outcome outcome(int trial, String value, String seed, double score) {
        return new Outcome(new Step(trial, point("x", value, seed), 1), score);
    }
}
