package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page about tensors, pasted into `jshell` as it stands: what is printed is what the page says.
class TensorsPageTest {
    private static String blocks(String page, String language) {
        return Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(page)
                .results()
                .map((MatchResult block) -> block.group(1))
                .collect(Collectors.joining());
    }

    @Test
    void theExamplesOfThePagePrintWhatItSaysWhenPasted(@TempDir Path folder) throws IOException, InterruptedException {
        String page = Files.readString(Path.of("..", "docs", "tensors.md"));
        Path input = Files.writeString(folder.resolve("pasted"), blocks(page, "java"));
        Path output = folder.resolve("out");
        Process jshell = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jshell")
                                .toString(),
                        "-J-Djava.util.prefs.userRoot=" + folder,
                        "-J-XX:TieredStopAtLevel=1",
                        "-R-XX:TieredStopAtLevel=1",
                        "-R-Dstdout.encoding=UTF-8",
                        "-s",
                        "--module-path",
                        OthersProgram.library(),
                        "--add-modules",
                        "dev.chainrule.lab",
                        "-")
                .redirectInput(input.toFile())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(jshell.waitFor()).isZero();
        assertThat(Files.readString(output, StandardCharsets.UTF_8).strip())
                .isEqualTo(blocks(page, "text").strip());
        assertThat(blocks(page, "java").lines()).hasSizeGreaterThan(50);
    }
}
