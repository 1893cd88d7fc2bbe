package dev.chainrule.cli;

import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.trial.LocalTrialRunner;
import dev.chainrule.lab.trial.TrialRunner;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where trainings are computed, and how many side by side.
final class PlaceOptions {
    @Option(
            names = "--workers",
            paramLabel = "W",
            description = "How many go side by side; as many as there are processors unless told otherwise, for"
                    + " example --workers 2")
    private @Nullable Integer workers;

    @Option(
            names = "--on",
            paramLabel = "PLACE",
            description =
                    "Compute on Apache Spark: spark://HOST:PORT, local-cluster[N,C,MB] (N executors of C cores and"
                            + " MB of heap on this machine) or local[N]; docs/spark.md, for example --on"
                            + " local-cluster[2,1,2048]")
    private @Nullable String place;

    /// The runner that was asked for; without a word, this machine.
    ///
    /// @param warn is told what makes this machine's JVM slow, if it is the one that trains
    /// @throws SettingsException if it cannot be had
    TrialRunner open(Consumer<String> warn) {
        if (place == null) {
            SlowJvm.warn(warn);
            return new LocalTrialRunner(workers == null ? Runtime.getRuntime().availableProcessors() : workers);
        }
        if (workers != null) {
            throw new SettingsException(
                    "--workers: %s does not fit --on %s; expected one of them, as on a cluster as many go side by side as it has cores"
                            .formatted(workers, place));
        }
        return ServiceLoader.load(TrialRunner.Provider.class)
                .findFirst()
                .orElseThrow(() -> new SettingsException(
                        "--on: '%s' is known to nothing here; expected spark://HOST:PORT, local-cluster[N,C,MB] or local[N], and Spark on the class path, where bin/chainrule puts it"
                                .formatted(place)))
                .open(place);
    }
}
