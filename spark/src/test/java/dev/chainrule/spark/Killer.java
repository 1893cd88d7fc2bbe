package dev.chainrule.spark;

import dev.chainrule.lab.trial.Trial;
import dev.chainrule.lab.trial.TrialResult;
import dev.chainrule.lab.trial.TrialWatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Kills an executor when the first segment has come back, and writes down which trials are finished.
final class Killer implements TrialWatcher {
    private final Supplier<List<ProcessHandle>> executors;
    private final List<String> finished = new ArrayList<>();
    private Optional<ProcessHandle> killed = Optional.empty();

    Killer(Supplier<List<ProcessHandle>> executors) {
        this.executors = executors;
    }

    @Override
    public void started(Trial trial, long steps) {
        // It is too early.
    }

    @Override
    public synchronized void stepped(Trial trial, long step) {
        if (killed.isEmpty()) {
            ProcessHandle executor = executors.get().getFirst();
            executor.destroyForcibly();
            executor.onExit().join();
            killed = Optional.of(executor);
        }
    }

    @Override
    public synchronized void finished(TrialResult result, boolean again) {
        finished.add(result.trial().name());
    }

    synchronized Optional<ProcessHandle> killed() {
        return killed;
    }

    synchronized List<String> finished() {
        return List.copyOf(finished);
    }
}
