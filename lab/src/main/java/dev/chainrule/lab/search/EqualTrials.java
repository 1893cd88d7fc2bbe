package dev.chainrule.lab.search;

import dev.chainrule.lab.page.Numbers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Trials that can be compared with each other, as all of them were trained equally far: to that share of their plans
/// at which most were measured; to the larger of two.
///
/// @param share of their plans
/// @param outcomes one a trial
record EqualTrials(double share, List<Outcome> outcomes) {

    static EqualTrials of(SearchResults results) {
        Map<Double, Map<Integer, Outcome>> byShare = new TreeMap<>();
        for (List<Measured> round : results.rounds()) {
            for (Measured each : round) {
                byShare.computeIfAbsent(each.outcome().step().share(), _ -> new TreeMap<>())
                        .put(each.trial(), each.outcome());
            }
        }
        EqualTrials most = new EqualTrials(1, List.of());
        for (Map.Entry<Double, Map<Integer, Outcome>> each : byShare.entrySet()) {
            if (each.getValue().size() >= most.outcomes.size()) {
                most = new EqualTrials(
                        each.getKey(), List.copyOf(each.getValue().values()));
            }
        }
        return most;
    }

    /// A share of a plan in words, for example `1/9 of the plan`.
    static String words(double share) {
        return share >= 1 ? "the whole plan" : brief(share) + " of the plan";
    }

    /// A share of a plan, for example `1/9`.
    static String brief(double share) {
        if (share >= 1) {
            return "all";
        }
        long part = Math.round(1 / share);
        boolean simple = Math.abs(share * part - 1) < 1e-9;
        return simple ? "1/" + part : Numbers.smallPercent(share);
    }
}
