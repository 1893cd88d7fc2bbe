package dev.chainrule.lab.search;

import java.util.Comparator;

/// What a trial came to.
///
/// @param step how far it was trained
/// @param score the higher the better; not a finite number where the training diverged
public record Outcome(Step step, double score) {
    /// The best first: diverged ones after all others, equal ones by their numbers.
    public static final Comparator<Outcome> BEST_FIRST = Comparator.comparing(Outcome::isFinite)
            .thenComparingDouble(outcome -> outcome.isFinite() ? outcome.score : 0)
            .reversed()
            .thenComparingInt(outcome -> outcome.step.trial());

    /// Whether the training came to a score.
    public boolean isFinite() {
        return Double.isFinite(score);
    }
}
