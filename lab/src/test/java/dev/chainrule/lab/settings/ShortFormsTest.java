package dev.chainrule.lab.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A section in short form is that section, whatever lies over or below it and wherever it was given.
class ShortFormsTest {
    private static final String PRESET = "preset: quick-fc\n";

    @TempDir
    Path folder;

    private int files;

    /// A section in short form.
    ///
    /// @param path of the section
    /// @param word that stands for it
    /// @param key that the word stands for
    /// @param others further keys of the section, each with a value
    private record ShortForm(String path, String word, String key, List<String> others) {
        ShortForm(String path, String word, String key, String... others) {
            this(path, word, key, List.of(others));
        }
    }

    private static final List<ShortForm> SHORTS = List.of(
            new ShortForm(
                    "data", "photos", "set", "preprocessing=mean-image", "split=mine", "limit=8", "image-size=9x9"),
            new ShortForm(
                    "model", "kth", "kind", "hidden=[5, 4]", "precision=float64", "weights=xavier", "dropout=0.5"),
            new ShortForm("model.weights", "he", "rule"),
            new ShortForm("model.activation", "leaky-relu", "layer", "slope=0.3"),
            new ShortForm("model.normalization", "batch-norm", "layer", "epsilon=0.5", "affine=false"),
            new ShortForm("model.dropout", "0.5", "keep", "scaling=vanilla", "reseed=7"),
            new ShortForm("optimizer", "adam", "rule", "beta1=0.5", "beta2=0.6", "epsilon=0.1"),
            new ShortForm("optimizer", "momentum", "rule", "momentum=0.3"),
            new ShortForm("learning-rate", "0.25", "rate", "schedule=constant", "minimum=0.1"),
            new ShortForm("learning-rate", "constant", "schedule", "rate=0.75"),
            new ShortForm("loss", "hinge", "name", "margin=2", "squared=true"),
            new ShortForm("loss", "softmax", "name", "smoothing=0.2"),
            new ShortForm("weight-average", "ema", "rule", "decay=0.5", "every=3", "warm-up=false"),
            new ShortForm("augmentation", "random", "flip", "translate=1", "padding=zero", "cutout=2"),
            new ShortForm("signals", "spread", "recorded", "times=5", "bins=9"),
            new ShortForm("clipping", "none", "by"));

    private static String yaml(String path, String value) {
        String[] keys = path.split("\\.", -1);
        return "{" + String.join(": {", keys) + ": " + value + "}".repeat(keys.length);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve(files++ + ".yaml"), text);
    }

    /// All keys in one file, in long form.
    private RunSettings expected(ShortForm section, String other) throws IOException {
        String long_ = "{%s: %s, %s}".formatted(section.key, section.word, other.replace("=", ": "));
        return new SettingsBuilder()
                .preset("quick-fc", "here")
                .file(file(yaml(section.path, long_)))
                .build();
    }

    @TestFactory
    Stream<DynamicTest> aKeyOverAShortFormChangesThatKeyAlone() {
        return SHORTS.stream()
                .flatMap(section -> section.others.stream()
                        .map(other -> DynamicTest.dynamicTest(section + " " + other, () -> {
                            String key = section.path + "." + other.replaceFirst("=.*", "");
                            String value = other.replaceFirst("[^=]*=", "");
                            RunSettings expected = expected(section, other);
                            Path word = file(yaml(section.path, section.word));
                            Path wordAfterPreset = file(PRESET + section.path.replaceFirst("\\..*", "") + ": "
                                    + (section.path.contains(".")
                                            ? yaml(section.path.replaceFirst("[^.]*\\.", ""), section.word)
                                            : section.word));
                            Path alone = file(yaml(key, value));
                            assertThat(quick().file(word)
                                            .set(key, value, "--set")
                                            .build())
                                    .isEqualTo(expected);
                            assertThat(new SettingsBuilder()
                                            .file(wordAfterPreset)
                                            .set(key, value, "--set")
                                            .build())
                                    .isEqualTo(expected);
                            assertThat(quick().file(word).file(alone).build()).isEqualTo(expected);
                            assertThat(quick().set(section.path, section.word, "--set")
                                            .set(key, value, "--set")
                                            .build())
                                    .isEqualTo(expected);
                            assertThat(quick().text(section.path, section.word, "--flag")
                                            .file(alone)
                                            .build())
                                    .isEqualTo(expected);
                        })));
    }

    private static SettingsBuilder quick() {
        return new SettingsBuilder().preset("quick-fc", "--preset");
    }

    /// A word that chooses what was chosen already changes nothing else, and one that chooses anew starts anew.
    @TestFactory
    Stream<DynamicTest> aWordOverItsOwnLongFormKeepsTheOtherKeys() {
        return SHORTS.stream()
                .filter(section -> !List.of("augmentation", "model.dropout").contains(section.path))
                .flatMap(section -> section.others.stream()
                        .filter(other -> !other.startsWith("weights") && !other.startsWith("schedule"))
                        .map(other -> DynamicTest.dynamicTest(section + " " + other, () -> {
                            String long_ =
                                    "{%s: %s, %s}".formatted(section.key, section.word, other.replace("=", ": "));
                            assertThat(quick().file(file(yaml(section.path, long_)))
                                            .set(section.path, section.word, "--set")
                                            .build())
                                    .isEqualTo(expected(section, other));
                        })));
    }

    /// A file says one key of what its preset chose; a flag chooses the same again.
    @Test
    void whatIsChosenAgainKeepsTheKeysOfEveryLayer() throws IOException {
        RunSettings settings = new SettingsBuilder()
                .file(file("preset: cs231n-adam\noptimizer: {beta1: 0.7}\n"))
                .text("optimizer.rule", "adam", "--optimizer")
                .build();
        assertThat(settings.flattened()).containsEntry("optimizer.beta1", "0.7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "my photos #2",
                "a: b",
                "'q'",
                "\"q\"",
                "[a, b]",
                "{a}",
                "&a",
                "*a",
                "!a",
                "%a",
                "@a",
                "~a",
                "`a`",
                " a ",
                "null",
                "true",
                "1e3",
                "0x10",
                "- a",
                "? a",
                "|",
                ">",
                "a\\b",
                "é",
                "😀",
                "-",
                "=",
                "a=b",
                "#"
            })
    void aTextThatIsTypedIsTakenAsItIsAndWrittenSoThatItIsReadBack(String text) throws IOException {
        RunSettings flag = quick().text("data.set", text, "--data").build();
        assertThat(flag.data().set()).isEqualTo(text);
        assertThat(quick().set("data.set", text, "--set").build()).isEqualTo(flag);
        assertThat(new SettingsBuilder().file(file(flag.toYaml())).build()).isEqualTo(flag);
    }

    @Test
    void aCharacterBeyondSixteenBitsIsWrittenAsItself() {
        assertThat(quick().text("data.set", "a 😀", "--data").build().toYaml()).contains("set: \"a 😀\"");
        assertThat(YamlWriter.flow(new Setting.Scalar("a\u202eb\ud83c\udff4\udb40\udc67", "")))
                .isEqualTo("\"a\\u202eb🏴\\U000e0067\"");
    }

    @Test
    void thePresetMayBeSetLikeAnyKey() {
        assertThat(new SettingsBuilder()
                        .set("preset", "quick-fc", "--set preset")
                        .build())
                .isEqualTo(Preset.named("quick-fc", "test").settings());
    }
}
