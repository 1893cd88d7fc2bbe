package dev.chainrule.lab.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ShellCommandTest {
    @Test
    void wordsThatNeedNoQuotesHaveNone() {
        assertThat(ShellCommand.of("train", "--set", "epochs=3", "--out", Path.of("runs/quick-1"), 4))
                .isEqualTo("chainrule train --set epochs=3 --out runs/quick-1 4");
        assertThat(ShellCommand.quoted("Äpfel/é_1")).isEqualTo("Äpfel/é_1");
    }

    @Test
    void wordsWithSpacesOrQuotesAreInSingleQuotes() {
        assertThat(ShellCommand.of("evaluate", "a b")).isEqualTo("chainrule evaluate 'a b'");
        assertThat(ShellCommand.quoted("it's")).isEqualTo("'it'\\''s'");
        assertThat(ShellCommand.quoted("")).isEqualTo("''");
        assertThat(ShellCommand.quoted("~/x")).isEqualTo("'~/x'");
    }

    /// The shell itself is asked what it makes of each word.
    @Test
    @DisabledOnOs(OS.WINDOWS)
    @SuppressWarnings("OrphanedFormatString") // it is the shell's
    void theShellReadsEveryWordBack() throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                "", "a b", "'", "''", "a'b", "$HOME", "`id`", "~", "=ls", "#", "*", "a\tb", "!x", "-n", "ü", "日本",
                "😀"));
        for (char c = ' '; c < 127; c++) {
            words.add(c + "x");
            words.add("x" + c);
        }
        StringBuilder script = new StringBuilder("cd /\nprintf '%s\\0'");
        words.forEach(word -> script.append(' ').append(ShellCommand.quoted(word)));
        Process shell = new ProcessBuilder("sh").redirectErrorStream(true).start();
        shell.getOutputStream().write(script.toString().getBytes(StandardCharsets.UTF_8));
        shell.getOutputStream().close();
        String read = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).isZero();
        assertThat(read).isEqualTo(String.join("\0", words) + "\0");
    }
}
