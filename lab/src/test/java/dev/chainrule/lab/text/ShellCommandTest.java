package dev.chainrule.lab.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
                "", "a b", "'", "''", "a'b", "$HOME", "`id`", "~", "=ls", "#", "*", "!x", "-n", "ü", "日本", "😀"));
        for (char c = ' '; c < 127; c++) {
            words.add(c + "x");
            words.add("x" + c);
        }
        StringBuilder script = new StringBuilder("cd /\nprintf '%s\\0'");
        words.forEach(word -> script.append(' ').append(ShellCommand.quoted(word)));
        assertThat(readBy("sh", script.toString())).isEqualTo(String.join("\0", words) + "\0");
    }

    @Test
    void whatWouldActOnATerminalIsSpelledAsBashReadsIt() throws IOException, InterruptedException {
        String word = "a\tb\u001b[31m'\\\u009bc";
        assertThat(ShellCommand.quoted(word))
                .isEqualTo("$'a\\U00000009b\\U0000001b[31m\\U00000027\\U0000005c\\U0000009bc'");
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")));
        assertThat(readBy("/bin/bash", "LC_ALL=C.UTF-8\nprintf '%s\\0' " + ShellCommand.quoted(word)))
                .isEqualTo(word + "\0");
    }

    private static String readBy(String shell, String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(shell).redirectErrorStream(true).start();
        process.getOutputStream().write(script.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String read = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return read;
    }
}
