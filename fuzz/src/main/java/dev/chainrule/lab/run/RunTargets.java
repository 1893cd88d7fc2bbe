package dev.chainrule.lab.run;

import dev.chainrule.format.FormatException;
import dev.chainrule.fuzz.Signed;
import dev.chainrule.fuzz.Target;
import java.nio.file.Files;
import java.util.Map;

/// The readers of what a run writes.
public final class RunTargets {
    private RunTargets() {}

    /// Targets by name.
    public static Map<String, Target> all() {
        return Map.of(
                "history",
                Target.ofFile(FormatException.class, ".jsonl", HistoryFile::read),
                "about",
                Target.ofFile(FormatException.class, ".json", AboutFile::read),
                "signals",
                Target.ofFile(FormatException.class, ".jsonl", Signals::read),
                "answers",
                Target.ofFile(FormatException.class, ".safetensors", AnswersFile::read),
                "state",
                Target.ofFile(
                        FormatException.class,
                        ".state",
                        file -> StateFile.read(Files.write(file, Signed.content(Files.readAllBytes(file))))));
    }
}
