package dev.chainrule.lab.search;

import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.Column;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.Numbers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a search spent, and on what.
///
/// @param results what came of it
record SearchBudget(SearchResults results) {

    List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Paragraph(sentence()));
        List<List<String>> rows = rows();
        if (rows.size() > 1) {
            blocks.add(new Table(
                    "Round by round",
                    List.of(
                            new Column("round", false),
                            new Column("of its plan", false),
                            new Column("trials", true),
                            new Column("best", true),
                            new Column("median", true),
                            new Column("diverged", true),
                            new Column("steps", true)),
                    rows));
        }
        if (results.advances().size() > 1) {
            ScoreText score = new ScoreText(results.search().selection().score());
            blocks.add(new Anytime(score)
                    .chart(
                            "Best so far",
                            "The best score of a network that was trained to its end, as trials are counted one after"
                                    + " another.",
                            Map.of("best", List.of(results))));
        }
        return blocks;
    }

    private String sentence() {
        long steps = results.steps();
        double whole = whole();
        String saved = whole > 1.01 * steps
                ? "; trained to their ends, all of them would have taken about %s times as many steps"
                        .formatted(Numbers.brief(whole / steps))
                : "";
        return "The method is %s. %s took %s of training, and %s if one goes after another%s."
                .formatted(
                        new SearchAnswer(results).method(),
                        Numbers.count(results.trials().size(), "trial"),
                        Numbers.count(steps, "step"),
                        Numbers.seconds(results.seconds()),
                        saved);
    }

    /// The steps of all trials if each were trained to its end.
    private double whole() {
        return results.trials().stream()
                .mapToDouble(each -> each.rung().isFinal()
                        ? each.rung().step()
                        : each.rung().step() / each.outcome().step().share())
                .sum();
    }

    /// A row for each round and share of the plan.
    private List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        Map<Integer, Long> reached = new HashMap<>();
        for (int round = 0; round < results.rounds().size(); round++) {
            Map<Double, List<Measured>> byShare = new TreeMap<>();
            for (Measured each : results.rounds().get(round)) {
                byShare.computeIfAbsent(each.outcome().step().share(), _ -> new ArrayList<>())
                        .add(each);
            }
            for (Map.Entry<Double, List<Measured>> each : byShare.entrySet()) {
                long steps = 0;
                for (Measured one : each.getValue()) {
                    steps += one.rung().step() - reached.getOrDefault(one.trial(), 0L);
                    reached.put(one.trial(), one.rung().step());
                }
                rows.add(row(round + 1, each.getKey(), each.getValue(), steps));
            }
        }
        return rows;
    }

    private List<String> row(int round, double share, List<Measured> trials, long steps) {
        ScoreText score = new ScoreText(results.search().selection().score());
        double[] finite = trials.stream()
                .map(Measured::outcome)
                .filter(Outcome::isFinite)
                .mapToDouble(Outcome::score)
                .sorted()
                .toArray();
        int count = finite.length;
        double median = count == 0 ? Double.NaN : (finite[(count - 1) / 2] + finite[count / 2]) / 2;
        return List.of(
                Integer.toString(round),
                EqualTrials.brief(share),
                Numbers.count(trials.size()),
                score.written(count == 0 ? Double.NaN : finite[count - 1]),
                score.written(median),
                Numbers.count(trials.size() - count),
                Numbers.count(steps));
    }
}
