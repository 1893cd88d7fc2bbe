package dev.chainrule.lab.text;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Paths as people type them: each character is itself, but for a leading `~`, which is the home folder.
public final class TypedPath {
    private TypedPath() {}

    /// The path that a text names. `~` and `~/photos` lie in the home folder, as where a shell expands them; a
    /// folder whose name is `~` is `./~`.
    ///
    /// @throws IllegalArgumentException if the text is empty, the platform can have no such path, or there is no
    /// home
    public static Path of(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("the name is empty; expected a path, for example runs/first");
        }
        try {
            boolean home = text.equals("~") || text.startsWith("~/") || text.startsWith("~" + java.io.File.separator);
            return home ? home(text).resolve(text.substring(Math.min(2, text.length()))) : Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'%s' is no path here: %s".formatted(Reasons.oneLine(text), why(e)), e);
        }
    }

    private static Path home(String text) {
        return home(System.getenv(), System.getProperty("user.home", ""))
                .orElseThrow(() -> new IllegalArgumentException(
                        "'%s' needs a home folder, and there is none; expected the variable HOME, or a whole path"
                                .formatted(Reasons.oneLine(text))));
    }

    /// The home folder of whoever runs the program: what the variable `HOME` says, else what the system says.
    ///
    /// @param environment the variables of the process
    /// @param system what Java found, which is `?` for a user who has none
    public static Optional<Path> home(Map<String, String> environment, String system) {
        for (String folder : new String[] {environment.getOrDefault("HOME", ""), system}) {
            if (!folder.isBlank() && Path.of(folder).isAbsolute()) {
                return Optional.of(Path.of(folder));
            }
        }
        return Optional.empty();
    }

    private static String why(InvalidPathException refused) {
        String charset = System.getProperty("sun.jnu.encoding", "UTF-8");
        return refused.getInput().indexOf('\0') >= 0 || charset.equals("UTF-8")
                ? Reasons.oneLine(refused.getReason())
                : "the character set %s of the locale lacks some of its characters. Start with LC_ALL=C.UTF-8"
                        .formatted(charset);
    }
}
