package dev.chainrule.train;

import dev.chainrule.data.Batch;
import dev.chainrule.data.Sampling;
import dev.chainrule.random.RandomKey;
import dev.chainrule.schedules.Target;
import dev.chainrule.schedules.Threads;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/// Batches that are made ahead.
public final class BatchSchedules {
    private static final int STEPS = 4;
    private static final int EXAMPLES = 4;

    private BatchSchedules() {}

    /// Targets by name.
    public static Map<String, Target> all() {
        return Map.of(
                "batches-order", Target.of(BatchSchedules::order),
                "batches-failures", Target.of(BatchSchedules::failures));
    }

    /// Batches come in order and stay as they are while they are used, whatever is drawn from the same sampling for
    /// a measurement meanwhile.
    private static void order() {
        Sampling sampling = new Sampling.Shuffled(RandomKey.of(1));
        Sampling alike = new Sampling.Shuffled(RandomKey.of(1));
        try (BatchSource batches = new BatchSource.Ahead(step -> batch(sampling.batch(step, EXAMPLES, 2)), STEPS)) {
            for (int step = 0; step < STEPS; step++) {
                Batch batch = batches.batch(step);
                int[] wanted = alike.batch(step, EXAMPLES, 2);
                int[] measured = sampling.subset(step, EXAMPLES, 3);
                Threads.require(Arrays.equals(measured, alike.subset(step, EXAMPLES, 3)), "another sample");
                Threads.require(sampling.position().isEmpty(), "a position");
                Threads.require(Arrays.equals(batch.labels(), wanted), "another batch than that of step " + step);
                for (int i = 0; i < wanted.length; i++) {
                    Threads.require(batch.x().getStored(i) == wanted[i], "the batch in use was written to");
                }
            }
        }
    }

    /// What the maker of batches throws reaches the step that wants the batch, and none before. Where the run ends
    /// before, nobody gets it; the thread ends with the run all the same.
    private static void failures() {
        IllegalStateException broken = new IllegalStateException("image 1 is damaged");
        for (int last = 0; last <= 1; last++) {
            IllegalStateException caught = null;
            try (BatchSource batches = new BatchSource.Ahead(step -> made(step, broken), STEPS)) {
                for (int step = 0; step <= last; step++) {
                    Threads.require(batches.batch(step).labels()[0] == step, "another batch");
                }
            } catch (IllegalStateException e) {
                caught = e;
            }
            Threads.require(caught == (last == 1 ? broken : null), "caught " + caught);
        }
    }

    private static Batch made(long step, IllegalStateException broken) {
        if (step == 1) {
            throw broken;
        }
        return batch((int) step);
    }

    private static Batch batch(int... examples) {
        Tensor x = Tensor.allocate(Precision.FLOAT32, Shape.of(examples.length));
        for (int i = 0; i < examples.length; i++) {
            x.setStored(i, examples[i]);
        }
        return new Batch(x, examples);
    }
}
