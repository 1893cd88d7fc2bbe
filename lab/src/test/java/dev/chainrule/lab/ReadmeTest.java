package dev.chainrule.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    @Test
    void theExampleOfTheReadmeIsTheOneThatRunsHere() throws IOException {
        assertThat(Files.readString(Path.of("../README.md")))
                .contains(example("// README\n", "        // END\n"))
                .contains(example("// PREDICTOR\n", "        // END PREDICTOR\n"));
    }

    private static String example(String begin, String end) throws IOException {
        String source = Files.readString(Path.of("src/test/java/dev/chainrule/lab/ReadmeExample.java"));
        return source.substring(source.indexOf(begin) + begin.length(), source.indexOf(end))
                .stripTrailing()
                .stripIndent()
                .strip();
    }

    @Test
    void theExampleLearns() {
        assertThat(ReadmeExample.run()).isGreaterThan(0.3);
    }
}
