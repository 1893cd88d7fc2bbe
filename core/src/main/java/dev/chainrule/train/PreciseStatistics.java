package dev.chainrule.train;

import dev.chainrule.data.Batch;
import dev.chainrule.data.Dataset;
import dev.chainrule.data.Sampling;
import dev.chainrule.layer.Mode;
import dev.chainrule.model.Model;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Workspace;

/// The pass over training data with fixed weights that some layers want before each evaluation, such as batch
/// normalisation with precise statistics.
public final class PreciseStatistics {
    private PreciseStatistics() {}

    /// Makes the pass, if a layer of the model wants one.
    ///
    /// @param batchSize examples a batch, at most as many as there are
    /// @param key of the choice of examples; the same key gives the same statistics
    public static void gather(Model model, Dataset training, int batchSize, RandomKey key) {
        gather(model, training, batchSize, model.network().calibrationBatches(), false, key);
    }

    /// Makes a pass for weights that were never trained, such as the mean of several networks: all statistics that
    /// layers keep are gathered anew, running averages too.
    ///
    /// @param batchSize examples a batch, at most as many as there are
    /// @param batches how many
    /// @param key of the choice of examples; the same key gives the same statistics
    public static void renew(Model model, Dataset training, int batchSize, int batches, RandomKey key) {
        gather(model, training, batchSize, batches, true, key);
    }

    private static void gather(
            Model model, Dataset training, int batchSize, int batches, boolean running, RandomKey key) {
        Sampling sampling = new Sampling.Shuffled(key);
        Workspace workspace = new Workspace();
        for (int i = 0; i < batches; i++) {
            Mode mode = new Mode.Calibrate(i, running);
            int[] examples = sampling.batch(i, training.size(), batchSize);
            workspace.run(() -> {
                Batch batch = training.batch(examples, model.spec().precision());
                return model.forward(batch.x(), mode).output();
            });
        }
    }
}
