package dev.chainrule.lab.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.data.Augmentation;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsPageTest {
    private static final Path PAGE = Path.of("../docs/settings.md");

    /// `-Dchainrule.page=write` makes the tables anew instead.
    @Test
    void theTablesAreThoseOfTheRecords() throws IOException {
        String page = Files.readString(PAGE);
        String made = SettingsPage.made(page);
        if (System.getProperty("chainrule.page", "").equals("write")) {
            Files.writeString(PAGE, made);
        } else {
            assertThat(page)
                    .as("mvn verify -pl lab -am -Dtest=SettingsPageTest -Dchainrule.page=write makes it anew")
                    .isEqualTo(made);
        }
    }

    @Test
    void everyExampleOfThePageIsReadAndBuilt(@TempDir Path folder) throws IOException {
        String page = Files.readString(PAGE);
        List<String> examples = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(examples).hasSize(5);
        for (String example : examples) {
            Path file = Files.writeString(folder.resolve("example.yaml"), example);
            RunSettings settings = new SettingsBuilder().file(file).build();
            assertThat(new SettingsBuilder()
                            .file(Files.writeString(folder.resolve("again.yaml"), settings.toYaml()))
                            .build())
                    .isEqualTo(settings);
            var model = ModelBuilder.build(settings.spec(Shape.of(3, 32, 32), 10), new NumpyRandom(1));
            assertThat(model.classes()).isEqualTo(10);
        }
        RunSettings first = new SettingsBuilder()
                .file(Files.writeString(folder.resolve("first.yaml"), examples.getFirst()))
                .build();
        assertThat(first.plan().augmentation().flip()).isEqualTo(Augmentation.Flip.ALTERNATING);
        assertThat(first.plan().descent().shiftRateFactor()).isEqualTo(1);
        RunSettings last = new SettingsBuilder()
                .file(Files.writeString(folder.resolve("last.yaml"), examples.getLast()))
                .build();
        assertThat(last.plan().descent().shiftRateFactor()).isEqualTo(64);
    }
}
