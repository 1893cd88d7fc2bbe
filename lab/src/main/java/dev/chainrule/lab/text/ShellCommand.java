package dev.chainrule.lab.text;

import dev.chainrule.settings.PlainText;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Commands of the program that are printed so that they work when they are pasted into a shell.
///
/// ```java
/// ShellCommand.of("train", "--config", folder.settings()); // bin/chainrule train --config 'my runs/a/settings.yaml'
/// ```
public final class ShellCommand {
    /// The system property in which the launcher says by which name it was called.
    private static final String CALLED = "chainrule.command";

    /// What no shell reads as anything but itself; a leading `~` or `=` would be read.
    private static final Pattern PLAIN = Pattern.compile(
            "[\\p{IsAlphabetic}\\p{IsDigit}\\p{M}_./,:+@%-]" + "[\\p{IsAlphabetic}\\p{IsDigit}\\p{M}_./,:+@%=-]*");

    private ShellCommand() {}

    /// A command that starts with the program's name as it can be pasted.
    ///
    /// @param words command, flags and values, each as the program shall get it: text, numbers or paths
    public static String of(Object... words) {
        String rest = Arrays.stream(words)
                .map(String::valueOf)
                .map(ShellCommand::quoted)
                .collect(Collectors.joining(" "));
        return rest.isEmpty() ? program() : program() + " " + rest;
    }

    /// The program's name as it can be pasted: the one by which it was called, or `chainrule`.
    public static String program() {
        return quoted(System.getProperty(CALLED, "chainrule"));
    }

    /// A word as `sh`, and every shell like it, reads it back whole: as it is, or in single quotes if it needs
    /// them; with characters that would act on the terminal as bash and zsh spell them.
    public static String quoted(String word) {
        if (!PlainText.line(word).equals(word)) {
            return "$'" + escaped(word) + "'";
        }
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static String escaped(String word) {
        StringBuilder escaped = new StringBuilder();
        word.codePoints().forEach(c -> {
            boolean plain = PlainText.line(Character.toString(c)).codePointAt(0) == c;
            escaped.append(
                    plain && c != '\'' && c != '\\' ? Character.toString(c) : String.format(Locale.ROOT, "\\U%08x", c));
        });
        return escaped.toString();
    }
}
