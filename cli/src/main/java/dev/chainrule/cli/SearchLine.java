package dev.chainrule.cli;

import dev.chainrule.lab.search.Measured;
import dev.chainrule.lab.search.Search;
import dev.chainrule.lab.search.SearchWatcher;
import dev.chainrule.lab.search.Step;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Shows how far a search is: a line a step that stays, with the best so far, and on a terminal one below that is
/// redrawn.
final class SearchLine implements SearchWatcher {
    private static final long REDRAW_NANOS = 100_000_000;

    private final StatusLine line;
    private final Search search;
    private final ConcurrentHashMap<Integer, String> going = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Integer, Long> wholes = new ConcurrentHashMap<>();
    private volatile long lastDrawn;

    SearchLine(StatusLine line, Search search) {
        this.line = line;
        this.search = search;
    }

    @Override
    public void started(Step step, long steps) {
        wholes.put(step.trial(), steps);
    }

    @Override
    public void stepped(Step step, long steps) {
        long whole = wholes.getOrDefault(step.trial(), steps);
        going.put(step.trial(), "trial %s: %s of %s".formatted(step.trial(), steps, Figures.count(whole, "step")));
        draw(String.join("  ", going.values()));
    }

    @Override
    public void retrained(long step, long steps) {
        draw("training the winner anew: %s of %s".formatted(step, Figures.count(steps, "step")));
    }

    private void draw(String text) {
        long now = System.nanoTime();
        if (line.redraws() && now - lastDrawn >= REDRAW_NANOS) {
            lastDrawn = now;
            line.draw(text);
        }
    }

    @Override
    public synchronized void finished(Measured measured, boolean again, Optional<Measured> leader) {
        going.remove(measured.trial());
        boolean leads = leader.filter(each -> each.trial() == measured.trial()).isPresent();
        String beside = leads
                ? "  the best so far"
                : leader.map(each -> "  best: trial %s, %s".formatted(each.trial(), score(search, each)))
                        .orElse("");
        line.println(Mistakes.plain("  trial %s%s  %s  %s%s%s"
                .formatted(
                        measured.trial(),
                        share(measured),
                        score(search, measured),
                        measured.point().text(),
                        again ? "" : "  (done earlier)",
                        beside)));
    }

    private static String share(Measured measured) {
        double share = measured.outcome().step().share();
        return share >= 1 ? "" : " after %s of its steps".formatted(Figures.percent(share));
    }

    /// A score as a person reads it.
    static String score(Search search, Measured measured) {
        if (!measured.outcome().isFinite()) {
            return "diverged";
        }
        return switch (search.selection().score()) {
            case VALIDATION_ACCURACY -> Figures.percent(measured.rung().accuracy());
            case VALIDATION_LOSS ->
                "loss " + Figures.significant(measured.rung().loss());
        };
    }
}
