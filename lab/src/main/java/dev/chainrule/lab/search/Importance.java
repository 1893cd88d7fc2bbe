package dev.chainrule.lab.search;

import dev.chainrule.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// How much of the differences between trials one setting explains by itself, whatever the others were.
///
/// The trials are put into groups of equal values, or of neighbouring ones where there are many: about five trials a
/// group, three to eight groups. The share is ε² of the analysis of variance, R² adjusted for the number of groups,
///
/// `1 − (Σ_g Σ_{i∈g} (y_i − ȳ_g)² / (n − k)) / (Σ_i (y_i − ȳ)² / (n − 1))`,
///
/// which is 0 on average for a setting that does nothing, however many groups there are. What only two settings
/// together do, no share contains. A trial that diverged counts like the worst that did not.
///
/// The chance is that of a share as large if the scores were dealt out to the trials at random, from 999 deals, and
/// corrected by Holm's method for as many settings.
///
/// Source: T. Kelley, *An unbiased correlation ratio measure*, 1935.
///
/// @param key of the setting
/// @param trials how many have the setting
/// @param share in 0 to 1; none if there are too few trials or no differences
/// @param chance of such a share if the setting did nothing; none likewise
record Importance(String key, int trials, OptionalDouble share, OptionalDouble chance) {
    /// Fewer trials tell nothing.
    static final int LEAST_TRIALS = 10;

    /// A share that is as improbable as that is no chance.
    private static final double LEVEL = 0.05;

    private static final int DEALS = 999;
    private static final int TRIALS_PER_GROUP = 5;
    private static final int FEWEST_GROUPS = 3;
    private static final int MOST_GROUPS = 8;

    /// Whether the share is more than chance.
    boolean significant() {
        return chance.isPresent() && chance.getAsDouble() < LEVEL;
    }

    /// That of every setting, in the order of the space.
    ///
    /// @param outcomes one a trial, all trained equally far
    /// @param key of what is dealt out at random
    static List<Importance> of(SearchSpace space, List<Outcome> outcomes, RandomKey key) {
        OptionalDouble worst = outcomes.stream()
                .filter(Outcome::isFinite)
                .mapToDouble(Outcome::score)
                .min();
        List<Importance> single = new ArrayList<>();
        for (int i = 0; i < space.size(); i++) {
            single.add(of(space, i, outcomes, worst.orElse(0), key.child(i)));
        }
        return corrected(single);
    }

    private static Importance of(SearchSpace space, int index, List<Outcome> outcomes, double worst, RandomKey key) {
        Varied setting = space.settings().get(index);
        List<Outcome> having = outcomes.stream()
                .filter(outcome -> outcome.step().point().value(setting.key()).isPresent())
                .toList();
        double[] scores = having.stream()
                .mapToDouble(outcome -> outcome.isFinite() ? outcome.score() : worst)
                .toArray();
        int[] groups = groups(
                setting.dimension(),
                having.stream()
                        .mapToDouble(outcome -> space.positions(outcome.step().point())[index])
                        .toArray());
        int count = (int) Arrays.stream(groups).distinct().count();
        double whole = squares(scores, new int[scores.length]);
        boolean tells = scores.length >= LEAST_TRIALS && count > 1 && scores.length > count + 1 && whole > 0;
        if (!tells) {
            return new Importance(setting.key(), scores.length, OptionalDouble.empty(), OptionalDouble.empty());
        }
        double within = squares(scores, groups);
        double share = 1 - within / (scores.length - count) / (whole / (scores.length - 1));
        return new Importance(
                setting.key(),
                scores.length,
                OptionalDouble.of(Math.clamp(share, 0, 1)),
                OptionalDouble.of(chance(scores, groups, within, key)));
    }

    /// The group of each trial.
    private static int[] groups(Dimension dimension, double... positions) {
        int count = positions.length;
        double[] distinct = Arrays.stream(positions).distinct().sorted().toArray();
        boolean few = distinct.length <= MOST_GROUPS && 2 * distinct.length <= count;
        if (dimension instanceof Dimension.Choice || few) {
            return Arrays.stream(positions)
                    .mapToInt(position -> Arrays.binarySearch(distinct, position))
                    .toArray();
        }
        long groups = Math.clamp(Math.round((double) count / TRIALS_PER_GROUP), FEWEST_GROUPS, MOST_GROUPS);
        double[] sorted = Arrays.stream(positions).sorted().toArray();
        return Arrays.stream(positions)
                .mapToInt(position -> (int) (first(sorted, position) * groups / count))
                .toArray();
    }

    /// Equal values are in one group.
    private static int first(double[] sorted, double position) {
        return (int) Arrays.stream(sorted).filter(other -> other < position).count();
    }

    /// The sum of the squares of the distances from the means of the groups.
    private static double squares(double[] scores, int[] groups) {
        int most = Arrays.stream(groups).max().orElse(0) + 1;
        double[] sums = new double[most];
        int[] counts = new int[most];
        for (int i = 0; i < scores.length; i++) {
            sums[groups[i]] += scores[i];
            counts[groups[i]]++;
        }
        double squares = 0;
        for (int i = 0; i < scores.length; i++) {
            double distance = scores[i] - sums[groups[i]] / counts[groups[i]];
            squares += distance * distance;
        }
        return squares;
    }

    private static double chance(double[] scores, int[] groups, double within, RandomKey key) {
        RandomGenerator random = key.generator();
        double[] dealt = scores.clone();
        int better = 0;
        for (int deal = 0; deal < DEALS; deal++) {
            for (int i = dealt.length - 1; i > 0; i--) {
                int other = random.nextInt(i + 1);
                double score = dealt[i];
                dealt[i] = dealt[other];
                dealt[other] = score;
            }
            better += squares(dealt, groups) <= within * (1 + 1e-12) ? 1 : 0;
        }
        return (better + 1.0) / (DEALS + 1);
    }

    /// Holm's correction.
    private static List<Importance> corrected(List<Importance> single) {
        List<Integer> tested = IntStream.range(0, single.size())
                .filter(i -> single.get(i).chance.isPresent())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> single.get(i).chance.getAsDouble()))
                .toList();
        List<Importance> corrected = new ArrayList<>(single);
        double largest = 0;
        for (int rank = 0; rank < tested.size(); rank++) {
            Importance each = single.get(tested.get(rank));
            largest = Math.max(largest, Math.min(1, (tested.size() - rank) * each.chance.getAsDouble()));
            corrected.set(
                    tested.get(rank), new Importance(each.key, each.trials, each.share, OptionalDouble.of(largest)));
        }
        return corrected;
    }
}
