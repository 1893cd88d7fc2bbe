package dev.chainrule.lab.run;

import dev.chainrule.format.FormatException;
import dev.chainrule.format.Safetensors;
import dev.chainrule.fuzz.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

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
                Target.ofFile(FormatException.class, ".safetensors", RunTargets::sealed));
    }

    /// The content under a seal that is right, without which nothing behind the seal would ever run; what is no
    /// safetensors file is read as it is.
    private static void sealed(Path file) throws IOException {
        Optional<Safetensors> content = Optional.empty();
        try {
            content = Optional.of(Safetensors.read(file));
        } catch (FormatException _) {
            // it is refused again below
        }
        if (content.isPresent() && content.get().unread().isEmpty()) {
            content.get().writeSealed(file);
        }
        StateFile.read(file);
    }
}
