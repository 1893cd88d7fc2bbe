package dev.chainrule.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.data.ArrayDataset;
import dev.chainrule.data.Augmentation;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.Relu;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.Training;
import dev.chainrule.train.TrainingPlan;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What trainings and predictions leave behind when they are over: nothing. With `-Dchainrule.load=all` there are 1,000
/// trainings and 10,000 predictions, otherwise 50 and 500.
class LeakTest {
    private static final boolean ALL = "all".equals(System.getProperty("chainrule.load"));
    private static final int TRAININGS = ALL ? 1000 : 50;
    private static final int PREDICTIONS = ALL ? 10_000 : 500;
    private static final long MOST = 2L << 20;
    private static final Shape IMAGE = Shape.of(3, 16, 16);

    private static final ArrayDataset DATA = new ArrayDataset(
            Tensor.gaussian(Precision.FLOAT64, Shape.of(24, IMAGE.size()), new NumpyRandom(1))
                    .toMatrix(),
            new int[24],
            IMAGE,
            3);

    static { // the module under test has no use for it
        LeakTest.class
                .getModule()
                .addReads(ModuleLayer.boot().findModule("java.management").orElseThrow());
    }

    /// What there is in use.
    private record Footprint(long heap, long outside, int threads) {
        /// After a collection that finds nothing more. Threads that were told to end, and memory that ends with
        /// them, may take a moment.
        static Footprint now() throws InterruptedException {
            Footprint least = new Footprint(Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE);
            for (int attempt = 0; attempt < 8; attempt++) {
                System.gc();
                Thread.sleep(25);
                long heap =
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
                long outside = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
                least = new Footprint(
                        Math.min(least.heap, heap),
                        Math.min(least.outside, outside),
                        Math.min(least.threads, Thread.activeCount()));
            }
            return least;
        }

        void assertNoMoreThan(Footprint before) {
            assertThat(heap).isLessThanOrEqualTo(before.heap + MOST);
            assertThat(outside).isLessThanOrEqualTo(before.outside + MOST);
            assertThat(threads).isLessThanOrEqualTo(before.threads);
        }
    }

    private static Model trained(int threads) {
        ModelSpec spec = new ModelSpec(
                "small",
                IMAGE,
                Precision.FLOAT32,
                List.of(
                        Convolution2d.Settings.same(16, 3),
                        BatchNorm.Settings.of(),
                        new Relu.Settings(),
                        new Flatten.Settings(),
                        Affine.Settings.of(3)));
        Training training = Training.of(spec, DATA)
                .plan(TrainingPlan.of(1, 8, Adam.of(), new LearningRate.Constant(1e-3))
                        .withAugmentation(Augmentation.of().withFlip(Augmentation.Flip.RANDOM)));
        try (Parallel parallel = Parallel.ofThreads(threads)) {
            return Parallel.with(parallel, training::fit).model();
        }
    }

    @Test
    void trainingsThatAreOverLeaveNothingBehind() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            trained(1 + i % 3);
        }
        Footprint before = Footprint.now();
        for (int i = 0; i < TRAININGS; i++) {
            trained(1 + i % 3);
        }
        Footprint.now().assertNoMoreThan(before);
    }

    @Test
    void predictionsLeaveNothingBehind() throws InterruptedException {
        Model model = trained(1);
        Tensor x = Tensor.gaussian(Precision.FLOAT32, IMAGE.batchOf(2), new NumpyRandom(3));
        model.scores(x);
        Evaluation.of(model, DATA);
        Footprint before = Footprint.now();
        for (int i = 0; i < PREDICTIONS; i++) {
            model.scores(x);
            if (i % 10 == 0) {
                Evaluation.of(model, DATA);
            }
        }
        Footprint.now().assertNoMoreThan(before);
    }
}
