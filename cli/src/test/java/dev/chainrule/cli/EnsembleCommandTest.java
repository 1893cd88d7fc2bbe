package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.format.Safetensors;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.run.SavedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnsembleCommandTest {
    @TempDir
    static Path folder;

    private static Path members;
    private static Path images;

    @BeforeAll
    static void train() throws IOException {
        images = TinyImages.folder(folder, 20, "red", "blue");
        members = members(images, folder.resolve("members"));
    }

    /// Three runs that differ in their seed.
    static Path members(Path images, Path into) {
        for (int seed = 1; seed <= 3; seed++) {
            Object[] words = {
                "train",
                "--data",
                images,
                "--preset",
                "quick-fc",
                "--hidden",
                4,
                "--epochs",
                1,
                "--batch-size",
                4,
                "--seed",
                seed,
                "--out",
                into.resolve("s" + seed)
            };
            assertThat(Outcome.of(words).exitCode()).isZero();
        }
        return into;
    }

    @Test
    void whatItPrintsFitsEightyColumnsAndTheFolderIsUsedLikeARun() throws IOException {
        Path out = folder.resolve("three");
        Path gallery = folder.resolve("gallery");
        Outcome made = Outcome.of("ensemble", members, "--combine", "votes", "--out", out, "--gallery", gallery);
        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(made.out())
                .contains("s1 ", "s3 ", "mean of the members", "ensemble: votes *", "weights averaged into one network")
                .contains("By number of members", "calibration error", "Together 3 networks reach");
        assertThat(made.out().lines().filter(line -> !line.startsWith("page ") && !line.startsWith("use it ")))
                .allMatch(line -> line.length() <= 80);
        assertThat(gallery.resolve("ensemble.md")).content().contains("## Answer", "Together");
        assertThat(gallery.resolve("README.md")).content().contains("[ensemble](ensemble.md)");

        SavedRun saved = SavedRun.open(out);
        float[][] kept = saved.kept(Part.TEST).orElseThrow().scores();
        assertThat(saved.evaluate(Part.TEST).scores()).isDeepEqualTo(kept);
        Outcome evaluated = Outcome.of("evaluate", out, "--split", "test");
        assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
        assertThat(evaluated.out()).contains("all ");
        assertThat(Outcome.of("evaluate", out, "--data", images).exitCode()).isZero();
        Outcome predicted = Outcome.of("predict", out, images.resolve("red"), "--json");
        assertThat(predicted.exitCode()).as(predicted.err()).isZero();
        assertThat(predicted.out().lines()).hasSize(20);
    }

    @Test
    void anEnsembleOfOnePredictsWhatItsMemberPredicts() throws IOException {
        Path out = folder.resolve("one");
        assertThat(Outcome.of("ensemble", members.resolve("s2"), "--out", out).exitCode())
                .isZero();
        Object[] pictures = {images.resolve("red"), images.resolve("blue")};
        assertThat(Outcome.of("predict", out, pictures[0], pictures[1], "--json")
                        .out())
                .isEqualTo(Outcome.of("predict", members.resolve("s2"), pictures[0], pictures[1], "--json")
                        .out());
        assertThat(Safetensors.read(out.resolve("answers.safetensors"))
                        .tensors()
                        .keySet())
                .contains("test.scores");
    }

    @Test
    void mistakesGetOneLineAndTwo() throws IOException {
        Path cut = Files.createDirectories(folder.resolve("cut"));
        for (String file : List.of("settings.yaml", "about.json", "history.jsonl")) {
            Files.copy(members.resolve("s1").resolve(file), cut.resolve(file));
        }
        List<String> history = Files.readAllLines(cut.resolve("history.jsonl"));
        Files.write(cut.resolve("history.jsonl"), history.subList(0, history.size() - 1));
        List<List<Object>> mistakes = List.of(
                List.of("ensemble", members.resolve("s1"), members.resolve("s1"), "is named twice"),
                List.of("ensemble", members, "--combine", "vote", "'vote' is unknown", "Did you mean 'votes'?"),
                List.of("ensemble", members, "--out", images, "is not empty"),
                List.of("ensemble", "0 sources of members do not fit"),
                List.of("ensemble", members, "--seeds", 2, "2 sources of members do not fit"),
                List.of("ensemble", members, "--epochs", 2, "settings are for members that are trained"),
                List.of("ensemble", members, "--best", 4, "--best: 4 does not fit 3 different runs"),
                List.of("ensemble", "--best", 2, "--seeds", 2, "--best: chooses among runs"),
                List.of("ensemble", members, cut, "the run was cut off or goes on"));
        for (List<Object> each : mistakes) {
            long words = each.stream()
                    .takeWhile(word -> !word.toString().contains(" "))
                    .count();
            Outcome outcome = Outcome.of(each.subList(0, (int) words).toArray());
            assertThat(outcome.exitCode()).as(each.toString()).isEqualTo(2);
            assertThat(outcome.err().lines()).as(each.toString()).hasSize(1);
            for (Object part : each.subList((int) words, each.size())) {
                assertThat(outcome.err()).contains(part.toString());
            }
        }
    }
}
