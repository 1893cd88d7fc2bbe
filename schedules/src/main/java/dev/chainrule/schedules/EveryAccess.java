package dev.chainrule.schedules;

import java.lang.instrument.Instrumentation;
import java.util.List;
import org.pastalab.fray.instrumentation.base.ApplicationCodeTransformer;

/// The agent that makes every access to a field a point at which another thread may go on; Fray's own takes the
/// volatile ones.
public final class EveryAccess {
    /// What reads and writes bytes of its own thread alone: ten thousands of accesses that nobody waits for.
    private static final List<String> ALONE = List.of(
            "dev.chainrule.format.Json",
            "dev.chainrule.format.Safetensors",
            "dev.chainrule.format.Seal",
            "dev.chainrule.format.StoredType",
            "dev.chainrule.format.TensorBytes",
            "dev.chainrule.tensor.Precision",
            "dev.chainrule.tensor.Shape");

    private EveryAccess() {}

    /// Called before the program starts.
    public static void premain(String arguments, Instrumentation instrumentation) {
        instrumentation.addTransformer(new ApplicationCodeTransformer(!arguments.equals(Target.VOLATILE), ALONE));
    }
}
