package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;

class MainTest {
    @TempDir
    Path folder;

    private Outcome train(String name, Object... more) throws IOException {
        Path images = TinyImages.folder(folder, 20, "red", "blue");
        List<Object> words =
                new java.util.ArrayList<>(List.of("train", "--data", images, "--hidden", "6", "--batch-size", "8"));
        words.addAll(List.of("--epochs", "3", "--out", folder.resolve(name)));
        words.addAll(List.of(more));
        return Outcome.of(words.toArray());
    }

    @Test
    void trainingEndsWithAccuraciesPlacesAndWhatToTryNext() throws IOException {
        Outcome outcome = train("run");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .contains("Training quick: fully-connected 48-6-2 (308 parameters) on 24 images of ")
                .contains("epoch 3/3  step 9  last loss ")
                .contains("Done: 3 epochs in ")
                .containsPattern("validation accuracy +[0-9.]+ %")
                .containsPattern("test accuracy +[0-9.]+ %")
                .contains("file:///")
                .contains("Next:")
                .contains("chainrule evaluate " + folder.resolve("run"))
                .containsPattern("chainrule predict \\S+/run \\S+/images/(red|blue)/\\d+\\.png ")
                .contains("chainrule train --config " + folder.resolve("run/settings.yaml") + " --epochs 6")
                .doesNotContain("cifar10", "cs231n");
        assertThat(outcome.out().chars()).noneMatch(c -> c < ' ' && c != '\n' && c != '\r');
    }

    @Test
    void theSettingsOfARunRepeatItToTheBit() throws IOException {
        assertThat(train("a", "--seed", "7").exitCode()).isZero();
        Outcome again = Outcome.of(
                "train", "--config", folder.resolve("a/settings.yaml"), "--threads", "1", "--out", folder.resolve("b"));
        assertThat(again.exitCode()).isZero();
        for (String file : List.of("model.safetensors", "history.jsonl")) {
            assertThat(folder.resolve("b").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("a").resolve(file));
        }
    }

    @Test
    void evaluationPrintsEachClassAndAll() throws IOException {
        assertThat(train("run").exitCode()).isZero();
        Outcome outcome = Outcome.of("evaluate", folder.resolve("run"), "--split", "test");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out().lines()).hasSize(3);
        assertThat(outcome.out())
                .containsPattern("blue +[0-9.]+ % +\\(\\d+ of \\d+\\)")
                .containsPattern("all +[0-9.]+ % +\\(\\d+ of 8\\)");
    }

    @Test
    void variedImagesAveragedWeightsAndFormsOfTestImagesAreFlags() throws IOException {
        Outcome trained = train(
                "run",
                List.of("--flip", "random", "--translate", "1", "--cutout", "1", "--average", "ema", "--tta", "flip")
                        .toArray());
        assertThat(trained.err()).isEmpty();
        assertThat(folder.resolve("run/settings.yaml"))
                .content()
                .contains("flip: random", "translate: 1", "cutout: 1", "rule: ema", "tta: flip");
        Outcome outcome = Outcome.of("evaluate", folder.resolve("run"), "--tta", "flip-and-shift");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains("all");
    }

    @Test
    void anySettingsMayBeGivenByTheirKeys() throws IOException {
        Outcome outcome = train("run", "--set", "optimizer.momentum=0.85", "--set", "patience=2", "--set", "seed=5");
        assertThat(outcome.err()).isEmpty();
        assertThat(folder.resolve("run/settings.yaml")).content().contains("momentum: 0.85", "patience: 2", "seed: 5");
        assertThat(train("again", "--set", "seed=5", "--seed", "6", "--seed", "7")
                        .err())
                .isEmpty();
        assertThat(folder.resolve("again/settings.yaml")).content().contains("seed: 7");
    }

    @Test
    void anOutputThatIsClosedDoesNotStopARun() throws IOException {
        PrintStream closed = new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                },
                true,
                StandardCharsets.UTF_8);
        Path images = TinyImages.folder(folder, 20, "red", "blue");
        String[] words = {
            "train",
            "--data",
            images.toString(),
            "--hidden",
            "6",
            "--batch-size",
            "8",
            "--epochs",
            "2",
            "--out",
            folder + "/run"
        };
        assertThat(Main.run(closed, closed, words)).isZero();
        assertThat(folder.resolve("run/report.html")).exists();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train",
                "evaluate",
                "presets",
                "check",
                "derive",
                "machine",
                "data",
                "data list",
                "data get",
                "completion"
            })
    void everyCommandHasHelpWithAnExample(String command) {
        Outcome outcome = Outcome.of((Object[]) (command + " --help").split(" "));
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).startsWith("Usage: chainrule " + command).contains("For example");
        assertThat(outcome.out().lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void everyFlagOfTrainingHasAnExampleThatIsUnderstood() throws IOException {
        CommandSpec train = new picocli.CommandLine(new TrainCommand()).getCommandSpec();
        assertThat(train.options()).hasSizeGreaterThan(25);
        for (var option : train.options()) {
            String description = String.join(" ", option.description());
            if (!option.usageHelp()) {
                assertThat(description).as(option.longestName()).contains("for example " + option.longestName() + " ");
            }
        }
    }

    @Test
    void helpAndVersionGoToStandardOutput() {
        assertThat(Outcome.of("--help").out()).contains("Commands:").contains("Exit codes:");
        assertThat(Outcome.of("--version").out()).startsWith("chainrule ");
        assertThat(Outcome.of("help", "train").out()).startsWith("Usage: chainrule train");
    }

    @Test
    void withoutACommandHelpIsShownAndNothingDone() {
        Outcome outcome = Outcome.of();
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("Commands:");
    }

    @Test
    void theCompletionScriptKnowsCommandsAndFlags() {
        assertThat(Outcome.of("completion").out())
                .contains("complete -F")
                .contains("--learning-rate")
                .contains("evaluate");
    }

    /// What the shell itself completes with the script.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train --preset cs231n-a | cs231n-adam",
                "train --optimizer ada | adam adamw adagrad",
                "derive bat | batch-norm",
                "check --layer max-p | max-pool",
                "train --data cif | cifar10",
                "presets --show kth-3 | kth-3-layer",
                "data get mn | mnist",
                "eva | evaluate"
            })
    @EnabledIf("hasBash")
    void theShellCompletesValues(String words, String wanted) throws Exception {
        Path script = Files.writeString(
                folder.resolve("completion.sh"), Outcome.of("completion").out());
        String ask =
                "source '%s' || exit 1; COMP_WORDS=(chainrule %s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE=\"${COMP_WORDS[*]}\"; COMP_POINT=${#COMP_LINE}; _complete_chainrule; printf '%%s ' \"${COMPREPLY[@]}\""
                        .formatted(script, words);
        Process bash = new ProcessBuilder("bash", "--norc", "-c", ask)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String answer = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(answer.split("\\s+")).contains(wanted.split(" "));
    }

    static boolean hasBash() {
        return Files.isExecutable(Path.of("/bin/bash"));
    }

    @Test
    void presetsAreListedAndShown() throws IOException {
        assertThat(Outcome.of("presets").out())
                .contains("quick")
                .contains("cs231n-adam")
                .contains("kth-3-layer");
        Path file = Files.writeString(
                folder.resolve("my.yaml"),
                Outcome.of("presets", "--show", "cs231n-adam").out());
        assertThat(file).content().contains("rule: adam");
    }
}
