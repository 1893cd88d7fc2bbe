package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every name of a file and every locale: all commands that take a path understand it, and find again what they wrote.
class NamesAndLocalesTest {
    private static final Pattern OTHER_DIGIT = Pattern.compile("[\\p{Nd}&&[^0-9]]");

    @TempDir
    Path folder;

    private static Outcome done(Object... words) {
        Outcome outcome = Outcome.of(words);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        return outcome;
    }

    private static Outcome train(Path images, Path run) {
        return done(
                "train",
                "--preset",
                "quick-fc",
                "--data",
                images,
                "--hidden",
                "4",
                "--batch-size",
                "2",
                "--epochs",
                "1",
                "--out",
                run);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                " a ",
                "photos #2",
                "x: y",
                "it's",
                "\"q\"",
                "@home",
                "~",
                "~user",
                "100%",
                "%s",
                "[a]",
                "{a, b}",
                "a,b",
                "&a",
                "*",
                "!",
                "`id`",
                "$HOME",
                "-x",
                "--epochs",
                "a=b",
                "a;b",
                "a|b",
                "<a>",
                "null",
                "true",
                "1e3",
                "0x10",
                "caf\u00e9",
                "cafe\u0301",
                "Äpfel",
                "日本",
                "😀",
                "\ud83c\udff4\udb40\udc67\udb40\udc62",
                "İı",
                "a\\b",
                "a\tb",
                "."
            })
    void everyNameIsAFolderOfImagesARunAFileOfSettingsAndAPage(String name) throws IOException {
        String charset = System.getProperty("sun.jnu.encoding", "UTF-8");
        Assumptions.assumeTrue(charset.equals("UTF-8")
                || StandardCharsets.US_ASCII.newEncoder().canEncode(name));
        Path images = Files.createDirectories(folder.resolve("of").resolve(name).normalize());
        TinyImages.folder(images, 5, "red", "blue");
        Path run = folder.resolve("runs").resolve(name + "r");
        String said = train(images.resolve("images"), run).out();
        assertThat(said).contains("Next:");
        Path settings = Files.copy(run.resolve("settings.yaml"), folder.resolve(name + ".yaml"));
        done("train", "--config", settings, "--out", folder.resolve(name + "again"));
        assertThat(folder.resolve(name + "again").resolve("model.safetensors"))
                .hasSameBinaryContentAs(run.resolve("model.safetensors"));
        assertThat(done("evaluate", run, "--data", images.resolve("images")).out())
                .contains("blue", "red", "all");
        assertThat(done("report", run).out()).startsWith("file:");
        Path page = folder.resolve(name + ".html");
        done("derive", "relu", "--out", page);
        assertThat(page).exists();
        done("check", "--model", settings, "--features", "3", "--examples", "2", "--samples", "1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "tr-TR", "de-DE", "fa-IR", "hi-IN-u-nu-deva", "th-TH-u-ca-buddhist-nu-thai"})
    void nothingThatIsSaidOrWrittenDependsOnTheLocale(String tag) throws IOException {
        Locale before = Locale.getDefault();
        Path images = TinyImages.folder(folder, 5, "red", "blue");
        Path plain = folder.resolve("plain");
        Path other = folder.resolve("other");
        try {
            Locale.setDefault(Locale.ROOT);
            train(images, plain);
            String checked = withoutTime(done("check", "--layer", "affine").out());
            String help = done("train", "--help").out();
            Locale.setDefault(Locale.forLanguageTag(tag));
            String said = train(images, other).out()
                    + done("evaluate", other).out()
                    + done("presets").out()
                    + done("derive", "batch-norm").out()
                    + Outcome.of("train", "--epochs", "0").err()
                    + Outcome.of("train", "--epochs", "2147483648").err()
                    + Outcome.of("train", "--preset", "QUICK-FC", "--optimizer", "SGDI")
                            .err();
            assertThat(OTHER_DIGIT.matcher(said).results()).isEmpty();
            assertThat(said).doesNotContain("ı", "İ");
            String again = done("check", "--layer", "affine").out();
            assertThat(withoutTime(again)).isEqualTo(checked);
            assertThat(done("train", "--help").out()).isEqualTo(help);
        } finally {
            Locale.setDefault(before);
        }
        assertThat(other.resolve("settings.yaml")).hasSameTextualContentAs(plain.resolve("settings.yaml"));
        assertThat(other.resolve("model.safetensors")).hasSameBinaryContentAs(plain.resolve("model.safetensors"));
        for (String file : new String[] {"history.jsonl", "report.html"}) {
            assertThat(OTHER_DIGIT
                            .matcher(Files.readString(other.resolve(file)))
                            .results())
                    .isEmpty();
        }
    }

    private static String withoutTime(String text) {
        return text.replaceAll("Checked in .*", "");
    }
}
