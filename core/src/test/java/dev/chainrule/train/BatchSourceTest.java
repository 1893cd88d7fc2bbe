package dev.chainrule.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.data.Batch;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BatchSourceTest {
    private final Set<Thread> makers = ConcurrentHashMap.newKeySet();
    private final List<Long> steps = new CopyOnWriteArrayList<>();
    private final CountDownLatch twelveMade = new CountDownLatch(12);

    private Batch make(long step) {
        makers.add(Thread.currentThread());
        steps.add(step);
        Tensor x = Tensor.allocate(Precision.FLOAT32, Shape.of(1, 1000));
        x.fill((double) step);
        twelveMade.countDown();
        return new Batch(x, new int[] {(int) step});
    }

    @Test
    void batchesMadeAheadComeInOrderAndStayWhileTheyAreUsed() throws InterruptedException {
        try (BatchSource batches = new BatchSource.Ahead(this::make, 50)) {
            for (int step = 0; step < 50; step++) {
                Batch batch = batches.batch(step);
                if (step == 10) {
                    assertThat(twelveMade.await(10, TimeUnit.SECONDS)).isTrue();
                }
                assertThat(batch.labels()).containsExactly(step);
                assertThat(batch.x().toArray()).containsOnly(step);
            }
        }
        assertThat(steps).hasSize(50).isSorted();
        assertThat(makers).hasSize(1).doesNotContain(Thread.currentThread());
    }

    @Test
    void batchesOnDemandAreMadeByTheCaller() {
        try (BatchSource batches = new BatchSource.OnDemand(this::make)) {
            for (int step = 0; step < 5; step++) {
                assertThat(batches.batch(step).x().toArray()).containsOnly(step);
                assertThat(steps).hasSize(step + 1);
            }
        }
        assertThat(makers).containsExactly(Thread.currentThread());
    }

    @Test
    void theThreadEndsWithTheRunEvenInTheMiddle() throws InterruptedException {
        try (BatchSource batches = new BatchSource.Ahead(this::make, 50)) {
            batches.batch(0);
        }
        for (Thread maker : makers) {
            assertThat(maker.join(java.time.Duration.ofSeconds(10))).isTrue();
        }
        assertThat(steps).startsWith(0L).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void aFailureReachesTheStepThatWantsTheBatch() {
        IllegalArgumentException broken = new IllegalArgumentException("image 3 is damaged");
        try (BatchSource batches = new BatchSource.Ahead(
                step -> {
                    if (step == 3) {
                        throw broken;
                    }
                    return make(step);
                },
                50)) {
            for (int step = 0; step < 3; step++) {
                assertThat(batches.batch(step).labels()).containsExactly(step);
            }
            assertThatThrownBy(() -> batches.batch(3)).isSameAs(broken);
        }
    }

    @Test
    void anInterruptedCallerGetsItsBatchesAllTheSame() {
        try (BatchSource batches = new BatchSource.Ahead(this::make, 50)) {
            Thread.currentThread().interrupt();
            assertThat(batches.batch(0).labels()).containsExactly(0);
            assertThat(batches.batch(1).labels()).containsExactly(1);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
