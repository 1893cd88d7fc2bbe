package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentCommandTest {
    @TempDir
    private Path folder;

    private Path mine(String more) throws IOException {
        Path file = folder.resolve("mine.yaml");
        Files.writeString(file, """
            question: Does a larger rate learn faster?
            preset: quick-fc
            set: ["model.hidden=[4]", data.limit=60, epochs=2, batch-size=20, evaluation.validation-examples=20]
            arms:
              - slow
              - {name: fast, set: [learning-rate.rate=0.01]}
            %s
            """.formatted(more));
        return file;
    }

    @Test
    void oneOfYourOwnIsRunReportedShownInAGalleryAndNotDoneAgain() throws IOException {
        Path file = mine("");
        Path out = folder.resolve("out");
        Path gallery = folder.resolve("gallery");
        Object[] run = {"experiment", "run", file, "--seeds", 2, "--workers", 2, "--out", out, "--gallery", gallery};

        Outcome first = Outcome.of(run);
        Outcome second = Outcome.of(run);

        assertThat(first.err()).isEmpty();
        assertThat(first.exitCode()).isZero();
        assertThat(first.out())
                .contains("Does a larger rate learn faster?", "/4  fast, seed 2:", "Welch's test over 2 and 2 seeds")
                .doesNotContain("done earlier");
        assertThat(second.out().lines().filter(line -> line.endsWith("done earlier")))
                .hasSize(4);
        assertThat(out.resolve("mine/sample/report.html")).content().contains("Does a larger rate learn faster?");
        assertThat(out.resolve("mine/sample/fast-seed-2/model.safetensors")).exists();
        assertThat(gallery.resolve("mine.md")).content().contains("chainrule experiment run mine");
        assertThat(gallery.resolve("README.md")).exists();
    }

    @Test
    void whatDoesNotComeOutAsExpectedIsSaidAndEndsWithOne() throws IOException {
        Path file = mine("expect: [{measure: training, arm: slow, from: 2}]");

        Outcome outcome = Outcome.of("experiment", "run", file, "--seeds", 1, "--out", folder.resolve("out"));

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).contains("NOT as expected: slow: training accuracy", "expected at least 200.0");
    }

    @Test
    void mistakesGetOneLineAndTwo() throws IOException {
        Path file = mine("");
        Path twin = Files.createDirectories(folder.resolve("other")).resolve("mine.yml");
        Files.copy(file, twin);
        Path typo = Files.writeString(folder.resolve("typo.yaml"), "question: Why?\narms: [a]\nmeasure: [loss]\n");
        List<List<Object>> mistakes = List.of(
                List.of("experiment", "run", "cs231n-dropot", "Did you mean 'cs231n-dropout'?"),
                List.of("experiment", "run", "cs231n-fast-layer", "Did you mean 'cs231n-fast-layers'?"),
                List.of("experiment", "run", typo, "typo.yaml line 3"),
                List.of("experiment", "run", folder.resolve("none.yaml"), "none.yaml"),
                List.of("experiment", "run", file, twin, "another experiment is called mine"),
                List.of("experiment", "run", file, "--seeds", 0, "--seeds"),
                List.of("experiment", "run", file, "--workers", 0, "workers"),
                List.of("experiment", "run", file, "--data", "cifr10", "Did you mean 'cifar10'?"),
                List.of("experiment", "show", "kth-dept", "Did you mean 'kth-depth'?"));
        for (List<Object> each : mistakes) {
            Outcome outcome = Outcome.of(each.subList(0, each.size() - 1).toArray());

            assertThat(outcome.exitCode()).as(each.toString()).isEqualTo(2);
            assertThat(outcome.err().lines()).as(each.toString()).hasSize(1);
            assertThat(outcome.err()).contains(each.getLast().toString());
        }
    }

    @Test
    void theListSaysWhatEachCosts() {
        Outcome list = Outcome.of("experiment", "list");

        assertThat(list.exitCode()).isZero();
        assertThat(list.out())
                .contains("kth-depth", "cs231n-image-filters", "18 runs, about")
                .containsOnlyOnce("CS231n A2, BatchNormalization");
        assertThat(Outcome.of("experiment", "show", "cs231n-fast-layers").out()).contains("From CS231n A2");
        assertThat(Outcome.of("experiment", "show", "kth-depth").out()).startsWith("question: ");
    }
}
