package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Names of classes, files and runs that try to act on a terminal are letters there, and forge no line.
class EvilNamesTest {
    private static final String ACTS = "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\n\t]]";
    private static final String FORGED = "chainrule: all is well";

    @TempDir
    Path folder;

    static List<String> payloads() {
        List<String> all = new ArrayList<>();
        for (int control = 0; control < 0x20; control++) {
            if (control != '\n' && control != '\t') {
                all.add("a" + (char) control + "b");
            }
        }
        for (int control = 0x7f; control < 0xa0; control += 3) {
            all.add("a" + (char) control + "2Jb");
        }
        for (String act : List.of(
                "\u001b[31m",
                "\u001b[2J",
                "\u001b]0;title\u0007",
                "\u001b]8;;http://x\u001b\\",
                "\u001b[6n",
                "\u001bc",
                "\u009b31m",
                "\u009d0;title\u009c",
                "\u0090q\u009c",
                "\r" + FORGED,
                "\r\r" + FORGED,
                "\b\b\b",
                "\u200b",
                "\u200e",
                "\u200f",
                "\u202a",
                "\u202b",
                "\u202d",
                "\u202e",
                "\u2066",
                "\u2067",
                "\u2069",
                "\ufeff",
                "\u061c",
                "\u00ad",
                "\u2028" + FORGED,
                "\u2029" + FORGED,
                "\u180e",
                "\ud83d",
                "\udb40\udc41")) {
            all.add("a" + act + "b");
        }
        return all;
    }

    @Test
    void thereAreSixtyOfThem() {
        assertThat(payloads()).hasSizeGreaterThanOrEqualTo(60).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void noTextActsOnAStandardStream(String payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PlainStream(new PrintStream(bytes, true, StandardCharsets.UTF_8))) {
            out.println(payload);
            out.print((Object) payload);
            out.print(payload.toCharArray());
            out.printf("%s\t%s%n", payload, "end");
            out.append(payload).append(payload.charAt(1));
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .startsWith("a")
                .contains("\tend" + System.lineSeparator())
                .doesNotContainPattern(ACTS)
                .doesNotContain("\ufffd");
    }

    @Test
    void noCommandPrintsANameThatActs() throws IOException {
        String[] classes = {"a\u001b[31m\u009b2J\u0085", "b\n" + FORGED, "<c>\u202e\u2028\r" + FORGED};
        assumeTrue(canHave(classes));
        Path images = TinyImages.folder(folder, 10, classes);
        Path run = folder.resolve("run\u001b]0;x\u0007\n" + FORGED);
        List<Outcome> outcomes = List.of(
                Outcome.ofTinyTraining(images, run),
                Outcome.of("evaluate", run),
                Outcome.of("predict", run, images),
                Outcome.of("predict", "--json", run, images),
                Outcome.of("predict", run, images.resolve("no\u001b[2J\n" + FORGED)),
                Outcome.of("report", run),
                Outcome.of("compare", run, run),
                Outcome.of("experiment", "\u001b[2J\n" + FORGED),
                Outcome.of("train", "--preset", "\u009b2J\n" + FORGED),
                Outcome.of("train", "--\u009b2J\n" + FORGED));
        for (Outcome outcome : outcomes) {
            assertThat(outcome.out() + outcome.err()).isNotEmpty().doesNotContainPattern(ACTS);
            assertThat((outcome.out() + outcome.err()).lines()).noneMatch(line -> line.startsWith(FORGED));
        }
        assertThat(outcomes.getFirst().exitCode()).isZero();
        assertThat(outcomes.get(2).exitCode()).isZero();
        assertThat(outcomes.get(1).exitCode()).isZero();
    }

    private boolean canHave(String... names) throws IOException {
        try {
            for (String name : names) {
                Files.createDirectories(folder.resolve("images").resolve(name));
            }
            return true;
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
