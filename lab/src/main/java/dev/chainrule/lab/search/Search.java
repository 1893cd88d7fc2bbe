package dev.chainrule.lab.search;

import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.lab.settings.QuestionSource;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.random.RandomKey;
import dev.chainrule.settings.Inlined;
import dev.chainrule.settings.Require;
import java.util.List;
import java.util.Optional;

/// A search for good settings. A declaration, not a program:
///
/// ```yaml
/// question: Which rate and which penalty suit the small ConvNet?
/// preset: quick
/// vary:
///   - learning-rate=log:1e-3..0.5
///   - penalties.strength=log:1e-5..1e-2
/// method: {method: hyperband, eta: 3}
/// trials: 49
/// ```
///
/// Settings go over the preset in this order: those of all trials, those of the data they run on, those that vary; and
/// for the winner, trained anew, its own.
///
/// @param vary what varies, as [Varied#of] reads it
/// @param question what is asked; may be empty
/// @param source where the question comes from
/// @param base the settings that all trials start from
/// @param method which trials there are
/// @param budget how many there are and how long they take at most
/// @param seed of what is drawn; the trials are trained with the seed of their settings, all with the same
/// @param selection how the winner is found, and what becomes of it
public record Search(
        List<String> vary,
        String question,
        @Inlined QuestionSource source,
        @Inlined BaseSettings base,
        SearchMethod method,
        @Inlined Budget budget,
        long seed,
        @Inlined Selection selection) {
    /// Where a file says what varies, for errors.
    private static final String ORIGIN = "vary";

    /// Copies the list and checks that its texts make a space.
    public Search {
        vary = List.copyOf(vary);
        SearchSpace.of(vary, ORIGIN);
    }

    /// A search over the default preset, with all else as usual: 20 random trials, the highest validation accuracy
    /// wins.
    public static Search of(List<String> vary) {
        return new Search(
                vary,
                "",
                QuestionSource.of(),
                BaseSettings.of(),
                new SearchMethod.Random(),
                Budget.of(),
                1,
                Selection.of());
    }

    /// The same with another method.
    public Search withMethod(SearchMethod other) {
        return new Search(vary, question, source, base, other, budget, seed, selection);
    }

    /// The same with other draws.
    public Search withSeed(long other) {
        return new Search(vary, question, source, base, method, budget, other, selection);
    }

    /// The same over other settings.
    public Search withBase(BaseSettings other) {
        return new Search(vary, question, source, other, method, budget, seed, selection);
    }

    /// The same with another budget.
    public Search withBudget(Budget other) {
        return new Search(vary, question, source, base, method, other, seed, selection);
    }

    /// The same whose winner is found by another score.
    public Search withScore(Score other) {
        return new Search(
                vary, question, source, base, method, budget, seed, new Selection(other, selection.retrain()));
    }

    /// How much a search may take.
    ///
    /// @param trials how many at most
    /// @param minutes after which no trial is begun any more
    public record Budget(int trials, Optional<Integer> minutes) {
        /// Checks the settings.
        public Budget {
            Require.atLeast(1, "Budget", "trials", trials);
            minutes.ifPresent(limit -> Require.atLeast(1, "Budget", "minutes", limit));
        }

        /// 20 trials, however long they take.
        public static Budget of() {
            return new Budget(20, Optional.empty());
        }
    }

    /// How the winner is found, and what becomes of it.
    ///
    /// @param score by which trials are compared
    /// @param retrain settings that go over the winner's, as `key=value`, with which it is trained anew; without
    /// them the winner is taken as it was trained
    public record Selection(Score score, Optional<List<String>> retrain) {
        /// Copies the list.
        public Selection {
            retrain = retrain.map(List::copyOf);
        }

        /// By validation accuracy, without a new training.
        public static Selection of() {
            return new Selection(Score.VALIDATION_ACCURACY, Optional.empty());
        }
    }

    /// What trials are compared by, on all validation images.
    public enum Score {
        /// The higher the better.
        VALIDATION_ACCURACY,
        /// The lower the better.
        VALIDATION_LOSS;

        /// The score of a trial: the higher the better, and not a number where it diverged.
        ///
        /// @param accuracy on all validation images
        /// @param loss on all validation images, penalties left out
        public double of(double accuracy, double loss) {
            double score = switch (this) {
                case VALIDATION_ACCURACY -> accuracy;
                case VALIDATION_LOSS -> -loss;
            };
            return Double.isFinite(loss) ? score : Double.NaN;
        }
    }

    /// What varies.
    public SearchSpace space() {
        return SearchSpace.of(vary, ORIGIN);
    }

    /// The next round of steps; none at the end.
    ///
    /// @param rounds what the steps of each round before came to
    /// @throws SettingsException if the method does not fit the space or the number of trials
    public List<Step> next(List<List<Outcome>> rounds) {
        return method.next(space(), RandomKey.of(seed).child("search"), budget.trials(), rounds);
    }

    /// Builds the settings at the corners of the space and asks for the first round, so that what does not fit is
    /// found before the first trial.
    ///
    /// @param data what the trials run on
    /// @throws SettingsException for the first setting that is unknown or out of range, or if the method does not
    /// fit
    public void check(BaseSettings.Data data) {
        space().check(() -> base.builder(data), ORIGIN);
        for (Step first : next(List.of()).subList(0, 1)) {
            settings(data, first.point());
            selection.retrain().ifPresent(_ -> winner(data, first.point()));
        }
    }

    /// What a trial is trained with, on one thread: several trials go side by side, which wastes less than several
    /// threads of one, and the number of threads changes no bit.
    ///
    /// @param data what it runs on
    /// @throws SettingsException if a setting is unknown or out of range
    public RunSettings settings(BaseSettings.Data data, Point point) {
        return point.over(base.builder(data), ORIGIN)
                .set("threads", "1", "threads")
                .build();
    }

    /// What the winner is trained anew with, on all processors.
    ///
    /// @param data what it runs on
    /// @throws SettingsException if a setting is unknown or out of range
    public RunSettings winner(BaseSettings.Data data, Point point) {
        return point.over(base.builder(data), ORIGIN)
                .assign(selection.retrain().orElse(List.of()), "retrain")
                .build();
    }
}
