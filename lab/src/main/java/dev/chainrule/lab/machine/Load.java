package dev.chainrule.lab.machine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// How much of the machine's time other programs use.
final class Load {
    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /// Begins to look.
    Load() {
        double _ = ofOthers();
    }

    /// The share of the time since the last look; NaN where that is not known.
    double ofOthers() {
        double all = system.getCpuLoad();
        double own = system.getProcessCpuLoad();
        return all < 0 || own < 0 ? Double.NaN : Math.max(0, all - own);
    }
}
