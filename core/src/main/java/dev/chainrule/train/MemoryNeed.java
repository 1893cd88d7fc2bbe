package dev.chainrule.train;

import dev.chainrule.data.Batch;
import dev.chainrule.data.Dataset;
import dev.chainrule.data.Sampling;
import dev.chainrule.evaluate.AugmentedScorer;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.layer.Buffer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.model.Model;
import dev.chainrule.model.Scorer;
import dev.chainrule.optim.WeightAverage;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Snapshot;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The heap that a training holds at its peak, by purpose, in bytes; without the data set.
///
/// What grows with the batch is measured, not guessed: [#of] runs a few small batches through the network, forward and
/// backward as a step does, and extends what their tensors take in a straight line. What kernels keep for themselves is
/// left out: a few megabytes a thread, most of it outside of the heap.
///
/// @param model parameters and buffers
/// @param updateRule what the update rule remembers of each trained parameter
/// @param copies of parameters and buffers: the best ones, and their mean with what it hides
/// @param batches the one in use, and the next one where it is made ahead
/// @param step what layers keep from forward to backward, and all gradients
/// @param statistics the pass that gathers statistics before an evaluation, if a layer wants one
/// @param evaluation of as many examples as are evaluated at once, in the forms of the test
public record MemoryNeed(
        long model, long updateRule, long copies, Growth batches, Growth step, Growth statistics, long evaluation) {

    /// Bytes as a straight line over the number of examples.
    ///
    /// @param fixed bytes that no example adds to
    /// @param perExample what each example adds
    public record Growth(long fixed, long perExample) {
        private static final Growth NONE = new Growth(0, 0);

        /// The fewest examples that are measured, which are the fewest that have a variance.
        private static final int FEWEST = 2;

        /// The bytes of so many examples.
        public long of(int examples) {
            long most = Long.MAX_VALUE / 16; // of which several can be added
            return fixed + (perExample > most / Math.max(1, examples) ? most : perExample * examples);
        }

        private Growth times(int factor) {
            return new Growth(factor * fixed, factor * perExample);
        }

        /// Doubles the examples until the line through the last two measurements says the same as the one
        /// before, or until there are enough. Two alone could mislead, because scratch memory grows by steps
        /// and up to a limit; for that, even the line may be wrong by a few hundredths.
        private static Growth measured(int examples, IntToLongFunction bytes) {
            Growth before = null;
            long once = bytes.applyAsLong(FEWEST);
            for (int size = FEWEST; ; size *= 2) {
                long twice = bytes.applyAsLong(2 * size);
                long perExample = Math.ceilDiv(twice - once, size);
                Growth line = new Growth(twice - perExample * 2 * size, perExample);
                if (2 * size >= examples || line.agreesWith(before, examples)) {
                    return line;
                }
                before = line;
                once = twice;
            }
        }

        /// Whether both say the same within a thousandth.
        private boolean agreesWith(@Nullable Growth other, int examples) {
            return other != null && Math.abs(of(examples) - other.of(examples)) <= of(examples) / 1000;
        }
    }

    /// Measures what a training takes, in about the time of a step. It leaves no trace: parameters and buffers are
    /// what they were before.
    ///
    /// @param training where the first few examples are taken from
    public static MemoryNeed of(Model model, Dataset training, TrainingPlan plan) {
        return of(model, training, plan, new Sampling.InOrder());
    }

    /// The same for a training whose examples are chosen another way, which decides on whether batches are made
    /// ahead.
    public static MemoryNeed of(Model model, Dataset training, TrainingPlan plan, Sampling sampling) {
        Snapshot buffers =
                Snapshot.of(model.buffers().stream().map(Buffer::value).toList());
        try {
            return new Probe(model, training, plan, BatchSource.isAhead(sampling) ? 2 : 1).need();
        } finally {
            buffers.restore();
        }
    }

    /// How many copies of parameters and buffers a training keeps beside the model's own: the best ones, and with a
    /// weight average the mean and what it hides during an evaluation.
    public static int copies(TrainingPlan plan) {
        return plan.weightAverage() instanceof WeightAverage.None ? 1 : 3;
    }

    /// The bytes of a training in batches of a size.
    public long total(int batchSize) {
        return model
                + updateRule
                + copies
                + batches.of(batchSize)
                + step.of(batchSize)
                + Math.max(statistics.of(batchSize), evaluation);
    }

    /// The largest batch size for which so many bytes suffice; 0 if there is none.
    public int largestBatch(long bytes) {
        int largest = 0;
        for (int more = 1 << 30; more > 0; more /= 2) {
            if (total(largest + more) <= bytes) {
                largest += more;
            }
        }
        return largest;
    }

    /// Runs the parts of a training on batches of any size.
    private record Probe(Model model, Dataset training, TrainingPlan plan, int batches) {
        private static final RandomKey KEY = RandomKey.of(0);

        MemoryNeed need() {
            int size = plan.batchSize();
            long trained = bytes(
                    model.parameters().stream().filter(Parameter::isTrained).map(Parameter::value));
            long all = bytes(model.parameters().stream().map(Parameter::value))
                    + bytes(model.buffers().stream().map(Buffer::value));
            boolean gathers = model.network().calibrationBatches() > 0;
            return new MemoryNeed(
                    all,
                    plan.descent().optimizer().memory().size() * trained,
                    copies(plan) * all,
                    Growth.measured(size, examples -> bytesOf(this::varied, examples))
                            .times(batches),
                    Growth.measured(size, this::bytesOfStep),
                    gathers ? Growth.measured(size, examples -> bytesOf(this::calibrated, examples)) : Growth.NONE,
                    Growth.measured(Evaluation.BATCH, this::bytesOfEvaluation).of(Evaluation.BATCH));
        }

        private static long bytes(Stream<Tensor> tensors) {
            return tensors.mapToLong(
                            tensor -> (long) tensor.size() * tensor.precision().bytes())
                    .sum();
        }

        private static long bytesOf(IntFunction<?> work, int examples) {
            Workspace workspace = new Workspace();
            workspace.run(() -> work.apply(examples));
            return workspace.bytes();
        }

        /// The first examples, from the start again if there are too few.
        private int[] first(int examples) {
            return IntStream.range(0, examples).map(i -> i % training.size()).toArray();
        }

        private Batch plain(int examples) {
            return training.batch(first(examples), model.spec().precision());
        }

        private Batch varied(int examples) {
            Batch batch = plain(examples);
            Tensor x = plan.augmentation().apply(batch.x(), training, first(examples), 0, KEY);
            return batch.withX(x);
        }

        private long bytesOfStep(int examples) {
            Batch batch = plain(examples);
            GradientSource gradients = LocalGradientSource.of(plan);
            return bytesOf(n -> gradients.of(model, batch, new Mode.Train(KEY)), examples);
        }

        private Tensor calibrated(int examples) {
            return model.forward(plain(examples).x(), new Mode.Calibrate(0)).output();
        }

        private long bytesOfEvaluation(int examples) {
            Scorer scorer = plan.evaluation().tta().of(model, training.imageShape());
            long bytes = bytesOf(n -> scorer.scores(plain(n).x()), examples);
            return scorer instanceof AugmentedScorer augmented ? bytes + augmented.bytesOfForm() : bytes;
        }
    }
}
