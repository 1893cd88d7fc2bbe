package dev.chainrule.lab.text;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/// What the flags of this JVM are, whether given or chosen by itself.
public final class JvmFlag {
    private JvmFlag() {}

    /// The value of a flag, if it exists on this processor and in this JVM.
    public static Optional<String> value(String name) {
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        try {
            return jvm == null
                    ? Optional.empty()
                    : Optional.of(jvm.getVMOption(name).getValue());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
