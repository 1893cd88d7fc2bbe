package dev.chainrule.lab.search;

import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.random.RandomKey;
import dev.chainrule.settings.Require;
import java.util.ArrayList;
import java.util.List;

/// Which trials come next, told from what the earlier ones came to: a pure function, so that a search that was stopped
/// goes on by asking again, and any number of trials may be done side by side.
public sealed interface SearchMethod {

    /// The next round of steps; none at the end.
    ///
    /// @param space what varies
    /// @param key of what is drawn
    /// @param trials how many at most
    /// @param rounds what the steps of each round before came to, every one of them
    /// @throws SettingsException if the method does not fit the space or the number of trials
    List<Step> next(SearchSpace space, RandomKey key, int trials, List<List<Outcome>> rounds);

    /// The Cartesian product of a list of values of each setting: of numbers some at equal distances from one end
    /// of the range to the other, of a choice all.
    ///
    /// @param pointsPerSetting how many values a number has, if its range has so many
    record Grid(int pointsPerSetting) implements SearchMethod {
        /// Checks the setting.
        public Grid {
            Require.atLeast(1, "Grid", "pointsPerSetting", pointsPerSetting);
        }

        /// 5 values.
        public static Grid of() {
            return new Grid(5);
        }

        /// The whole grid in one round.
        ///
        /// @throws SettingsException if it has more points than there may be trials
        @Override
        public List<Step> next(SearchSpace space, RandomKey key, int trials, List<List<Outcome>> rounds) {
            try {
                List<Point> grid =
                        space.product(trials, each -> each.dimension().spread(pointsPerSetting));
                return rounds.isEmpty() ? whole(grid, 1) : List.of();
            } catch (SettingsException e) {
                throw new SettingsException(e.getMessage()
                        + "; expected at most as many. Allow more trials, or set fewer points-per-setting than "
                        + pointsPerSetting);
            }
        }
    }

    /// Independent draws. Source: J. Bergstra and Y. Bengio, *Random search for hyper-parameter optimization*,
    /// 2012.
    record Random() implements SearchMethod {
        @Override
        public List<Step> next(SearchSpace space, RandomKey key, int trials, List<List<Outcome>> rounds) {
            return rounds.isEmpty() ? whole(new Draws(space, key).first(trials), 1) : List.of();
        }
    }

    /// The sequence of Sobol, which fills the space more evenly than independent draws: every setting alone has a
    /// value in each of as many equal parts of its line as there are trials, if these are a power of two.
    record LowDiscrepancy() implements SearchMethod {
        /// @throws SettingsException if more than 21 settings vary
        @Override
        public List<Step> next(SearchSpace space, RandomKey key, int trials, List<List<Outcome>> rounds) {
            if (space.size() > Sobol.MOST_DIMENSIONS) {
                throw new SettingsException(
                        "low-discrepancy: %s settings that vary do not fit its numbers; expected at most %s"
                                .formatted(space.size(), Sobol.MOST_DIMENSIONS));
            }
            return rounds.isEmpty() ? whole(new Draws(space, key).even(trials), 1) : List.of();
        }
    }

    /// Random draws in rounds of equal size; after each the ranges shrink to those of the best trials so far, with
    /// a margin of the mean distance of the round's draws, and choices to their values.
    ///
    /// @param rounds how many
    /// @param best how many trials the next ranges are drawn around
    record CoarseToFine(int rounds, int best) implements SearchMethod {
        /// Checks the settings.
        public CoarseToFine {
            Require.atLeast(1, "CoarseToFine", "rounds", rounds);
            Require.atLeast(1, "CoarseToFine", "best", best);
        }

        /// Two rounds, the second one around the best 3.
        public static CoarseToFine of() {
            return new CoarseToFine(2, 3);
        }

        /// @throws SettingsException if there are fewer trials than rounds
        @Override
        public List<Step> next(SearchSpace space, RandomKey key, int trials, List<List<Outcome>> rounds) {
            if (trials < this.rounds) {
                throw new SettingsException("coarse-to-fine: %s trials do not fit %s rounds; expected at least as many"
                        .formatted(trials, this.rounds));
            }
            if (rounds.size() == this.rounds) {
                return List.of();
            }
            Box box = Box.whole(space);
            List<Outcome> before = new ArrayList<>();
            for (List<Outcome> round : rounds) {
                before.addAll(round);
                box = box.around(space, best(before), Math.max(1, round.size()));
            }
            int share = trials / this.rounds + (rounds.size() < trials % this.rounds ? 1 : 0);
            return whole(new Draws(space, key).more(points(before), share, box), before.size() + 1);
        }

        private List<Point> best(List<Outcome> outcomes) {
            List<Outcome> finite = outcomes.stream()
                    .filter(Outcome::isFinite)
                    .sorted(Outcome.BEST_FIRST)
                    .toList();
            return points(finite.subList(0, Math.min(best, finite.size())));
        }
    }

    /// Random draws, all trained a little; the best of them more, and so on, one of `eta` each time. A trial that
    /// goes on does so from where it was stopped. Source: K. Jamieson and A. Talwalkar, *Non-stochastic best arm
    /// identification and hyperparameter optimization*, 2016.
    ///
    /// @param eta η, one of how many goes on
    /// @param smallestShare of its plan that every trial is trained; the nearest 1/ηˢ that is no less
    record SuccessiveHalving(int eta, double smallestShare) implements SearchMethod {
        /// Checks the settings.
        public SuccessiveHalving {
            Require.atLeast(2, "SuccessiveHalving", "eta", eta);
            Require.probability("SuccessiveHalving", "smallestShare", smallestShare);
        }

        /// One of three, from 1/27 of the plan on.
        public static SuccessiveHalving of() {
            return new SuccessiveHalving(3, 0.037);
        }

        @Override
        public List<Step> next(SearchSpace space, RandomKey key, int trials, List<List<Outcome>> rounds) {
            Brackets.Bracket only = new Brackets.Bracket(trials, Brackets.levels(eta, smallestShare));
            return new Brackets(eta, List.of(only)).next(new Draws(space, key).first(trials), rounds);
        }
    }

    /// Successive halvings of different hardness side by side, from many trials that begin with little training to
    /// a few that are all trained to the end; again and again while there are trials left. Source: L. Li et al.,
    /// *Hyperband*, 2018.
    ///
    /// @param eta η, one of how many goes on
    /// @param smallestShare of its plan that a trial of the hardest one is trained at first; the nearest 1/ηˢ that
    /// is no less
    record Hyperband(int eta, double smallestShare) implements SearchMethod {
        /// Checks the settings.
        public Hyperband {
            Require.atLeast(2, "Hyperband", "eta", eta);
            Require.probability("Hyperband", "smallestShare", smallestShare);
        }

        /// One of three, from 1/27 of the plan on: once over are 49 trials.
        public static Hyperband of() {
            return new Hyperband(3, 0.037);
        }

        @Override
        public List<Step> next(SearchSpace space, RandomKey key, int trials, List<List<Outcome>> rounds) {
            return Brackets.hyperband(eta, smallestShare, trials).next(new Draws(space, key).first(trials), rounds);
        }
    }

    /// Trials where those before them make a good result likely, in batches of a fixed size, each told from all
    /// batches before: the tree-structured Parzen estimator. Source: J. Bergstra et al., *Algorithms for
    /// hyper-parameter optimization*, 2011.
    ///
    /// @param startup how many random draws come first
    /// @param batch how many trials are chosen at a time, which can be done side by side
    /// @param candidates how many points are compared for each trial
    /// @param gamma γ, the share of the trials that count as good, of at most 25
    record Tpe(int startup, int batch, int candidates, double gamma) implements SearchMethod {
        /// Checks the settings.
        public Tpe {
            Require.atLeast(1, "Tpe", "startup", startup);
            Require.atLeast(1, "Tpe", "batch", batch);
            Require.atLeast(1, "Tpe", "candidates", candidates);
            Require.probability("Tpe", "gamma", gamma);
        }

        /// 10 random draws, then 4 trials at a time, each the best of 24 points; 15 of a hundred trials are
        /// good.
        public static Tpe of() {
            return new Tpe(10, 4, 24, 0.15);
        }

        @Override
        public List<Step> next(SearchSpace space, RandomKey key, int trials, List<List<Outcome>> rounds) {
            if (rounds.isEmpty()) {
                return whole(new Draws(space, key).first(Math.min(startup, trials)), 1);
            }
            List<Outcome> before = rounds.stream().flatMap(List::stream).toList();
            int count = Math.min(batch, trials - before.size());
            List<Point> chosen = new Proposals(candidates, gamma).next(space, key.child("proposal"), before, count);
            return whole(chosen, before.size() + 1);
        }
    }

    private static List<Point> points(List<Outcome> outcomes) {
        return outcomes.stream().map(outcome -> outcome.step().point()).toList();
    }

    /// Steps of new trials to the ends of their plans.
    private static List<Step> whole(List<Point> points, int first) {
        List<Step> steps = new ArrayList<>();
        for (Point point : points) {
            steps.add(new Step(first + steps.size(), point, 1));
        }
        return steps;
    }
}
