package dev.chainrule.fuzz;

import dev.chainrule.format.Limits;
import dev.chainrule.settings.PlainText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// What the fuzzer calls: the target that the property `fuzz.target` names.
public final class FuzzTarget {
    /// The property with the name of the target.
    static final String PROPERTY = "fuzz.target";

    /// The characters of a message: the reason, and where.
    private static final int LONGEST = Limits.REASON_CHARACTERS + 100;

    private static Optional<Target> target = Optional.empty();

    private FuzzTarget() {}

    /// Called once, before the first content: reads the seeds, so that no content is blamed for the time that
    /// classes take to load.
    ///
    /// @throws Exception if a seed is refused by another error than the typed one
    public static void fuzzerInitialize() throws Exception {
        String name = System.getProperty(PROPERTY);
        target = Optional.of(Targets.all().get(name));
        try (Stream<Path> seeds = Files.list(Fuzz.corpus(name))) {
            for (Path seed : seeds.filter(file -> file.getFileName().toString().startsWith("seed"))
                    .toList()) {
                fuzzerTestOneInput(Files.readAllBytes(seed));
            }
        }
    }

    /// Called for each content.
    ///
    /// @throws Exception if the content is refused by another error than the typed one, or not in a line of plain
    /// text
    public static void fuzzerTestOneInput(byte[] content) throws Exception {
        Target tried = target.orElseThrow();
        try {
            tried.reader().read(content);
        } catch (Exception e) {
            if (!tried.typed().isInstance(e)) {
                throw e;
            }
            String message = String.valueOf(e.getMessage());
            if (message.length() > LONGEST || !PlainText.line(message).equals(message)) {
                throw new IllegalStateException("no line of plain text: " + message, e);
            }
        }
    }
}
