package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchCommandTest {
    private static final String RATE = "learning-rate=log:1e-4..1";

    @TempDir
    private Path folder;

    private static Object[] words(Object... more) {
        List<Object> words = new ArrayList<>(List.of(
                "search", "--preset", "quick-fc", "--hidden", 4, "--limit", 60, "--epochs", 2, "--batch-size", 20));
        words.addAll(Arrays.asList(more));
        return words.toArray();
    }

    private Path mine(String more) throws IOException {
        return Files.writeString(folder.resolve("mine.yaml"), """
            question: Which rate?
            preset: quick-fc
            set: ["model.hidden=[4]", data.limit=60, epochs=2, batch-size=20, evaluation.validation-examples=20]
            vary: [learning-rate=log:1e-4..1]
            trials: 3
            %s
            """.formatted(more));
    }

    @Test
    void flagsDeclareASearchThatIsShownAndNotDoneAgain() throws IOException {
        Path out = folder.resolve("out");
        Object[] search = words("--vary", RATE, "--trials", 4, "--workers", 2, "--out", out);

        Outcome first = Outcome.of(search);
        Outcome second = Outcome.of(search);

        assertThat(first.err()).isEmpty();
        assertThat(first.exitCode()).isZero();
        assertThat(first.out())
                .contains("4 trials, 24 steps of training", "validation-accuracy  learning-rate", "(measured once)")
                .containsPattern("winner  trial [1-4], learning-rate=[0-9.e-]+")
                .doesNotContain("done earlier");
        assertThat(second.out().lines().filter(line -> line.contains("(done earlier)")))
                .hasSize(4);
        assertThat(out.resolve("report.html")).content().contains("--vary", "learning-rate");
        assertThat(out.resolve("search.yaml")).content().contains("model.hidden=[4]", "preset: quick-fc");
        assertThat(out.resolve("trials.csv")).content().hasLineCount(5);

        Outcome other = Outcome.of(words("--vary", RATE, "--trials", 4, "--search-seed", 2, "--out", out));
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err()).contains("another search is there (without 'seed: 2')");
    }

    @Test
    void severalMethodsAndSeedsAreComparedAndShownInAGallery() throws IOException {
        Path out = folder.resolve("out");
        Path gallery = folder.resolve("gallery");
        Outcome outcome = Outcome.of(
                "search",
                mine(""),
                "--method",
                "random",
                "--method",
                "{method: grid, points-per-setting: 3}",
                "--search-seed",
                1,
                "--search-seed",
                2,
                "--out",
                out,
                "--gallery",
                gallery);

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        for (String each : List.of("random-1", "random-2", "grid-1")) {
            assertThat(out.resolve(each).resolve("report.html")).exists();
        }
        assertThat(out.resolve("grid-2")).doesNotExist();
        assertThat(out.resolve("comparison.html")).content().contains("Which rate?", "random", "grid");
        assertThat(gallery.resolve("mine.md")).content().contains("## Answer", "chainrule search");
    }

    @Test
    void programsGetAnObjectATrialAndOneForTheResult() throws IOException {
        Outcome outcome = Outcome.of("search", mine("retrain: [epochs=3]"), "--out", folder.resolve("out"), "--json");

        List<String> lines = outcome.out().lines().toList();
        assertThat(outcome.exitCode()).isZero();
        assertThat(lines).hasSize(4);
        assertThat(lines.getFirst())
                .startsWith("{\"event\":\"trial\",\"search\":\"mine\",\"trial\":")
                .contains("\"values\":{\"learning-rate\":", "\"end\":\"complete\"", "\"done\":\"now\"");
        assertThat(lines.getLast())
                .startsWith("{\"event\":\"result\",\"search\":\"mine\",\"trials\":3,\"steps\":18,\"winner\":")
                .contains("\"test_accuracy\":0.", "winner-000");
    }

    @Test
    void whatComesWithTheProgramIsListedAndShown() {
        assertThat(Outcome.of("search", "--list").out()).contains("quick-search", "kth-lambda-search", "hyperband");
        Outcome shown = Outcome.of("search", "--show", "quick-search");
        assertThat(shown.exitCode()).isZero();
        assertThat(shown.out()).contains("vary:", "method:");
    }

    @Test
    void mistakesGetOneLineAndTwo() throws IOException {
        Path file = mine("");
        List<List<Object>> mistakes = List.of(
                List.of(new Object[] {"search"}, "nothing varies"),
                List.of(new Object[] {"search", "quick-serch"}, "Did you mean 'quick-search'?"),
                List.of(words("--vary", "learning-rate=log:1..1e-4"), "learning-rate=log:1..1e-4"),
                List.of(words("--vary", "learning-rates=log:1e-4..1"), "Did you mean 'learning-rate'?"),
                List.of(words("--vary", RATE, "--method", "randm"), "Did you mean 'random'?"),
                List.of(words("--vary", RATE, "--score", "loss"), "validation-loss"),
                List.of(words("--vary", RATE, "--trials", 0), "trials"),
                List.of(words("--vary", RATE, "--vary", RATE), "is given twice"),
                List.of(new Object[] {"search", file, "--vary", RATE}, "expected no --preset, --config or --vary"),
                List.of(words("--vary", RATE, "--workers", 0), "--workers: 0"),
                List.of(words("--vary", RATE, "--data", folder.resolve("none")), "none"));
        for (List<Object> each : mistakes) {
            Outcome outcome = Outcome.of((Object[]) each.get(0));

            assertThat(outcome.exitCode())
                    .as("%s: %s", each.get(1), outcome.err())
                    .isEqualTo(2);
            assertThat(outcome.err().lines()).as("%s", outcome.err()).hasSize(1);
            assertThat(outcome.err()).contains((String) each.get(1));
        }
    }
}
