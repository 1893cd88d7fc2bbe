package dev.chainrule.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Tensors;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.GroupNorm;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Relu;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One network that many threads ask at once. With `-Dchainrule.load=all` each of them asks 10,000 times, otherwise 60.
@Timeout(300)
class ServingTest {
    private static final int TIMES = "all".equals(System.getProperty("chainrule.load")) ? 10_000 : 60;
    private static final int THREADS = 32;
    private static final Shape IMAGE = Shape.of(3, 12, 12);

    private final Model model = ModelBuilder.build(
            new ModelSpec(
                    "served",
                    IMAGE,
                    Precision.FLOAT32,
                    List.of(
                            Convolution2d.Settings.same(16, 3),
                            BatchNorm.Settings.of(),
                            new Relu.Settings(),
                            MaxPool.Settings.square(2),
                            Convolution2d.Settings.same(24, 3),
                            GroupNorm.Settings.of(4),
                            new Flatten.Settings(),
                            Affine.Settings.of(10))),
            new NumpyRandom(3));

    /// Batches of 1 to 70 examples, of which the larger ones are shared among threads.
    private final List<Tensor> batches = List.of(
            Tensors.gaussian(Precision.FLOAT32, 1, 1, 1, 3, 12, 12),
            Tensors.gaussian(Precision.FLOAT32, 2, 1, 5, 3, 12, 12),
            Tensors.gaussian(Precision.FLOAT32, 3, 1, 70, 3, 12, 12));

    private final List<double[]> expected = alone();

    private List<double[]> alone() {
        try (Parallel one = Parallel.ofThreads(1)) {
            return Parallel.with(
                    one,
                    () -> batches.stream().map(x -> model.scores(x).toArray()).toList());
        }
    }

    /// How many answers differ from those that one thread gets.
    private int differences(int caller, boolean interrupted) {
        Workspace workspace = new Workspace();
        int differences = 0;
        for (int i = 0; i < TIMES; i++) {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            int which = i % 20 == 0 ? 2 : (caller + i) % 2;
            double[] scores =
                    workspace.run(() -> model.scores(batches.get(which)).toArray());
            differences += Arrays.equals(scores, expected.get(which)) ? 0 : 1;
        }
        return interrupted && !Thread.interrupted() ? TIMES : differences;
    }

    private void allAnswerRight(ExecutorService callers, boolean interrupted) throws Exception {
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int caller = 0; caller < THREADS; caller++) {
            int number = caller;
            tasks.add(() -> differences(number, interrupted));
        }
        for (Future<Integer> each : callers.invokeAll(tasks)) {
            assertThat(each.get()).isZero();
        }
    }

    @Test
    void manyThreadsGetTheBitsOfOne() throws Exception {
        try (ExecutorService callers = Executors.newFixedThreadPool(THREADS)) {
            allAnswerRight(callers, false);
        }
    }

    @Test
    void virtualThreadsGetTheBitsOfOne() throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            allAnswerRight(callers, false);
        }
    }

    @Test
    void tasksOfAForkJoinPoolGetTheBitsOfOne() throws Exception {
        try (ForkJoinPool callers = new ForkJoinPool(3)) {
            allAnswerRight(callers, false);
        }
    }

    @Test
    void interruptedThreadsGetTheBitsOfOneAndStayInterrupted() throws Exception {
        try (ExecutorService callers = Executors.newFixedThreadPool(4)) {
            allAnswerRight(callers, true);
        }
    }
}
