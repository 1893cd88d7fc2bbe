package dev.chainrule.lab.search;

import dev.chainrule.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    /// batch does not crowd in one place. Where all candidates were trained before, a point is drawn at random;
    /// fewer points where hardly any are left.
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
        List<Point> known = new ArrayList<>(
                ranked.stream().map(outcome -> outcome.step().point()).toList());
        Draws draws = new Draws(space, key);
        for (int i = 0; i < count; i++) {
            RandomGenerator random = key.child(known.size() + 1).generator();
            List<Point> next = best(new ParzenModel(space, good), new ParzenModel(space, others), random, known)
                    .map(List::of)
                    .orElseGet(() -> draws.more(known, 1, Box.whole(space)));
            others.addAll(next);
            known.addAll(next);
        }
        return List.copyOf(known.subList(ranked.size(), known.size()));
    }

    /// The best candidate that was not trained before, if there is one.
    private Optional<Point> best(ParzenModel good, ParzenModel others, RandomGenerator random, List<Point> known) {
        Optional<Point> best = Optional.empty();
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < candidates; i++) {
            Point candidate = good.draw(random);
            double gain = good.at(candidate) / others.at(candidate);
            if (gain > highest && !known.contains(candidate)) {
                highest = gain;
                best = Optional.of(candidate);
            }
        }
        return best;
    }
}
