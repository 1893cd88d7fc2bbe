package dev.chainrule.spark;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/// Knows when the process is told to end. Executors then end with it, of which Spark would complain at length.
final class Ending implements AutoCloseable {
    private final Thread hook = new Thread(this::begin, "ending");
    private volatile boolean begun;

    Ending() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void begin() {
        begun = true;
        Configurator.setAllLevels("", Level.OFF);
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {});
    }

    /// Whether the process ends.
    boolean hasBegun() {
        return begun;
    }

    @Override
    public void close() {
        if (!begun) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
