package dev.chainrule.schedules;

import java.util.Objects;
import org.pastalab.fray.core.MainKt;

/// One target, in a virtual machine of its own.
final class Chosen {
    /// The property that names it.
    static final String PROPERTY = "chainrule.schedule";

    private static final Runnable BODY = Objects.requireNonNull(Targets.all().get(System.getProperty(PROPERTY)))
            .body();

    private Chosen() {}

    /// Starts Fray. Classes are initialised before: a thread that Fray holds in the midst of that would block
    /// others without its knowledge.
    public static void main(String... arguments) {
        BODY.run();
        MainKt.main(arguments);
    }

    /// Runs one schedule.
    static void once() {
        BODY.run();
    }
}
