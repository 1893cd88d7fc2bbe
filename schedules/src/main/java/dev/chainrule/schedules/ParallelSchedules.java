package dev.chainrule.schedules;

import dev.chainrule.kernel.Parallel;
import java.util.Arrays;
import java.util.Map;

/// Loops on several threads.
final class ParallelSchedules {
    private ParallelSchedules() {}

    static Map<String, Target> all() {
        return Map.of(
                "parallel-loops", Target.of(ParallelSchedules::loops),
                "parallel-failures", Target.of(ParallelSchedules::failures),
                "parallel-callers", Target.of(ParallelSchedules::callers));
    }

    /// Each task of a loop runs once and is seen by the caller: of one loop after the other, and of loops inside of
    /// tasks. The threads, which look out for loops before they sleep, end with the instance.
    private static void loops() {
        int[] first = new int[3];
        int[] inner = new int[4];
        try (Parallel parallel = Parallel.ofThreads(2)) {
            parallel.forEach(3, task -> first[task]++);
            requireOnes(first);
            parallel.forEach(2, outer -> parallel.forEach(2, task -> inner[2 * outer + task]++));
            requireOnes(inner);
        }
    }

    /// What a task throws reaches the caller, once; loops after it are as if nothing had been. The threads sleep at
    /// once where there are more of them than processors.
    private static void failures() {
        RuntimeException[] broken = {new IllegalStateException("first"), new IllegalStateException("second")};
        int[] after = new int[2];
        try (Parallel parallel = Parallel.ofThreads(3)) {
            RuntimeException caught = null;
            try {
                parallel.forEach(3, task -> {
                    if (task < 2) {
                        throw broken[task];
                    }
                });
            } catch (IllegalStateException e) {
                caught = e;
            }
            Threads.require(caught == broken[0] || caught == broken[1], "what a task threw is lost");
            parallel.forEach(2, task -> after[task]++);
            requireOnes(after);
        }
    }

    /// Two threads, one of them interrupted, start loops on one instance while a third one closes it.
    private static void callers() throws InterruptedException {
        int[] one = new int[2];
        int[] other = new int[2];
        Parallel parallel = Parallel.ofThreads(2);
        Threads.together(
                () -> {
                    Thread.currentThread().interrupt();
                    parallel.forEach(2, task -> one[task]++);
                    Threads.require(Thread.interrupted(), "the interrupt is lost");
                    requireOnes(one);
                },
                () -> {
                    parallel.forEach(2, task -> other[task]++);
                    requireOnes(other);
                },
                parallel::close);
        int[] after = new int[2];
        parallel.forEach(2, task -> after[task]++);
        requireOnes(after);
    }

    private static void requireOnes(int[] counts) {
        for (int count : counts) {
            Threads.require(count == 1, "tasks ran " + Arrays.toString(counts) + " times");
        }
    }
}
