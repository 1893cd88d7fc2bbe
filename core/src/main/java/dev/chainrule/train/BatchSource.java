package dev.chainrule.train;

import dev.chainrule.data.Batch;
import dev.chainrule.data.Sampling;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.tensor.Workspace;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// The batches of a run, step after step. A batch is valid until the next one is asked for.
sealed interface BatchSource extends AutoCloseable {

    /// The batch of a step, counted from 0 in order.
    Batch batch(long step);

    @Override
    void close();

    /// The batches of a run. A thread that makes them ahead is of use where it has a processor for itself. Where
    /// all compute, it would take turns with them, and they would wait for each other.
    ///
    /// @param maker called for one step after the other
    /// @param steps the number of steps of the run
    static BatchSource of(Sampling sampling, LongFunction<Batch> maker, long steps) {
        return isAhead(sampling) ? new Ahead(maker, steps) : new OnDemand(maker);
    }

    /// Whether one batch is made while another is used, so that there are two.
    static boolean isAhead(Sampling sampling) {
        boolean processorFree =
                Parallel.current().threads() < Runtime.getRuntime().availableProcessors();
        return sampling.isFunctionOfStep() && processorFree;
    }

    /// Makes each batch when it is asked for.
    final class OnDemand implements BatchSource {
        private final LongFunction<Batch> maker;
        private final Workspace workspace = new Workspace();

        OnDemand(LongFunction<Batch> maker) {
            this.maker = maker;
        }

        @Override
        public Batch batch(long step) {
            return workspace.run(() -> maker.apply(step));
        }

        @Override
        public void close() {}
    }

    /// Makes the next batch on a thread of its own while the current one is used.
    final class Ahead implements BatchSource {
        private final LongFunction<Batch> maker;
        private final long steps;
        private final Workspace[] workspaces = {new Workspace(), new Workspace()};
        private final ExecutorService thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("chainrule-batches").daemon().factory());
        /// Loops of the batch maker stay on its thread: the others compute.
        private final Parallel alone = Parallel.ofThreads(1);

        private @Nullable CompletableFuture<Batch> next;

        /// @param maker called for one step after the other, always by the same thread
        /// @param steps the number of steps of the run
        Ahead(LongFunction<Batch> maker, long steps) {
            this.maker = maker;
            this.steps = steps;
        }

        @Override
        public Batch batch(long step) {
            CompletableFuture<Batch> wanted = next == null ? begin(step) : next;
            Batch batch = result(wanted);
            next = step + 1 < steps ? begin(step + 1) : null;
            return batch;
        }

        private CompletableFuture<Batch> begin(long step) {
            Workspace workspace = workspaces[(int) (step % 2)];
            return CompletableFuture.supplyAsync(
                    () -> Parallel.with(alone, () -> workspace.run(() -> maker.apply(step))), thread);
        }

        private static Batch result(CompletableFuture<Batch> wanted) {
            try {
                return wanted.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof RuntimeException reason) {
                    throw reason;
                }
                if (e.getCause() instanceof Error reason) {
                    throw reason;
                }
                throw e;
            }
        }

        @Override
        public void close() {
            thread.close();
            alone.close();
        }
    }
}
