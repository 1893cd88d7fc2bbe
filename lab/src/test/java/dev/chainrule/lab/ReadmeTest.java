package dev.chainrule.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    @Test
    void theExampleOfTheReadmeIsTheOneThatRunsHere() throws IOException {
        String source = Files.readString(Path.of("src/test/java/dev/chainrule/lab/ReadmeExample.java"));
        String example = source.substring(source.indexOf("// README") + 10, source.indexOf("        // END"))
                .stripTrailing()
                .stripIndent()
                .strip();
        assertThat(Files.readString(Path.of("../README.md"))).contains(example);
    }

    @Test
    void theExampleLearns() {
        assertThat(ReadmeExample.run()).isGreaterThan(0.3);
    }
}
