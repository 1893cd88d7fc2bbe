package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeCommandTest {
    @TempDir
    static Path folder;

    private static Path images;

    @BeforeAll
    static void images() throws IOException {
        images = TinyImages.folder(folder, 10, "red", "blue");
    }

    private static Outcome train(Path run, Object... more) {
        Object[] words = {
            "train", "--data", images, "--preset", "cs231n-adam", "--hidden", 4, "--batch-size", 4, "--out", run
        };
        return Outcome.of(Stream.concat(Stream.of(words), Stream.of(more)).toArray());
    }

    /// What a process that was killed after step 4 leaves.
    private static Path killed(String name) throws IOException {
        Path run = folder.resolve(name);
        assertThat(train(run, "--epochs", 4, "--set", "checkpoints.steps=[4]").exitCode())
                .isZero();
        for (String file : new String[] {"model.safetensors", "answers.safetensors", "report.html", "receipt.json"}) {
            Files.delete(run.resolve(file));
        }
        try (Stream<Path> checkpoints = Files.list(run.resolve("checkpoints"))) {
            for (Path each : checkpoints
                    .filter(file -> !file.endsWith("step-4.safetensors"))
                    .toList()) {
                Files.delete(each);
            }
        }
        String history = Files.readString(run.resolve("history.jsonl"));
        Files.writeString(run.resolve("history.jsonl"), history.substring(0, history.indexOf("{\"step\":6") + 5));
        return run;
    }

    @Test
    void aKilledRunGoesOnAndIsVerified() throws IOException {
        Path run = killed("killed");
        assertThat(Outcome.of("evaluate", run).err())
                .contains("holds no model.safetensors; expected a run that ended. Go on with it: chainrule resume "
                        + run);
        Outcome outcome = Outcome.of("resume", run);
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("Goes on after step 4 of 12").contains("report.html");
        Outcome verified = Outcome.of("verify", run);
        assertThat(verified.exitCode()).as(verified.out()).isZero();
        assertThat(verified.out()).contains("Same bits: 12 steps, measurements and the weights in the end.");
        Outcome json = Outcome.of("verify", run, "--quick", "--json");
        assertThat(json.out()).startsWith("{\"same\":true,\"steps\":12,\"whole\":true,");
        Outcome again = Outcome.of("resume", run);
        assertThat(again.exitCode()).isZero();
        assertThat(again.out()).contains("the run came to its end after 4 epochs. To make it longer: chainrule resume");
        Outcome longer = Outcome.of("resume", run, "--epochs", 6, "--quiet");
        assertThat(longer.exitCode()).as(longer.err()).isZero();
        assertThat(Outcome.of("verify", run).out()).contains("Same bits: 18 steps");
    }

    @Test
    void aRunOfOtherWeightsIsNotVerified() throws IOException {
        Path run = folder.resolve("changed");
        assertThat(train(run, "--epochs", 2).exitCode()).isZero();
        Path other = folder.resolve("other");
        assertThat(train(other, "--epochs", 2, "--seed", 9).exitCode()).isZero();
        Files.copy(
                other.resolve("model.safetensors"),
                run.resolve("model.safetensors"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Outcome outcome = Outcome.of("verify", run);
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("Not the same. " + run.resolve("model.safetensors")
                        + ": holds other weights than the run wrote");
    }

    @Test
    void whatCannotGoOnIsOneLine() throws IOException {
        Outcome none = Outcome.of("resume", folder.resolve("none"));
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err().strip())
                .isEqualTo(
                        "chainrule resume: %s: holds no settings.yaml; expected the folder of a run, for example runs/quick-1"
                                .formatted(folder.resolve("none")));
        Outcome unverified = Outcome.of("verify", folder);
        assertThat(unverified.exitCode()).isEqualTo(2);
        assertThat(unverified.err().strip().lines()).hasSize(1);
        assertThat(Outcome.of("resume", killed("zero"), "--epochs", 0).exitCode())
                .isEqualTo(2);
    }

    @Test
    void resultsThatCannotBeWrittenAreNamedAndTheRestIsWritten() throws IOException {
        Path run = Files.createDirectories(folder.resolve("blocked"));
        // a folder in the place of a file cannot be replaced by it
        Thread blocking = Thread.ofPlatform().start(() -> {
            try {
                while (!Files.exists(run.resolve("history.jsonl"))) {
                    Thread.onSpinWait();
                }
                Files.createDirectories(run.resolve("receipt.json/full"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        Outcome outcome = train(run, "--epochs", 200);
        assertThat(blocking).isNotNull();
        assertThat(outcome.exitCode()).isEqualTo(74);
        assertThat(outcome.err()).contains("chainrule train: " + run.resolve("receipt.json") + ": cannot be written (");
        assertThat(run.resolve("report.html")).exists();
        assertThat(run.resolve("model.safetensors")).exists();
    }
}
