package dev.chainrule.cli;

import dev.chainrule.lab.trial.Trial;
import dev.chainrule.lab.trial.TrialResult;
import dev.chainrule.lab.trial.TrialWatcher;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Shows how far trainings are that go side by side: a line for each that is done, and on a terminal one below that is
/// redrawn.
final class TrialLine implements TrialWatcher {
    private static final long REDRAW_NANOS = 100_000_000;

    private final StatusLine line;
    private final Map<String, Long> wholes = new ConcurrentHashMap<>();
    private final Map<String, String> going = new ConcurrentHashMap<>();
    private volatile long lastDrawn;

    TrialLine(StatusLine line) {
        this.line = line;
    }

    @Override
    public void started(Trial trial, long steps) {
        wholes.put(trial.name(), steps);
    }

    @Override
    public void stepped(Trial trial, long step) {
        long whole = Math.min(wholes.getOrDefault(trial.name(), step), trial.until());
        going.put(
                trial.name(),
                "%s: %s of %s".formatted(trial.name(), Figures.count(step), Figures.count(whole, "step")));
        long now = System.nanoTime();
        if (line.redraws() && now - lastDrawn >= REDRAW_NANOS) {
            lastDrawn = now;
            line.draw(String.join("  ", going.values()));
        }
    }

    @Override
    public void finished(TrialResult result, boolean again) {
        going.remove(result.trial().name());
        line.println(Mistakes.plain("  %s  validation %s%s"
                .formatted(
                        result.trial().name(),
                        Figures.percent(result.rung().accuracy()),
                        again ? "" : "  (done earlier)")));
    }
}
