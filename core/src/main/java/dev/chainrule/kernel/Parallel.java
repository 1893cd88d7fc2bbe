package dev.chainrule.kernel;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// A parallel loop for kernels: short, and with the same result for any number of threads.
///
/// A loop consists of tasks, numbered from 0; each writes an output of its own, and nothing of what it computes depends
/// on which thread runs it or on how many there are. Each thread begins with a share of its own, the same in loops of
/// as many tasks, and then helps with those of others. The calling thread takes part. Idle threads look out for the
/// next loop for a short while before they sleep, so that a chain of loops of a few microseconds each can use them;
/// after a moment of that they let other threads go first.
///
/// A loop inside of a task runs on the thread of the task, and so does a loop that starts while another thread's loop
/// is under way.
///
/// ```java
/// Parallel.current().forEach(rows, row -> scale(x, row));
/// ```
public final class Parallel implements AutoCloseable {
    private static final ScopedValue<Parallel> BOUND = ScopedValue.newInstance();

    /// How long a waiting thread looks out without a pause.
    private static final long SPIN_NANOS = 50_000;

    /// How long it waits altogether before it sleeps. A virtual machine takes the core of a thread that sleeps, and
    /// often wakes it on the caller's core.
    static final long LINGER_NANOS = 10_000_000;

    private final Worker[] workers;
    private final boolean spins;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile @Nullable Loop loop;
    private volatile boolean closed;

    private Parallel(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException(
                    "Parallel: number of threads " + threads + " does not fit; expected at least 1");
        }
        spins = threads <= Runtime.getRuntime().availableProcessors();
        workers = new Worker[threads - 1];
    }

    /// A new instance with a given number of threads, the calling one included. Close it to end its threads; a
    /// closed instance runs loops on the calling thread.
    ///
    /// @throws IllegalArgumentException if `threads` is below 1
    public static Parallel ofThreads(int threads) {
        Parallel parallel = new Parallel(threads);
        for (int i = 0; i < parallel.workers.length; i++) {
            parallel.workers[i] = new Worker(parallel, i + 1);
        }
        for (Worker worker : parallel.workers) {
            worker.start();
        }
        return parallel;
    }

    /// The instance that [#with] has bound, else one with a thread for each processor that the process shares.
    public static Parallel current() {
        if (BOUND.isBound()) {
            return BOUND.get();
        }
        return Thread.currentThread() instanceof Worker worker ? worker.owner : Shared.INSTANCE;
    }

    /// Runs an action during which [#current] returns the given instance.
    ///
    /// @return what the action returns
    /// @throws X what the action throws
    public static <R extends @Nullable Object, X extends Throwable> R with(
            Parallel parallel, ScopedValue.CallableOp<? extends R, X> action) throws X {
        return ScopedValue.where(BOUND, parallel).call(action);
    }

    /// The number of threads, the calling one included.
    public int threads() {
        return workers.length + 1;
    }

    /// Runs `body` once for each number from 0 to `tasks` − 1, in no particular order, and returns when all have
    /// ended. If a task throws, the caller gets its exception; whether other tasks still run is not specified.
    public void forEach(int tasks, IntConsumer body) {
        if (tasks <= 1
                || workers.length == 0
                || Thread.currentThread() instanceof Worker
                || !busy.compareAndSet(false, true)) {
            for (int task = 0; task < tasks; task++) {
                body.accept(task);
            }
            return;
        }
        try {
            Loop mine = new Loop(tasks, threads(), body, Thread.currentThread());
            loop = mine;
            wake(tasks - 1);
            mine.work(0);
            mine.await(spins);
            loop = null;
            mine.rethrow();
        } finally {
            busy.set(false);
        }
    }

    /// Ends the threads.
    @Override
    public void close() {
        closed = true;
        for (Worker worker : workers) {
            LockSupport.unpark(worker);
        }
    }

    private void wake(int most) {
        for (int i = 0; i < Math.min(most, workers.length); i++) {
            if (workers[i].asleep) {
                LockSupport.unpark(workers[i]);
            }
        }
    }

    /// The loop to help with next, after sleeping if need be, or null at the end.
    private @Nullable Loop next(Worker worker) {
        long start = System.nanoTime();
        while (!closed) {
            Loop posted = loop;
            if (posted != null && posted.hasTasks()) {
                worker.asleep = false;
                return posted;
            }
            if (worker.asleep) {
                LockSupport.park(this);
                Thread.interrupted();
                worker.asleep = false;
                start = System.nanoTime();
            } else if (!spins || !lingers(start)) {
                worker.asleep =
                        true; // and look once more before sleeping: a caller posts first and reads this afterwards
            }
        }
        return null;
    }

    /// Lets a moment pass, unless the waiting since `start` has become too long: then returns false.
    @SuppressWarnings("ThreadPriorityCheck")
    private static boolean lingers(long start) {
        long waited = System.nanoTime() - start;
        if (waited < SPIN_NANOS) {
            Thread.onSpinWait();
        } else {
            Thread.yield(); // whoever wants this core may have it
        }
        return waited < LINGER_NANOS;
    }

    private static final class Shared {
        static final Parallel INSTANCE = ofThreads(Runtime.getRuntime().availableProcessors());
    }

    private static final class Worker extends Thread {
        final Parallel owner;
        private final int number;
        volatile boolean asleep;

        Worker(Parallel owner, int number) {
            super(null, null, "chainrule-" + number, 0, false);
            this.owner = owner;
            this.number = number;
            setDaemon(true);
        }

        @Override
        public void run() {
            for (Loop next = owner.next(this); next != null; next = owner.next(this)) {
                next.work(number);
            }
        }
    }

    private static final class Loop {
        private final int tasks;
        private final IntConsumer body;
        private final Thread caller;
        private final Shares shares;
        private final AtomicInteger ended = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private volatile boolean callerSleeps;

        Loop(int tasks, int threads, IntConsumer body, Thread caller) {
            this.tasks = tasks;
            this.body = body;
            this.caller = caller;
            this.shares = new Shares(tasks, threads);
        }

        boolean hasTasks() {
            return shares.remain();
        }

        void work(int thread) {
            for (int task = shares.next(thread); task >= 0; task = shares.next(thread)) {
                run(task);
            }
        }

        @SuppressWarnings("ThreadPriorityCheck")
        void await(boolean spins) {
            long start = System.nanoTime();
            while (ended.get() < tasks) {
                if (spins && lingers(start)) {
                    continue;
                }
                if (caller.isInterrupted()) {
                    Thread.yield(); // an interrupted thread cannot sleep
                } else {
                    callerSleeps = true;
                    if (ended.get() < tasks) {
                        LockSupport.park(this);
                    }
                }
            }
        }

        void rethrow() {
            Throwable first = failure.get();
            if (first instanceof RuntimeException exception) {
                throw exception;
            }
            if (first instanceof Error error) {
                throw error;
            }
        }

        // Whatever a task throws has to reach the caller.
        @SuppressWarnings("CatchThrowable")
        private void run(int task) {
            try {
                body.accept(task);
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            } finally {
                if (ended.incrementAndGet() == tasks && callerSleeps) {
                    LockSupport.unpark(caller);
                }
            }
        }
    }

    /// The tasks that are left of a loop. Each thread begins with a share of its own, from its first task on, and
    /// then takes from the ends of the others' shares. So in loops that follow each other a thread mostly comes
    /// back to the same part of the data, which its core has in its caches.
    private static final class Shares {
        private static final int LINE = 8; // numbers of a cache line: no two threads write to the same one

        /// The first task that is left of a share, and behind it, in the upper half, the end.
        private final AtomicLongArray left;

        private final int count;

        Shares(int tasks, int threads) {
            count = Math.min(tasks, threads);
            left = new AtomicLongArray(LINE * count);
            for (int share = 0; share < count; share++) {
                long from = (long) tasks * share / count;
                long to = (long) tasks * (share + 1) / count;
                left.setPlain(LINE * share, to << 32 | from);
            }
        }

        boolean remain() {
            for (int share = 0; share < count; share++) {
                if (isLeft(left.get(LINE * share))) {
                    return true;
                }
            }
            return false;
        }

        /// The next task for a thread, or -1 if none is left.
        int next(int thread) {
            for (int i = 0; i < count; i++) {
                int share = (thread + i) % count;
                boolean own = share == thread;
                for (long now = left.get(LINE * share); isLeft(now); now = left.get(LINE * share)) {
                    long then = own ? now + 1 : now - (1L << 32);
                    if (left.compareAndSet(LINE * share, now, then)) {
                        return (int) (own ? now : then >>> 32);
                    }
                }
            }
            return -1;
        }

        private static boolean isLeft(long range) {
            return (int) range < range >>> 32;
        }
    }
}
