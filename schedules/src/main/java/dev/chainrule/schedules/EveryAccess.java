package dev.chainrule.schedules;

import java.lang.instrument.Instrumentation;
import java.util.List;
import org.pastalab.fray.instrumentation.base.ApplicationCodeTransformer;

/// The agent that makes every access to a field a point at which another thread may go on; Fray's own takes the
/// volatile ones.
public final class EveryAccess {
    private EveryAccess() {}

    /// Called before the program starts.
    public static void premain(String arguments, Instrumentation instrumentation) {
        instrumentation.addTransformer(new ApplicationCodeTransformer(!arguments.equals(Target.VOLATILE), List.of()));
    }
}
