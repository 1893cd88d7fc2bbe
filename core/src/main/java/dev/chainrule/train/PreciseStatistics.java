package dev.chainrule.train;

import dev.chainrule.data.Batch;
import dev.chainrule.data.Dataset;
import dev.chainrule.data.Sampling;
import dev.chainrule.layer.EvaluationStatistics;
import dev.chainrule.layer.Mode;
import dev.chainrule.model.LayerSpec;
import dev.chainrule.model.Model;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Workspace;
import java.util.List;

/// The pass over training data with fixed weights that batch normalisation with [EvaluationStatistics.Precise] wants
/// before each evaluation.
public final class PreciseStatistics {
    private PreciseStatistics() {}

    /// Makes the pass, if a layer of the model wants one.
    ///
    /// @param batchSize examples a batch, at most as many as there are
    /// @param key of the choice of examples; the same key gives the same statistics
    public static void gather(Model model, Dataset training, int batchSize, RandomKey key) {
        int batches = batches(model.spec().layers());
        Sampling sampling = new Sampling.Shuffled(key);
        Workspace workspace = new Workspace();
        for (int i = 0; i < batches; i++) {
            Mode mode = new Mode.Calibrate(i);
            int[] examples = sampling.batch(i, training.size(), batchSize);
            workspace.run(() -> {
                Batch batch = training.batch(examples, model.spec().precision());
                return model.forward(batch.x(), mode).output();
            });
        }
    }

    /// The longest pass that one of the layers wants; 0 if none wants any.
    static int batches(List<LayerSpec> layers) {
        return layers.stream().mapToInt(PreciseStatistics::batches).max().orElse(0);
    }

    private static int batches(LayerSpec layer) {
        return switch (layer) {
            case LayerSpec.BatchNorm norm
            when norm.settings().evaluation() instanceof EvaluationStatistics.Precise precise -> precise.batches();
            case LayerSpec.Sequence sequence -> batches(sequence.layers());
            case LayerSpec.Residual residual -> Math.max(batches(residual.body()), batches(residual.shortcut()));
            default -> 0;
        };
    }
}
