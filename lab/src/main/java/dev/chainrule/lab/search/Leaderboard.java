package dev.chainrule.lab.search;

import dev.chainrule.lab.page.Block.Column;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The trials of a search as a table, those trained furthest first and of these the best first.
///
/// @param results what came of the search
record Leaderboard(SearchResults results) {

    /// More settings leave no room for what a trial took.
    private static final int MOST_SETTINGS = 3;

    /// All of them with all that is known.
    Table all() {
        return table(results.ranking(), true);
    }

    /// The first ones, to be read.
    ///
    /// @param most how many rows
    Table first(int most) {
        List<Measured> ranking = results.ranking();
        boolean room = results.search().space().size() <= MOST_SETTINGS;
        return table(ranking.subList(0, Math.min(most, ranking.size())), room);
    }

    private Table table(List<Measured> ranking, boolean costs) {
        List<Varied> settings = results.search().space().settings();
        ScoreText score = new ScoreText(results.search().selection().score());
        boolean equal = results.trials().stream()
                        .map(each -> each.outcome().step().share())
                        .distinct()
                        .count()
                == 1;
        List<Column> columns = new ArrayList<>(List.of(new Column("trial", false), new Column(score.label(), true)));
        settings.forEach(each -> columns.add(new Column(each.key(), !(each.dimension() instanceof Dimension.Choice))));
        if (!equal) {
            columns.add(new Column("of its plan", false));
        }
        if (costs) {
            columns.add(new Column("steps", true));
            columns.add(new Column("time", true));
        }
        List<List<String>> rows = new ArrayList<>();
        for (Measured each : ranking) {
            List<String> row = new ArrayList<>(List.of(
                    Integer.toString(each.trial()),
                    each.outcome().isFinite() ? score.written(each.outcome().score()) : "diverged"));
            settings.forEach(
                    setting -> row.add(each.point().value(setting.key()).orElse("–")));
            if (!equal) {
                row.add(EqualTrials.brief(each.outcome().step().share()));
            }
            if (costs) {
                row.add(Numbers.count(each.rung().step()));
                row.add(Numbers.seconds(each.seconds()));
            }
            rows.add(row);
        }
        return new Table("The best trials", columns, rows);
    }

    /// Which values some trials have of a setting: from the lowest to the highest, or which ones.
    String spread(String key, List<Outcome> outcomes) {
        List<String> values = outcomes.stream()
                .flatMap(outcome -> outcome.step().point().value(key).stream())
                .distinct()
                .toList();
        boolean choice = results.search().space().settings().stream()
                .anyMatch(each -> each.key().equals(key) && each.dimension() instanceof Dimension.Choice);
        if (values.isEmpty()) {
            return "–";
        }
        if (choice || values.size() == 1) {
            return values.stream().sorted().collect(Collectors.joining(", "));
        }
        List<String> sorted = values.stream()
                .sorted((one, other) -> Double.compare(Double.parseDouble(one), Double.parseDouble(other)))
                .toList();
        return sorted.getFirst() + " to " + sorted.getLast();
    }
}
