package dev.chainrule.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.tensor.Tensor;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// Repeats a computation with several numbers of threads.
public final class Threads {
    private static final int[] COUNTS = {1, 2, 3, 8};

    private Threads() {}

    public static void assertSameBits(Supplier<Tensor[]> computation) {
        Tensor[] expected = with(1, computation);
        for (int threads : COUNTS) {
            KernelCall.assertSameBits(with(threads, computation), expected);
        }
    }

    /// A thread that computed nothing before has no scratch memory to spare.
    public static void assertSameBitsInNewThread(Supplier<Tensor[]> computation) {
        Tensor[] expected = with(1, computation);
        CompletableFuture<Tensor[]> result = new CompletableFuture<>();
        new Thread(() -> result.completeAsync(() -> with(1, computation), Runnable::run)).start();
        KernelCall.assertSameBits(result.join(), expected);
    }

    public static void assertSame(Supplier<Double> computation) {
        double expected = with(1, computation);
        for (int threads : COUNTS) {
            assertThat(with(threads, computation)).as("%d threads", threads).isEqualTo(expected);
        }
    }

    private static <T> T with(int threads, Supplier<T> computation) {
        try (Parallel parallel = Parallel.ofThreads(threads)) {
            return Parallel.with(parallel, computation::get);
        }
    }
}
