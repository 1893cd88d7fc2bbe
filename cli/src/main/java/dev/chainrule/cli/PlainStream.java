package dev.chainrule.cli;

import dev.chainrule.settings.PlainText;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A standard stream on which no text acts: whatever is printed, and wherever it comes from, the terminal gets letters,
/// tabs and line ends. What is of others and must stay on one line passes [Mistakes#plain] before.
final class PlainStream extends PrintStream {
    PlainStream(PrintStream out) {
        super(out, true, out.charset());
    }

    @Override
    public void print(@Nullable String text) {
        super.print(plain(String.valueOf(text)));
    }

    @Override
    public void print(@Nullable Object value) {
        print(String.valueOf(value));
    }

    @Override
    public void print(char[] text) {
        print(String.valueOf(text));
    }

    @Override
    public void print(char letter) {
        print(String.valueOf(letter));
    }

    private static String plain(String text) {
        String[] lines = text.split("\n", -1);
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < lines.length; i++) {
            boolean ends = i < lines.length - 1;
            boolean returns = ends && lines[i].endsWith("\r"); // as lines end on Windows
            plain.append(words(returns ? lines[i].substring(0, lines[i].length() - 1) : lines[i]))
                    .append(returns ? "\r" : "")
                    .append(ends ? "\n" : "");
        }
        return plain.toString();
    }

    private static String words(String line) {
        return Arrays.stream(line.split("\t", -1)).map(PlainText::line).collect(Collectors.joining("\t"));
    }
}
