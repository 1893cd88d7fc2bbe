package dev.chainrule.lab.search;

import dev.chainrule.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Points that look good by the trials before: of some candidates from the density l of the best trials that for which
/// l is the most times as high as the density g of all others, which is where the expected improvement is highest.
///
/// Source: J. Bergstra et al., *Algorithms for hyper-parameter optimization*, 2011 (TPE).
///
/// @param candidates how many are compared
/// @param gamma the share of the trials that count as the best
record Proposals(int candidates, double gamma) {
    /// More trials than these are never the best.
    private static final int MOST_GOOD = 25;

    /// Points for the next trials. Those chosen just before count as trials that were not among the best, so that a
    /// batch does not crowd in one place.
    ///
    /// @param outcomes of all trials before
    /// @param count how many are wanted
    List<Point> next(SearchSpace space, RandomKey key, List<Outcome> outcomes, int count) {
        List<Outcome> ranked = outcomes.stream().sorted(Outcome.BEST_FIRST).toList();
        int wanted = Math.min((int) Math.ceil(gamma * ranked.size()), MOST_GOOD);
        List<Point> good = new ArrayList<>();
        List<Point> others = new ArrayList<>();
        for (Outcome outcome : ranked) {
            boolean isGood = good.size() < wanted && outcome.isFinite();
            (isGood ? good : others).add(outcome.step().point());
        }
        List<Point> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RandomGenerator random = key.child(outcomes.size() + i + 1).generator();
            Point point = best(new ParzenModel(space, good), new ParzenModel(space, others), random, good, others);
            others.add(point);
            chosen.add(point);
        }
        return chosen;
    }

    /// The best candidate; one that was trained before only if all of them were.
    private Point best(
            ParzenModel good, ParzenModel others, RandomGenerator random, List<Point> known, List<Point> alsoKnown) {
        Point best = good.draw(random);
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < candidates; i++) {
            Point candidate = i == 0 ? best : good.draw(random);
            boolean isNew = !known.contains(candidate) && !alsoKnown.contains(candidate);
            double gain = isNew ? good.at(candidate) / others.at(candidate) : -1;
            if (gain > highest) {
                highest = gain;
                best = candidate;
            }
        }
        return best;
    }
}
