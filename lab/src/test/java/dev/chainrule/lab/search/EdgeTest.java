package dev.chainrule.lab.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EdgeTest {
    private static final ScoreText ACCURACY = new ScoreText(Search.Score.VALIDATION_ACCURACY);

    /// The edges of a search over one setting, of 20 evenly spread trials scored by their position.
    private static List<Edge> edges(String setting, Predicate<Point> possible, DoubleUnaryOperator score) {
        SearchSpace space = SearchSpace.of(List.of(setting), "vary");
        List<Outcome> outcomes = IntStream.range(0, 20)
                .mapToObj(i ->
                        new Outcome(new Step(i + 1, space.at((i + 0.5) / 20), 1), score.applyAsDouble((i + 0.5) / 20)))
                .toList();
        Outcome best = outcomes.stream().sorted(Outcome.BEST_FIRST).findFirst().orElseThrow();
        return Edge.of(space, outcomes, best, 20, ACCURACY, possible);
    }

    private static List<Edge> rising(String setting) {
        return edges(setting, _ -> true, position -> position / 2);
    }

    /// Of 20 trials at 0.025, 0.075, … the last one is best. Three others lie in the outer fifth: 0.825, 0.875 and
    /// 0.925, half of which are 43.75 % on average; of the 16 others the mean is 20 %.
    @Test
    void itNamesTheSettingTheEndAndWhatToTryNext() {
        List<Edge> edges = rising("learning-rate=log:1e-4..0.1");
        assertThat(edges).hasSize(1);
        assertThat(edges.getFirst().rises()).isTrue();
        assertThat(edges.getFirst().sentence())
                .isEqualTo("the best of 20\u00a0trials, 0.08414, lies at the upper end of 0.0001..0.1, and the 3"
                        + " others near it reach 43.8\u00a0% on average, the 16 farther away 20.0\u00a0%; look"
                        + " also above: --vary learning-rate=log:0.01..1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
        learning-rate=log:1e-3..1e-2          ; log:0.0032..0.032
        learning-rate=log:1e-5..10            ; log:1..100
        model.width=uniform:0..9              ; uniform:6..12
        epochs=integer:1..10                  ; integer:7..13
        batch-size=log-integer:8..512         ; log-integer:64..4096
        optimizer.beta1=uniform:0.99..0.999   ; uniform:0.996..1.002
        """)
    void theNextRangeLiesAroundTheEnd(String setting, String next) {
        assertThat(rising(setting).getFirst().sentence()).endsWith("=" + next);
    }

    @Test
    void theLowerEndIsSeenToo() {
        Edge edge = edges("learning-rate=log:1e-4..0.1", _ -> true, position -> 0.5 - position / 2)
                .getFirst();
        assertThat(edge.sentence())
                .contains("lies at the lower end of 0.0001..0.1")
                .endsWith("look also below: --vary learning-rate=log:1e-5..0.001");
    }

    @Test
    void nothingIsSaidOfABestInTheMiddle() {
        assertThat(edges("learning-rate=log:1e-4..0.1", _ -> true, position -> -Math.abs(position - 0.9)))
                .isEmpty();
        assertThat(edges("rule=choice:a|b|c", _ -> true, position -> position)).isEmpty();
        assertThat(edges("epochs=integer:1..2", _ -> true, position -> position))
                .isEmpty();
    }

    @Test
    void nothingIsSaidWhereTheRangeCannotBeLonger() {
        assertThat(edges(
                        "model.dropout=uniform:0..1",
                        point -> value(point, "model.dropout") <= 1,
                        position -> position))
                .isEmpty();
    }

    /// A third beyond 0.9 would be 1.2, a sixth 1.05, a twelfth 0.98.
    @Test
    void theNextRangeGoesAsFarAsTheSettingAllows() {
        Edge edge = edges(
                        "model.dropout=uniform:0..0.9",
                        point -> value(point, "model.dropout") <= 1,
                        position -> position / 2)
                .getFirst();
        assertThat(edge.sentence()).endsWith("--vary model.dropout=uniform:0.825..0.975");
    }

    private static double value(Point point, String key) {
        return Double.parseDouble(point.value(key).orElseThrow());
    }

    @Test
    void whereTheOthersNearItAreNoBetterThatIsSaid() {
        Edge flat = edges(
                        "learning-rate=log:1e-4..0.1",
                        _ -> true,
                        position -> position > 0.95 ? 0.5 : 0.4 + 0.02 * StrictMath.sin(100 * position))
                .getFirst();
        assertThat(flat.rises()).isFalse();
        assertThat(flat.sentence())
                .startsWith(
                        "the best of 20\u00a0trials, 0.08414, lies at the upper end of 0.0001..0.1, but the 3 others")
                .endsWith("nothing says that it goes on rising beyond.")
                .doesNotContain("--vary");
    }

    @Test
    void thoseNearItThatDivergedCountLikeTheWorst() {
        Edge edge = edges(
                        "learning-rate=log:1e-4..0.1",
                        _ -> true,
                        position -> position > 0.95 ? 0.9 : position > 0.8 ? Double.NaN : position)
                .getFirst();
        assertThat(edge.rises()).isFalse();
        assertThat(edge.sentence()).contains("the 3 others near it reach 2.5\u00a0% on average");
    }

    @Test
    void fewTrialsAreToldToLookWithoutAReason() {
        SearchSpace space = SearchSpace.of(List.of("learning-rate=log:1e-4..0.1"), "vary");
        List<Outcome> outcomes = List.of(
                new Outcome(new Step(1, space.at(0.99), 1), 0.5), new Outcome(new Step(2, space.at(0.5), 1), 0.4));
        assertThat(Edge.of(space, outcomes, outcomes.getFirst(), 2, ACCURACY, _ -> true))
                .extracting(Edge::sentence)
                .containsExactly(
                        "the best of 2\u00a0trials, 0.09333, lies at the upper end of 0.0001..0.1; look also above:"
                                + " --vary learning-rate=log:0.01..1");
    }

    @Test
    void aConditionStaysWithItsSettingAndIsQuotedForAShell() {
        SearchSpace space =
                SearchSpace.of(List.of("rule=choice:sgd|adam", "momentum=log-integer:1..64 if rule=sgd"), "vary");
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i <= 20; i++) {
            outcomes.add(new Outcome(new Step(i + 1, space.at(i % 2 * 0.9, i / 20.0), 1), i % 2 == 0 ? i : -1));
        }
        Outcome best = outcomes.stream()
                .max(Comparator.comparingDouble(Outcome::score))
                .orElseThrow();
        assertThat(Edge.of(space, outcomes, best, 20, ACCURACY, _ -> true))
                .extracting(Edge::key)
                .containsExactly("momentum");
        assertThat(Edge.of(space, outcomes, best, 20, ACCURACY, _ -> true)
                        .getFirst()
                        .sentence())
                .endsWith("--vary 'momentum=log-integer:8..512 if rule=sgd'");
        Outcome other = outcomes.get(19);
        assertThat(Edge.of(space, outcomes, other, 20, ACCURACY, _ -> true)).isEmpty();
    }
}
