package dev.chainrule.schedules;

import java.util.ArrayList;
import java.util.List;

/// Threads that do something at once.
public final class Threads {
    private Threads() {}

    /// Runs all at once, the first one on this thread, and waits for their ends. What another thread throws, Fray
    /// reports.
    public static void together(Target.Body first, Target.Body... others) throws InterruptedException {
        List<Thread> started = new ArrayList<>();
        for (Target.Body each : others) {
            Thread thread = new Thread(each);
            started.add(thread);
            thread.start();
        }
        first.run();
        for (Thread thread : started) {
            thread.join();
        }
    }

    /// Throws if a condition is not fulfilled.
    public static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }
}
