package dev.chainrule.lab.trial;

import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/// Trials on this machine, in this process.
public final class LocalTrialRunner implements TrialRunner {
    private final int workers;
    private volatile boolean stopped;

    /// @param workers how many trials go side by side
    /// @throws SettingsException if there is none
    public LocalTrialRunner(int workers) {
        if (workers < 1) {
            throw new SettingsException("--workers: %s is out of range; expected at least 1".formatted(workers));
        }
        this.workers = workers;
    }

    @Override
    public int workers() {
        return workers;
    }

    @Override
    public boolean train(Trial trial, RunData data, Path part, LongConsumer stepped) throws IOException {
        return new TrialTraining(trial, data, part).train(stepped, () -> stopped);
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        stop();
    }
}
