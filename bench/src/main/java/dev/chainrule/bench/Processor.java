package dev.chainrule.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The processor as Linux describes it.
///
/// @param name its model, elsewhere the operating system and the architecture
/// @param flags what it can, in Linux's words; empty elsewhere
record Processor(String name, Set<String> flags) {
    private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

    /// That of this machine.
    static Processor here() {
        try {
            return parse(Files.readAllLines(DESCRIPTION));
        } catch (IOException e) {
            // Only Linux tells.
            return parse(List.of());
        }
    }

    /// Reads the description.
    static Processor parse(List<String> lines) {
        return new Processor(
                value(lines, "model name")
                        .orElse(System.getProperty("os.name") + " on " + System.getProperty("os.arch")),
                value(lines, "flags")
                        .map(text -> Set.copyOf(Arrays.asList(text.split(" "))))
                        .orElse(Set.of()));
    }

    private static Optional<String> value(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.matches(key + "\\s*:.*"))
                .map(line -> line.replaceFirst(".*?:\\s*", "").strip())
                .findFirst();
    }
}
