package dev.chainrule.lab.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.search.SearchMethod.CoarseToFine;
import dev.chainrule.lab.search.SearchMethod.Grid;
import dev.chainrule.lab.search.SearchMethod.Hyperband;
import dev.chainrule.lab.search.SearchMethod.LowDiscrepancy;
import dev.chainrule.lab.search.SearchMethod.Random;
import dev.chainrule.lab.search.SearchMethod.SuccessiveHalving;
import dev.chainrule.lab.search.SearchMethod.Tpe;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.random.RandomKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class SearchMethodTest {
    static final List<SearchMethod> METHODS = List.of(
            Grid.of(),
            new Random(),
            new LowDiscrepancy(),
            CoarseToFine.of(),
            SuccessiveHalving.of(),
            Hyperband.of(),
            Tpe.of());

    private static final SearchSpace SPACE = space("x=uniform:0..1", "y=log:1e-4..1");

    private static final SearchSpace MIXED = space(
            "rule=choice:sgd|adam|nadam",
            "beta=uniform:0.8..0.99 if rule=adam|nadam",
            "rate=log:1e-4..1e-1",
            "width=log-integer:4..64");

    private static SearchSpace space(String... texts) {
        return SearchSpace.of(List.of(texts), "vary");
    }

    private static double number(Step step, String key) {
        return Double.parseDouble(step.point().value(key).orElse("NaN"));
    }

    /// All rounds of a search.
    private static List<List<Outcome>> all(
            SearchMethod method, SearchSpace space, long seed, int trials, ToDoubleFunction<Step> score) {
        List<List<Outcome>> rounds = new ArrayList<>();
        List<Step> next = method.next(space, RandomKey.of(seed), trials, rounds);
        while (!next.isEmpty()) {
            rounds.add(next.stream()
                    .map(step -> new Outcome(step, score.applyAsDouble(step)))
                    .toList());
            next = method.next(space, RandomKey.of(seed), trials, rounds);
        }
        return rounds;
    }

    private static double best(List<List<Outcome>> rounds) {
        return rounds.stream()
                .flatMap(List::stream)
                .mapToDouble(Outcome::score)
                .filter(score -> !Double.isNaN(score))
                .max()
                .orElseThrow();
    }

    /// A score with the highest point at the rate 0.01 and the beta 0.9, which diverges at high rates.
    private static double bump(Step step) {
        double rate = StrictMath.log10(number(step, "rate")) + 2;
        double beta = step.point().value("beta").map(Double::parseDouble).orElse(0.8) - 0.9;
        return rate > 0.8 ? Double.NaN : -rate * rate - 20 * beta * beta + step.share();
    }

    @ParameterizedTest
    @FieldSource("METHODS")
    void theSameResultsGiveTheSameStepsWithinTheSpaceAndTheBudget(SearchMethod method) {
        int trials = method instanceof Grid ? 1000 : 30;
        List<List<Outcome>> rounds = all(method, MIXED, 3, trials, SearchMethodTest::bump);
        for (int i = 0; i <= rounds.size(); i++) {
            List<Step> replayed = method.next(MIXED, RandomKey.of(3), trials, List.copyOf(rounds.subList(0, i)));
            List<Step> expected = i < rounds.size()
                    ? rounds.get(i).stream().map(Outcome::step).toList()
                    : List.of();
            assertThat(replayed).isEqualTo(expected);
        }
        Map<Integer, Point> points = new HashMap<>();
        Map<Integer, Double> shares = new HashMap<>();
        rounds.stream().flatMap(List::stream).map(Outcome::step).forEach(step -> {
            assertThat(points.computeIfAbsent(step.trial(), _ -> step.point())).isEqualTo(step.point());
            assertThat(step.share())
                    .isGreaterThan(shares.getOrDefault(step.trial(), 0.0))
                    .isLessThanOrEqualTo(1);
            shares.put(step.trial(), step.share());
            assertThat(number(step, "rate")).isBetween(1e-4, 1e-1);
            assertThat(number(step, "width")).isBetween(4.0, 64.0);
            assertThat(step.point().value("beta").isPresent())
                    .isEqualTo(!step.point().value("rule").orElseThrow().equals("sgd"));
        });
        assertThat(points).hasSize(method instanceof Grid ? 275 : 30);
        assertThat(Set.copyOf(points.values())).hasSameSizeAs(points.keySet());
        assertThat(points.keySet()).contains(1, points.size());
    }

    @ParameterizedTest
    @FieldSource("METHODS")
    void anotherSeedDrawsOtherPoints(SearchMethod method) {
        List<Step> one = method.next(SPACE, RandomKey.of(1), 25, List.of());
        List<Step> other = method.next(SPACE, RandomKey.of(2), 25, List.of());
        assertThat(one.equals(other)).isEqualTo(method instanceof Grid);
    }

    @ParameterizedTest
    @FieldSource("METHODS")
    void whereAllDivergesTheSearchEnds(SearchMethod method) {
        List<List<Outcome>> rounds = all(method, SPACE, 1, 25, _ -> Double.NaN);
        assertThat(rounds.stream().flatMap(List::stream)).hasSize(25);
    }

    @Test
    void aGridHasTheValuesOfEveryPair() {
        List<Step> grid = new Grid(3).next(SPACE, RandomKey.of(1), 9, List.of());
        assertThat(grid.stream().map(step -> step.point().text()))
                .containsExactly(
                        "x=0 y=0.0001",
                        "x=0 y=0.01",
                        "x=0 y=1",
                        "x=0.5 y=0.0001",
                        "x=0.5 y=0.01",
                        "x=0.5 y=1",
                        "x=1 y=0.0001",
                        "x=1 y=0.01",
                        "x=1 y=1");
        assertThat(grid).allMatch(step -> step.share() == 1);
        assertThatThrownBy(() -> new Grid(3).next(SPACE, RandomKey.of(1), 8, List.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessage("the grid has 9 points or more, which does not fit 8 trials; expected at most as many."
                        + " Allow more trials, or set fewer points-per-setting than 3");
    }

    @Test
    void aTrialIsTheSameWhateverDrawsIt() {
        List<Step> random = new Random().next(MIXED, RandomKey.of(9), 40, List.of());
        for (int trials : new int[] {1, 7, 40}) {
            assertThat(new Random().next(MIXED, RandomKey.of(9), trials, List.of()))
                    .isEqualTo(random.subList(0, trials));
        }
        for (SearchMethod method : List.of(CoarseToFine.of(), SuccessiveHalving.of(), Hyperband.of(), Tpe.of())) {
            List<Step> first = method.next(MIXED, RandomKey.of(9), 40, List.of());
            assertThat(first)
                    .hasSizeGreaterThanOrEqualTo(10)
                    .allSatisfy(step -> assertThat(step.point())
                            .isEqualTo(random.get(step.trial() - 1).point()));
        }
    }

    @Test
    void aSpaceWithFewPointsIsTrainedOnce() {
        SearchSpace few = space("a=choice:x|y|z", "b=integer:1..4");
        for (SearchMethod method : List.of(new Random(), new LowDiscrepancy(), CoarseToFine.of(), Tpe.of())) {
            List<Point> points = all(method, few, 1, 50, step -> number(step, "b")).stream()
                    .flatMap(List::stream)
                    .map(outcome -> outcome.step().point())
                    .toList();
            assertThat(Set.copyOf(points)).hasSameSizeAs(points).hasSize(12);
        }
    }

    @Test
    void coarseToFineNarrowsOntoTheBest() {
        ToDoubleFunction<Step> score =
                step -> -Math.abs(number(step, "x") - 0.3) - Math.abs(StrictMath.log10(number(step, "y")) + 3);
        int narrower = 0;
        for (long seed = 1; seed <= 20; seed++) {
            List<List<Outcome>> rounds = all(new CoarseToFine(3, 3), SPACE, seed, 30, score);
            assertThat(rounds).hasSize(3).allMatch(round -> round.size() == 10);
            double[] widths = new double[3];
            for (int i = 0; i < 3; i++) {
                double low = rounds.get(i).stream()
                        .mapToDouble(outcome -> number(outcome.step(), "x"))
                        .min()
                        .orElseThrow();
                double high = rounds.get(i).stream()
                        .mapToDouble(outcome -> number(outcome.step(), "x"))
                        .max()
                        .orElseThrow();
                widths[i] = high - low;
            }
            narrower += widths[2] < 0.6 * widths[0] ? 1 : 0;
            double random = best(all(new Random(), SPACE, seed, 10, score));
            assertThat(best(rounds)).isGreaterThanOrEqualTo(random);
        }
        assertThat(narrower).isGreaterThanOrEqualTo(16);
    }

    @Test
    void coarseToFineKeepsTheChoicesOfTheBest() {
        SearchSpace choices = space("a=choice:p|q|r|s", "x=uniform:0..1");
        ToDoubleFunction<Step> score =
                step -> step.point().value("a").orElseThrow().equals("r") ? number(step, "x") : -1;
        List<List<Outcome>> rounds = all(new CoarseToFine(2, 2), choices, 4, 40, score);
        Set<String> kept = new HashSet<>();
        rounds.getLast()
                .forEach(outcome -> kept.add(outcome.step().point().value("a").orElseThrow()));
        assertThat(kept).containsExactly("r");
        assertThat(rounds.getFirst()).anyMatch(outcome -> number(outcome.step(), "x") < 0.5);
    }

    @Test
    void coarseToFineNeedsATrialARound() {
        assertThatThrownBy(() -> new CoarseToFine(5, 3).next(SPACE, RandomKey.of(1), 4, List.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("4 trials do not fit 5 rounds");
    }

    @Test
    void theParzenEstimatorBeatsRandomDraws() {
        // a curved valley, highest where x is 0.675 and the logarithm of y -2.755
        ToDoubleFunction<Step> score = step -> {
            double x = 4 * number(step, "x") - 2;
            double y = StrictMath.log10(number(step, "y")) + 2;
            return -(y - 0.5 * x * x + 1) * (y - 0.5 * x * x + 1) - 0.3 * (x - 0.7) * (x - 0.7);
        };
        double parzen = 0;
        double random = 0;
        int wins = 0;
        for (long seed = 1; seed <= 20; seed++) {
            double one = best(all(Tpe.of(), SPACE, seed, 50, score));
            double other = best(all(new Random(), SPACE, seed, 50, score));
            parzen += one / 20;
            random += other / 20;
            wins += one > other ? 1 : 0;
        }
        assertThat(wins).isGreaterThanOrEqualTo(14);
        assertThat(parzen).isGreaterThan(random / 4);
    }

    @Test
    void theParzenEstimatorFindsTheRightBranch() {
        List<List<Outcome>> rounds = all(Tpe.of(), MIXED, 5, 60, SearchMethodTest::bump);
        List<Outcome> late = rounds.subList(rounds.size() - 5, rounds.size()).stream()
                .flatMap(List::stream)
                .toList();
        assertThat(late.stream().filter(Outcome::isFinite).count()).isGreaterThan(late.size() * 3L / 4);
        assertThat(late.stream()
                        .filter(outcome -> outcome.step().point().value("beta").isPresent())
                        .count())
                .isGreaterThan(late.size() / 2);
        assertThat(best(rounds)).isGreaterThan(0.97);
    }
}
