package dev.chainrule.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ParallelTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void everyTaskRunsOnce(int threads) {
        try (Parallel parallel = Parallel.ofThreads(threads)) {
            for (int tasks = 0; tasks < 40; tasks++) {
                for (int repeat = 0; repeat < 50; repeat++) {
                    AtomicIntegerArray runs = new AtomicIntegerArray(tasks);
                    parallel.forEach(tasks, runs::incrementAndGet);
                    for (int task = 0; task < tasks; task++) {
                        assertThat(runs.get(task)).isEqualTo(1);
                    }
                }
            }
        }
    }

    @Test
    void theThreadsWorkAtTheSameTime() {
        try (Parallel parallel = Parallel.ofThreads(3)) {
            CountDownLatch all = new CountDownLatch(3);
            parallel.forEach(3, task -> {
                all.countDown();
                await(all);
            });
            assertThat(all.getCount()).isZero();
        }
    }

    @Test
    void aThreadBeginsWithAShareOfItsOwnAndThenTakesFromTheEndsOfOthers() {
        try (Parallel parallel = Parallel.ofThreads(2)) {
            Thread caller = Thread.currentThread();
            CountDownLatch begun = new CountDownLatch(2);
            CountDownLatch others = new CountDownLatch(7);
            List<Integer> ofCaller = new ArrayList<>();
            parallel.forEach(8, task -> {
                if (task % 4 == 0) {
                    begun.countDown();
                    await(begun);
                }
                if (Thread.currentThread() == caller) {
                    ofCaller.add(task);
                    others.countDown();
                } else {
                    await(others);
                }
            });
            assertThat(ofCaller).containsExactly(0, 1, 2, 3, 7, 6, 5);
        }
    }

    @Test
    void theCallerWaitsForTheTasksOfOthers() {
        try (Parallel parallel = Parallel.ofThreads(2)) {
            Thread caller = Thread.currentThread();
            CountDownLatch both = new CountDownLatch(2);
            AtomicInteger ended = new AtomicInteger();
            parallel.forEach(2, task -> {
                both.countDown();
                await(both);
                if (Thread.currentThread() != caller) {
                    LockSupport.parkNanos(3 * Parallel.LINGER_NANOS);
                }
                ended.incrementAndGet();
            });
            assertThat(ended).hasValue(2);
        }
    }

    @Test
    void sleepingThreadsWakeUp() throws InterruptedException {
        try (Parallel parallel = Parallel.ofThreads(2)) {
            for (int repeat = 0; repeat < 10; repeat++) {
                Thread.sleep(Duration.ofNanos(Parallel.LINGER_NANOS).multipliedBy(2));
                CountDownLatch all = new CountDownLatch(2);
                parallel.forEach(2, task -> {
                    all.countDown();
                    await(all);
                });
            }
            assertThat(parallel.threads()).isEqualTo(2);
        }
    }

    @Test
    void aLoopInsideOfATaskRunsOnItsThread() {
        try (Parallel parallel = Parallel.ofThreads(4)) {
            AtomicInteger elsewhere = new AtomicInteger();
            AtomicInteger runs = new AtomicInteger();
            Parallel.with(parallel, () -> {
                Parallel.current().forEach(8, outer -> {
                    Thread here = Thread.currentThread();
                    assertThat(Parallel.current()).isSameAs(parallel);
                    Parallel.current().forEach(5, inner -> {
                        runs.incrementAndGet();
                        elsewhere.addAndGet(Thread.currentThread() == here ? 0 : 1);
                    });
                });
                return runs;
            });
            assertThat(runs).hasValue(40);
            assertThat(elsewhere).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void anExceptionReachesTheCallerAndTheNextLoopRuns(int threads) {
        try (Parallel parallel = Parallel.ofThreads(threads)) {
            for (int failing = 0; failing < 10; failing++) {
                int bad = failing;
                assertThatThrownBy(() -> parallel.forEach(10, task -> {
                            if (task == bad) {
                                throw new IllegalStateException("task " + task);
                            }
                        }))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("task " + bad);
                AtomicInteger runs = new AtomicInteger();
                parallel.forEach(10, task -> runs.incrementAndGet());
                assertThat(runs).hasValue(10);
            }
        }
    }

    @Test
    void anErrorReachesTheCaller() {
        try (Parallel parallel = Parallel.ofThreads(2)) {
            assertThatThrownBy(() -> parallel.forEach(4, task -> {
                        throw new StackOverflowError();
                    }))
                    .isInstanceOf(StackOverflowError.class);
        }
    }

    @Test
    void severalCallersAtOnceAllFinish() throws Exception {
        try (Parallel parallel = Parallel.ofThreads(3);
                var callers = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> results = new ArrayList<>();
            for (int caller = 0; caller < 4; caller++) {
                results.add(callers.submit(() -> {
                    AtomicInteger runs = new AtomicInteger();
                    for (int repeat = 0; repeat < 500; repeat++) {
                        parallel.forEach(7, task -> runs.incrementAndGet());
                    }
                    return runs.get();
                }));
            }
            for (Future<Integer> result : results) {
                assertThat(result.get()).isEqualTo(3500);
            }
        }
    }

    @Test
    void anInterruptNeitherStopsALoopNorIsLost() {
        try (Parallel parallel = Parallel.ofThreads(2)) {
            AtomicInteger runs = new AtomicInteger();
            Thread.currentThread().interrupt();
            for (int repeat = 0; repeat < 100; repeat++) {
                parallel.forEach(4, task -> runs.incrementAndGet());
            }
            assertThat(Thread.interrupted()).isTrue();
            assertThat(runs).hasValue(400);
        }
    }

    @Test
    void aClosedInstanceWorksOnTheCallingThreadAndItsThreadsEnd() throws InterruptedException {
        var workers = ConcurrentHashMap.<Thread>newKeySet();
        Parallel parallel = Parallel.ofThreads(3);
        CountDownLatch all = new CountDownLatch(3);
        parallel.forEach(3, task -> {
            workers.add(Thread.currentThread());
            all.countDown();
            await(all);
        });
        workers.remove(Thread.currentThread());
        parallel.close();
        for (Thread worker : workers) {
            worker.join();
        }
        AtomicInteger elsewhere = new AtomicInteger();
        Thread here = Thread.currentThread();
        parallel.forEach(10, task -> elsewhere.addAndGet(Thread.currentThread() == here ? 0 : 1));
        assertThat(elsewhere).hasValue(0);
        assertThat(workers).hasSize(2).allMatch(Thread::isDaemon).noneMatch(Thread::isAlive);
    }

    @Test
    void withoutABindingTheSharedInstanceHasAThreadForEachProcessor() {
        assertThat(Parallel.current()).isSameAs(Parallel.current());
        assertThat(Parallel.current().threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void zeroThreadsAreRefused() {
        assertThatThrownBy(() -> Parallel.ofThreads(0))
                .hasMessageContaining("number of threads 0")
                .hasMessageContaining("at least 1");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
