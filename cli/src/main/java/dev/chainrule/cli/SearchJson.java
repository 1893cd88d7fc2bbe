package dev.chainrule.cli;

import dev.chainrule.lab.search.Measured;
import dev.chainrule.lab.search.SearchResults;
import dev.chainrule.lab.search.SearchWatcher;
import dev.chainrule.lab.search.Step;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

/// Tells another program what happens in a search.
///
/// @param name of the search
record SearchJson(PrintStream out, String name) implements SearchWatcher {
    @Override
    public void started(Step step, long steps) {
        // The line of its end says all.
    }

    @Override
    public void stepped(Step step, long steps) {
        // The line of its end says all.
    }

    @Override
    public void retrained(long step, long steps) {
        // The result says all.
    }

    @Override
    public void finished(Measured measured, boolean again, Optional<Measured> best) {
        trial(JsonLine.event("trial").put("search", name), measured)
                .put("done", again ? "now" : "earlier")
                .put("best", best.map(Measured::trial))
                .print(out);
    }

    private static JsonLine trial(JsonLine line, Measured measured) {
        JsonLine values = JsonLine.of();
        measured.point().values().forEach(values::put);
        return line.put("trial", measured.trial())
                .put("values", values)
                .put("share", measured.outcome().step().share())
                .put("steps", measured.rung().step())
                .put("end", measured.rung().end())
                .put("validation_accuracy", measured.rung().accuracy())
                .put("validation_loss", measured.rung().loss())
                .put("seconds", measured.seconds())
                .put("folder", measured.folder());
    }

    /// A search that is complete.
    void result(SearchResults results, Path report) {
        JsonLine.event("result")
                .put("search", name)
                .put("trials", results.trials().size())
                .put("steps", results.steps())
                .put("winner", results.winner().map(each -> each.measured().trial()))
                .put("values", results.winner().map(each -> {
                    JsonLine values = JsonLine.of();
                    each.measured().point().values().forEach(values::put);
                    return values;
                }))
                .put("validation_accuracy", results.winner().map(SearchResults.Winner::validationAccuracy))
                .put(
                        "test_accuracy",
                        results.winner().map(SearchResults.Winner::testAccuracy).orElse(OptionalDouble.empty()))
                .put("folder", results.winner().map(SearchResults.Winner::folder))
                .put("report", report)
                .print(out);
    }
}
