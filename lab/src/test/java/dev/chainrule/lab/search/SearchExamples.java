package dev.chainrule.lab.search;

import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.lab.trial.Rung;
import dev.chainrule.train.TrainingResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/// Searches whose trials are not trained: what one comes to is a function of what it would be trained with.
final class SearchExamples {
    /// The steps of a whole plan.
    static final long STEPS = 900;

    private SearchExamples() {}

    /// A search over a preset.
    static Search search(String method, int trials, long seed, String... vary) {
        return Searches.fromYaml(
                """
                question: Which settings suit the net?
                preset: quick-fc
                set: ['penalties=[{name: half-l2, strength: 0}]']
                vary: [%s]
                method: %s
                trials: %s
                seed: %s
                """.formatted(
                                String.join(
                                        ", ",
                                        List.of(vary).stream()
                                                .map(text -> "'" + text + "'")
                                                .toList()),
                                method,
                                trials,
                                seed),
                "test");
    }

    /// What comes of a search if a point, trained to its end, is worth that much; of less training it is worth
    /// less.
    static SearchResults results(Search search, ToDoubleFunction<Point> accuracy) {
        List<List<Measured>> rounds = new ArrayList<>();
        while (true) {
            List<Step> next = search.next(rounds.stream()
                    .map(round -> round.stream().map(Measured::outcome).toList())
                    .toList());
            if (next.isEmpty()) {
                break;
            }
            rounds.add(next.stream()
                    .map(step -> measured(step, accuracy.applyAsDouble(step.point())))
                    .toList());
        }
        SearchResults all = new SearchResults(search, BaseSettings.Data.SAMPLE, rounds, Optional.empty());
        return new SearchResults(
                search,
                BaseSettings.Data.SAMPLE,
                rounds,
                all.ranking().stream()
                        .filter(each -> each.outcome().isFinite())
                        .findFirst()
                        .map(best -> new SearchResults.Winner(
                                best,
                                best.folder(),
                                best.rung().accuracy(),
                                OptionalDouble.of(best.rung().accuracy() - 0.01))));
    }

    private static Measured measured(Step step, double accuracy) {
        double reached = accuracy * (0.7 + 0.3 * step.share());
        boolean whole = step.share() >= 1;
        Rung rung = new Rung(
                Math.round(step.share() * STEPS),
                reached,
                Double.isNaN(reached) ? Double.NaN : 2 - reached,
                Double.isNaN(reached)
                        ? TrainingResult.End.DIVERGED
                        : whole ? TrainingResult.End.COMPLETE : TrainingResult.End.STOPPED);
        Path folder = Path.of("searches", "example", "trials", "%04d".formatted(step.trial()));
        return new Measured(new Outcome(step, reached), rung, folder, 12 * step.share());
    }

    /// The number that a point has.
    static double number(Point point, String key) {
        return point.value(key).map(Double::parseDouble).orElse(Double.NaN);
    }
}
