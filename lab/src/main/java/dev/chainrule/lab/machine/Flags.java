package dev.chainrule.lab.machine;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/// How this JVM was started, so that another one can be started the same way.
final class Flags {
    /// Flags that a second JVM beside this one must not have: agents, ports and files of the first.
    private static final List<String> OF_THIS_ONLY = List.of(
            "-agentlib:", "-agentpath:", "-javaagent:", "-Dcom.sun.management", "-Xlog", "-XX:SharedArchiveFile");

    private Flags() {}

    /// Those that say how code is computed.
    static List<String> ofThisJvm() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("-X") || flag.startsWith("-D") || flag.startsWith("--add-modules="))
                .filter(flag -> OF_THIS_ONLY.stream().noneMatch(flag::startsWith))
                .filter(flag -> !flag.startsWith("-Djdk.module."))
                .toList();
    }

    /// Where the classes are, and which one to begin with.
    static List<String> main(Class<?> type) {
        String name = type.getName();
        Module module = type.getModule();
        List<String> words = new ArrayList<>();
        if (module.isNamed()) {
            words.addAll(List.of("-p", System.getProperty("jdk.module.path"), "-m", module.getName() + "/" + name));
        } else {
            words.addAll(List.of("-cp", System.getProperty("java.class.path"), name));
        }
        return words;
    }
}
