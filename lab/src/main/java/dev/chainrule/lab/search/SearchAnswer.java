package dev.chainrule.lab.search;

import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.search.SearchResults.Winner;
import dev.chainrule.lab.settings.SettingsException;
import java.util.List;
import java.util.stream.Collectors;

/// What came of a search, in sentences.
///
/// @param results what came of it
record SearchAnswer(SearchResults results) {

    private Search search() {
        return results.search();
    }

    /// What was asked.
    String question() {
        if (!search().question().isEmpty()) {
            return search().question();
        }
        String suit = search().space().size() == 1 ? "suits" : "suit";
        return "Which %s %s the preset %s?"
                .formatted(keys(), suit, search().base().preset());
    }

    private String keys() {
        List<String> keys =
                search().space().settings().stream().map(Varied::key).toList();
        return keys.size() == 1
                ? keys.getFirst()
                : String.join(", ", keys.subList(0, keys.size() - 1)) + " and " + keys.getLast();
    }

    /// The answer.
    String sentence() {
        String trials = Numbers.count(results.trials().size(), "trial");
        if (results.winner().isEmpty()) {
            return "None of %s came to a result: all diverged.".formatted(trials);
        }
        Winner winner = results.winner().get();
        ScoreText score = new ScoreText(search().selection().score());
        Measured measured = winner.measured();
        String far = measured.outcome().step().share() < 1
                ? " after %s"
                        .formatted(EqualTrials.words(measured.outcome().step().share()))
                : "";
        String point = measured.point().values().entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        return "Of %s the best has %s: its %s is %s%s.%s%s"
                .formatted(
                        trials,
                        point,
                        score.label(),
                        score.written(measured.outcome().score()),
                        far,
                        again(winner),
                        test(winner));
    }

    private String again(Winner winner) {
        return search().selection()
                .retrain()
                .map(settings -> " Trained anew with %s, it reaches %s of the validation images."
                        .formatted(String.join(", ", settings), Numbers.percent(winner.validationAccuracy())))
                .orElse("");
    }

    private static String test(Winner winner) {
        return winner.testAccuracy().isPresent()
                ? " Of the test images, which were looked at for it alone, it gets %s right."
                        .formatted(Numbers.percent(winner.testAccuracy().getAsDouble()))
                : "";
    }

    /// How the trials were chosen.
    String method() {
        return switch (search().method()) {
            case SearchMethod.Grid(int points) ->
                "a grid: %s values of each number and all of each choice, each with each".formatted(points);
            case SearchMethod.Random _ -> "independent random draws";
            case SearchMethod.LowDiscrepancy _ -> "the sequence of Sobol, which fills the space evenly";
            case SearchMethod.CoarseToFine(int rounds, int best) ->
                "random draws in %s rounds, each around the best %s so far".formatted(rounds, best);
            case SearchMethod.SuccessiveHalving(int eta, double share) ->
                "successive halving: random draws, all trained for about %s at first, of which one in %s goes on each time"
                        .formatted(Numbers.smallPercent(share), eta);
            case SearchMethod.Hyperband(int eta, double share) ->
                "Hyperband: groups of random draws that begin with about %s of their plans or more, of which one in %s goes on each time"
                        .formatted(Numbers.smallPercent(share), eta);
            case SearchMethod.Tpe(int startup, int batch, int _, double _) ->
                "the tree-structured Parzen estimator: %s random draws, then %s trials at a time where those before make good results likely"
                        .formatted(startup, batch);
        };
    }

    /// What the importance of settings means in this search.
    ///
    /// @param equal those that are compared
    String importance(EqualTrials equal) {
        String trials = Numbers.count(equal.outcomes().size(), "trial");
        String far = equal.share() >= 1
                ? ""
                : " (as they were after %s, where most can be compared)".formatted(EqualTrials.words(equal.share()));
        String crowded = isAdaptive()
                ? " The trials crowd where results are good, so that a setting that was settled early explains less"
                        + " than it would over the whole space."
                : "";
        return "How much of the differences between %s%s each setting explains by itself. What is missing comes from settings together, and from chance.%s"
                .formatted(trials, far, crowded);
    }

    private boolean isAdaptive() {
        return search().method() instanceof SearchMethod.CoarseToFine || search().method() instanceof SearchMethod.Tpe;
    }

    /// Whether settings may have the values of a point.
    boolean isPossible(Point point) {
        try {
            search().settings(results.data(), point);
            return true;
        } catch (SettingsException _) {
            return false;
        }
    }
}
