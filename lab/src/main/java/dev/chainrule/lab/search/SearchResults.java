package dev.chainrule.lab.search;

import dev.chainrule.lab.settings.BaseSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/// What came of a search.
///
/// @param search what was asked for
/// @param data what the trials ran on
/// @param rounds what was done, round by round
/// @param winner the best trial and what it is worth; none if all diverged
public record SearchResults(
        Search search, BaseSettings.Data data, List<List<Measured>> rounds, Optional<Winner> winner) {
    /// Those trained furthest first, then the best first.
    private static final Comparator<Measured> BEST_FIRST = Comparator.comparingDouble((Measured each) ->
                    each.outcome().isFinite() ? -each.outcome().step().share() : 1)
            .thenComparing(Measured::outcome, Outcome.BEST_FIRST);

    /// Copies the lists.
    public SearchResults {
        rounds = rounds.stream().map(List::copyOf).toList();
    }

    /// The best trial.
    ///
    /// @param measured as the search saw it
    /// @param folder of its network: the trial's own, or that of the network trained anew
    /// @param validationAccuracy of that network
    /// @param testAccuracy of that network, measured once; none if there are no test images
    public record Winner(Measured measured, Path folder, double validationAccuracy, OptionalDouble testAccuracy) {}

    /// What each trial came to in the end, in the order of their numbers.
    public List<Measured> trials() {
        Map<Integer, Measured> last = new TreeMap<>();
        rounds.forEach(round -> round.forEach(each -> last.put(each.trial(), each)));
        return List.copyOf(last.values());
    }

    /// All trials, those trained furthest first and of these the best first.
    public List<Measured> ranking() {
        return trials().stream().sorted(BEST_FIRST).toList();
    }

    /// The steps of training that were spent, in all trials.
    public long steps() {
        return trials().stream().mapToLong(each -> each.rung().step()).sum();
    }

    /// The seconds of training that were spent, in all trials.
    public double seconds() {
        return trials().stream().mapToDouble(Measured::seconds).sum();
    }

    /// The best score of a network that was trained to its end, as more and more steps are spent, in the order of
    /// the search's decisions: of each trial that was better than all before.
    public List<Advance> advances() {
        List<Advance> all = new ArrayList<>();
        Map<Integer, Long> reached = new TreeMap<>();
        long spent = 0;
        double best = Double.NEGATIVE_INFINITY;
        for (List<Measured> round : rounds) {
            for (Measured each : round) {
                spent += each.rung().step() - reached.getOrDefault(each.trial(), 0L);
                reached.put(each.trial(), each.rung().step());
                boolean whole =
                        each.outcome().step().share() >= 1 && each.outcome().isFinite();
                if (whole && each.outcome().score() > best) {
                    best = each.outcome().score();
                    all.add(new Advance(spent, best));
                }
            }
        }
        return all;
    }

    /// That a search found something better.
    ///
    /// @param steps of training that were spent until then, in all trials
    /// @param score that was found
    public record Advance(long steps, double score) {}
}
