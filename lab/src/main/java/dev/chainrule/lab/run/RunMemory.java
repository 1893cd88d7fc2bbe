package dev.chainrule.lab.run;

import dev.chainrule.data.Dataset;
import dev.chainrule.data.Sampling;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.lab.dataset.Partition;
import dev.chainrule.lab.text.ByteCount;
import dev.chainrule.lab.text.MaximumHeap;
import dev.chainrule.lab.whiten.FittedLayers;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.train.MemoryNeed;
import dev.chainrule.train.TrainingPlan;
import java.util.function.Supplier;

/// The heap that a run needs, images included.
///
/// @param network its name, for messages
/// @param training what training holds at its peak
/// @param images bytes of all images
/// @param batchSize images a step
/// @param trainingImages the largest possible batch
/// @param fitting bytes of what is computed from the training images before the first step, beside the network
public record RunMemory(
        String network, MemoryNeed training, long images, int batchSize, int trainingImages, long fitting) {
    /// What a collection leaves of everything else: classes, settings, history.
    private static final long REST = 6L << 20;

    /// Room that a run is not started without, for what comes and goes: lines of files, the report.
    private static final long ROOM = 18L << 20;

    /// The share of [MaximumHeap] that can be filled with large arrays. The parallel collector, which the command
    /// chooses, keeps a ninth apart, and of the rest runs went through with 0.95, at no cost in time.
    private static final double USABLE = 0.8;

    /// Measures the need of a run.
    ///
    /// @throws TooLargeException if not even the few images that are measured fit the heap
    static RunMemory of(Model model, Dataset training, Partition images, TrainingPlan plan, Sampling sampling) {
        String name = model.spec().name();
        // On one thread: nothing is compiled yet, and the compiler needs the other processors more.
        try (Parallel one = Parallel.ofThreads(1)) {
            return new RunMemory(
                    name,
                    Parallel.with(one, () -> MemoryNeed.of(model, training, plan, sampling)),
                    bytes(images, training.size(), model.spec().input().rank() == 1),
                    plan.batchSize(),
                    training.size(),
                    FittedLayers.bytes(model));
        } catch (OutOfMemoryError e) {
            LargestTensors parameters = new LargestTensors(model.precision());
            model.parametersByName()
                    .forEach((parameter, of) ->
                            parameters.add(parameter, of.value().shape()));
            throw new TooLargeException(
                    "model: not even a step of %s images of %s fits a heap of %s; expected a smaller network. Its largest parameters: %s"
                            .formatted(
                                    Math.min(plan.batchSize(), 4),
                                    name,
                                    ByteCount.text(MaximumHeap.bytes()),
                                    parameters));
        }
    }

    /// Refuses a network whose parameters alone, with the copies of them that a training keeps, do not fit, before
    /// any of them is drawn.
    ///
    /// @param heap the bytes that there are, by [MaximumHeap]
    /// @throws TooLargeException that names the largest of the parameters that were reached
    static void requireParameters(ModelSpec spec, TrainingPlan plan, long heap) {
        LargestTensors parameters = new LargestTensors(spec.precision());
        int held = 1 + MemoryNeed.copies(plan);
        ModelBuilder.rehearse(spec, (name, shape) -> {
            parameters.add(name, shape);
            long least = held * parameters.bytes();
            if (least > USABLE * heap) {
                throw new TooLargeException(
                        "model: %s needs more than %s of heap for its parameters and the copies that a training keeps, which does not fit %s; expected a smaller network. The largest tensors: %s. More heap: JDK_JAVA_OPTIONS=-Xmx%sg at least"
                                .formatted(spec.name(), ByteCount.text(least), ByteCount.text(heap), parameters, (long)
                                        Math.ceil(least / USABLE / 0x1p30)));
            }
        });
    }

    /// Images as they were read; training images once more if not all are wanted; and all that are wanted once more
    /// for convolutions, which want them in another order.
    private static long bytes(Partition images, int training, boolean flat) {
        long held = (long) images.validation().size() + images.test().size();
        long limited = training < images.train().size() ? training : 0;
        long reordered = flat ? 0 : training + held;
        return (images.train().size() + held + limited + reordered)
                * images.train().imageShape().size();
    }

    /// The bytes that the run holds at its peak.
    long peak() {
        return Math.max(training.total(batchSize), training.model() + fitting) + images + REST;
    }

    /// Refuses a run that does not fit, before anything of it is computed.
    ///
    /// @param heap the bytes that there are, by [MaximumHeap]
    /// @param largest the largest tensors of a step, asked for only where it is refused
    /// @throws TooLargeException that names the largest batch that fits
    void require(long heap, Supplier<LargestTensors> largest) {
        long usable = (long) (USABLE * heap);
        requireFitting(heap, usable);
        long peak = training.total(batchSize) + images + REST + ROOM;
        if (peak <= usable) {
            return;
        }
        int most = Math.min(trainingImages, training.largestBatch(usable - images - REST - ROOM));
        throw new TooLargeException(
                "batch-size: %s images a step of %s need about %s of heap, which does not fit %s; expected %s. The largest tensors: %s. More heap: JDK_JAVA_OPTIONS=-Xmx%sg"
                        .formatted(
                                batchSize,
                                network,
                                ByteCount.text((long) (peak / USABLE)),
                                ByteCount.text(heap),
                                most > 0
                                        ? "at most " + most
                                        : "a smaller network or fewer images, as not even batches of 1 fit",
                                largest.get(),
                                (long) Math.ceil(peak / USABLE / 0x1p30)));
    }

    /// What is computed before the first step is there before the batches are, and no smaller batch makes it
    /// smaller.
    private void requireFitting(long heap, long usable) {
        long peak = training.model() + fitting + images + REST + ROOM;
        if (fitting > 0 && peak > usable) {
            throw new TooLargeException(
                    "whitening: a covariance with its eigenvectors needs about %s of heap, which does not fit %s; expected smaller or fewer images. More heap: JDK_JAVA_OPTIONS=-Xmx%sg"
                            .formatted(ByteCount.text((long) (peak / USABLE)), ByteCount.text(heap), (long)
                                    Math.ceil(peak / USABLE / 0x1p30)));
        }
    }

    /// For the report.
    @Override
    public String toString() {
        return ByteCount.text(peak()) + " of heap at the peak";
    }
}
