package dev.chainrule.spark;

import dev.chainrule.lab.trial.TrialRunner;

/// Makes Spark known to the command.
public final class SparkProvider implements TrialRunner.Provider {
    /// Called by the service loader.
    public SparkProvider() {}

    @Override
    public TrialRunner open(String place) {
        return new SparkTrialRunner(Cluster.open(Place.of(place)), SparkTrialRunner.SEGMENT);
    }
}
