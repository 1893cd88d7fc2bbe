package dev.chainrule.lab.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.lab.search.SearchMethod.Hyperband;
import dev.chainrule.lab.search.SearchMethod.SuccessiveHalving;
import dev.chainrule.random.RandomKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class BracketsTest {
    private static final SearchSpace SPACE = SearchSpace.of(List.of("x=uniform:0..1"), "vary");

    private static List<List<Outcome>> all(SearchMethod method, int trials, ToDoubleFunction<Step> score) {
        List<List<Outcome>> rounds = new ArrayList<>();
        List<Step> next = method.next(SPACE, RandomKey.of(1), trials, rounds);
        while (!next.isEmpty()) {
            rounds.add(next.stream()
                    .map(step -> new Outcome(step, score.applyAsDouble(step)))
                    .toList());
            next = method.next(SPACE, RandomKey.of(1), trials, rounds);
        }
        return rounds;
    }

    /// Of each round how many steps go up to which part of the plan, such as `9 to 1/27`.
    private static List<String> table(List<List<Outcome>> rounds) {
        return rounds.stream()
                .map(round -> {
                    Map<Long, Integer> counts = new HashMap<>();
                    round.forEach(outcome ->
                            counts.merge(Math.round(1 / outcome.step().share()), 1, Integer::sum));
                    return counts.entrySet().stream()
                            .sorted(Map.Entry.<Long, Integer>comparingByKey().reversed())
                            .map(entry -> entry.getValue() + " to 1/" + entry.getKey())
                            .toList()
                            .toString();
                })
                .toList();
    }

    /// How many whole plans are trained, where a trial that goes on pays for the rest alone.
    private static double cost(List<List<Outcome>> rounds) {
        Map<Integer, Double> shares = new HashMap<>();
        rounds.stream()
                .flatMap(List::stream)
                .forEach(outcome ->
                        shares.put(outcome.step().trial(), outcome.step().share()));
        return shares.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    @Test
    void halvingGoesByTheTable() {
        List<List<Outcome>> rounds = all(SuccessiveHalving.of(), 27, step -> -step.trial());
        assertThat(table(rounds)).containsExactly("[27 to 1/27]", "[9 to 1/9]", "[3 to 1/3]", "[1 to 1/1]");
        // 27/27 + 9 (1/9 − 1/27) + 3 (1/3 − 1/9) + (1 − 1/3)
        assertThat(cost(rounds)).isCloseTo(3, within(1e-12));
        assertThat(rounds.getLast().getFirst().step().trial()).isEqualTo(1);
        assertThat(table(all(new SuccessiveHalving(2, 0.25), 10, Step::trial)))
                .containsExactly("[10 to 1/4]", "[5 to 1/2]", "[2 to 1/1]");
        assertThat(table(all(new SuccessiveHalving(3, 1), 4, Step::trial))).containsExactly("[4 to 1/1]");
        assertThat(table(all(SuccessiveHalving.of(), 2, Step::trial)))
                .containsExactly("[2 to 1/27]", "[1 to 1/9]", "[1 to 1/3]", "[1 to 1/1]");
    }

    /// Table 1 of the paper, R = 81 and η = 3: n is 81, 34, 15, 8, 5.
    @Test
    void hyperbandHasTheBracketsOfThePaper() {
        assertThat(Brackets.hyperband(3, 1 / 81.0, 143).brackets())
                .containsExactly(
                        new Brackets.Bracket(81, 4),
                        new Brackets.Bracket(34, 3),
                        new Brackets.Bracket(15, 2),
                        new Brackets.Bracket(8, 1),
                        new Brackets.Bracket(5, 0));
        List<List<Outcome>> rounds = all(Hyperband.of(), 49, Step::trial);
        assertThat(table(rounds))
                .containsExactly(
                        "[27 to 1/27, 12 to 1/9, 6 to 1/3, 4 to 1/1]",
                        "[9 to 1/9, 4 to 1/3, 2 to 1/1]",
                        "[3 to 1/3, 1 to 1/1]",
                        "[1 to 1/1]");
        // 3 + (12/9 + 4 · 2/9 + 2/3) + (6/3 + 2 · 2/3) + 4
        assertThat(cost(rounds)).isCloseTo(3 + 26 / 9.0 + 10 / 3.0 + 4, within(1e-12));
    }

    @Test
    void hyperbandFitsAnyNumberOfTrials() {
        for (int trials = 1; trials <= 120; trials++) {
            assertThat(Brackets.hyperband(3, 0.037, trials).brackets().stream()
                            .mapToInt(Brackets.Bracket::trials)
                            .sum())
                    .isEqualTo(trials);
        }
        assertThat(Brackets.hyperband(3, 0.037, 60).brackets().getLast()).isEqualTo(new Brackets.Bracket(11, 3));
    }

    @Test
    void theBestGoOnWithEqualOnesByTheirNumbers() {
        List<List<Outcome>> rounds =
                all(new SuccessiveHalving(3, 1 / 3.0), 9, step -> step.trial() == 8 ? 2 : step.trial() >= 4 ? 1 : 0);
        assertThat(rounds.getLast().stream().map(outcome -> outcome.step().trial()))
                .containsExactly(8, 4, 5);
    }

    @Test
    void whatDivergedNeverGoesOn() {
        List<List<Outcome>> rounds = all(
                new SuccessiveHalving(2, 0.5),
                8,
                step -> step.trial() == 5
                        ? -1e9
                        : step.trial() % 2 == 0 ? Double.NaN : Double.POSITIVE_INFINITY * step.trial());
        assertThat(rounds.getLast().stream().map(outcome -> outcome.step().trial()))
                .containsExactly(5);
        assertThat(all(Hyperband.of(), 49, _ -> Double.NaN)).hasSize(1);
    }

    @Test
    void bracketsDoNotMix() {
        // the second bracket is better throughout, and still no more of it goes on
        List<List<Outcome>> rounds = all(new Hyperband(3, 1 / 9.0), 14, Step::trial);
        assertThat(table(rounds)).containsExactly("[9 to 1/9, 5 to 1/3]", "[3 to 1/3, 1 to 1/1]", "[1 to 1/1]");
        assertThat(rounds.get(1).stream().map(outcome -> outcome.step().trial()))
                .containsExactly(9, 8, 7, 14);
    }

    @Test
    void theSmallestShareNeedNotBeExact() {
        assertThat(Brackets.levels(3, 0.037)).isEqualTo(3);
        assertThat(Brackets.levels(3, 0.04)).isEqualTo(2);
        assertThat(Brackets.levels(3, 1)).isZero();
        assertThat(Brackets.levels(2, 0.125)).isEqualTo(3);
    }
}
