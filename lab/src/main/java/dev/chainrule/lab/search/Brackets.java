package dev.chainrule.lab.search;

import java.util.ArrayList;
import java.util.List;

/// Groups of trials of which, from rung to rung, only the best go on: the arithmetic of successive halving and
/// Hyperband.
///
/// A bracket of n trials at level s trains all of them up to the share η⁻ˢ of their plans, the best ⌊n/η⌋ of them up to
/// η⁻⁽ˢ⁻¹⁾, and so on until the best ⌊n/ηˢ⌋ come to their ends; at least one each time. A trial that goes on does so
/// from where it was stopped. The rungs of all brackets are done side by side.
///
/// @param eta η, one of how many goes on
/// @param brackets in the order of their trials
record Brackets(int eta, List<Bracket> brackets) {

    /// A group of trials.
    ///
    /// @param trials how many
    /// @param level s, how many rungs there are below the last one
    record Bracket(int trials, int level) {}

    /// How many rungs fit below the last one.
    ///
    /// @param smallestShare of a plan; a hundredth of a rung less is near enough
    static int levels(int eta, double smallestShare) {
        return (int) Math.floor(-StrictMath.log(smallestShare) / StrictMath.log(eta) + 0.01);
    }

    /// Hyperband's brackets, from that with the most trials to that whose trials are all trained to their ends, as
    /// often as they fit; the last one that does not is cut.
    static Brackets hyperband(int eta, double smallestShare, int trials) {
        int levels = levels(eta, smallestShare);
        List<Bracket> brackets = new ArrayList<>();
        int left = trials;
        for (int level = levels; left > 0; level = level == 0 ? levels : level - 1) {
            long wanted = Math.ceilDiv((levels + 1) * power(eta, level), level + 1);
            int count = (int) Math.min(wanted, left);
            brackets.add(new Bracket(count, level));
            left -= count;
        }
        return new Brackets(eta, brackets);
    }

    private static long power(int base, int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= base;
        }
        return power;
    }

    /// The next rung of every bracket.
    ///
    /// @param points of the trials, the first one's first; brackets of which there are none are left out
    /// @param rounds what was measured at the rungs before
    List<Step> next(List<Point> points, List<List<Outcome>> rounds) {
        List<Step> steps = new ArrayList<>();
        int first = 1;
        for (Bracket bracket : brackets) {
            int last = Math.min(first + bracket.trials - 1, points.size());
            if (rounds.isEmpty()) {
                for (int trial = first; trial <= last; trial++) {
                    steps.add(new Step(trial, points.get(trial - 1), 1.0 / power(eta, bracket.level)));
                }
            } else if (rounds.size() <= bracket.level) {
                steps.addAll(promoted(bracket, first, last, rounds));
            }
            first += bracket.trials;
        }
        return steps;
    }

    private List<Step> promoted(Bracket bracket, int first, int last, List<List<Outcome>> rounds) {
        long places = Math.max(1, bracket.trials / power(eta, rounds.size()));
        double share = 1.0 / power(eta, bracket.level - rounds.size());
        return rounds.getLast().stream()
                .filter(outcome ->
                        outcome.step().trial() >= first && outcome.step().trial() <= last)
                .filter(Outcome::isFinite)
                .sorted(Outcome.BEST_FIRST)
                .limit(places)
                .map(outcome -> new Step(outcome.step().trial(), outcome.step().point(), share))
                .toList();
    }
}
