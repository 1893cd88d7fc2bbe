package dev.chainrule.lab.trial;

import dev.chainrule.lab.run.RunData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/// Where trials are computed. Several threads call it at once, at most [#workers] of them.
public interface TrialRunner extends AutoCloseable {
    /// How many trials go side by side.
    int workers();

    /// Trains in a folder: from the [state][dev.chainrule.lab.run.RunFolder#state] that is there, else from the
    /// start; to the trial's step, and then leaves all results in the folder. If it is stopped before, it leaves a
    /// state.
    ///
    /// @param data the images of the trial
    /// @param part the folder to work in, empty but for an earlier state
    /// @param stepped is told how many steps are done
    /// @return whether it came to the trial's step, or to an end before; it was stopped otherwise
    /// @throws IllegalArgumentException if settings and images do not fit each other
    /// @throws IOException if something cannot be read or written
    boolean train(Trial trial, RunData data, Path part, LongConsumer stepped) throws IOException;

    /// Ends the trials after their current steps. Any thread may ask.
    void stop();

    @Override
    void close();

    /// Runners that another module has: a service, found by [java.util.ServiceLoader].
    interface Provider {
        /// Connects to a place.
        ///
        /// @param place as the option `--on` says it
        /// @throws IllegalArgumentException if there is no such place, or nothing answers there
        TrialRunner open(String place);
    }
}
