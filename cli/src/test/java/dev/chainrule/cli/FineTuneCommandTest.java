package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FineTuneCommandTest {
    @TempDir
    Path folder;

    private Path images;
    private Path source;

    @BeforeEach
    void trainedBefore() throws IOException {
        images = TinyImages.folder(folder, 20, "red", "blue");
        source = folder.resolve("source");
        Outcome trained = Outcome.of(
                "train", "--data", images, "--hidden", "6,5", "--epochs", 2, "--batch-size", 8, "--out", source);
        assertThat(trained.exitCode()).isZero();
    }

    private Outcome train(Object... more) {
        List<Object> words = new ArrayList<>(List.of("train", "--data", images, "--epochs", 2, "--batch-size", 8));
        words.addAll(List.of("--out", folder.resolve("run")));
        words.addAll(List.of(more));
        return Outcome.of(words.toArray());
    }

    private void assertRefused(String reason, Object... words) {
        Outcome outcome = train(words);
        assertThat(outcome.exitCode()).isEqualTo(Main.REFUSED);
        assertThat(outcome.err()).isEqualTo("chainrule train: %s%n".formatted(reason));
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void theNetworkIsThatOfTheSourceAndTheReportSaysWhatTheRunBeganWith() throws IOException {
        Outcome outcome = train("--from", source, "--freeze", "affine-1,affine-2");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .contains("-6-5-2 (12 parameters)")
                .contains("as in %s: the network (fully-connected)".formatted(source))
                .contains("begins with weights of %s: all layers%nfrozen: affine-1, affine-2%n".formatted(source));
        assertThat(Files.readString(folder.resolve("run/report.html")))
                .contains("begins with weights of " + source + ": all layers");
        assertThat(Outcome.of("evaluate", folder.resolve("run")).exitCode()).isZero();
    }

    @Test
    void whatDoesNotFitIsRefusedInALine() throws IOException {
        Path missing = folder.resolve("missing");
        assertRefused(
                "start.from: %s is not there; expected the folder of a run, for example runs/quick-1, or a file of weights (safetensors)"
                        .formatted(missing),
                "--from",
                missing);
        assertRefused(
                "start.from: %s holds no model.safetensors; expected the folder of a run that ended".formatted(images),
                "--from",
                images);
        Path text = Files.writeString(folder.resolve("text.safetensors"), "no network, but a text of some length");
        Outcome outcome = train("--from", text);
        assertThat(outcome.exitCode()).isEqualTo(Main.REFUSED);
        assertThat(outcome.err()).startsWith("chainrule train: " + text).hasLineCount(1);
        assertRefused(
                "start.from: no tensor of %s fits the network, whose first layer with weights is affine-1 with W1(48, 9), b1(9); expected weights of the same names and shapes"
                        .formatted(source),
                "--from",
                source,
                "--hidden",
                "9,8");
        assertRefused(
                "start.from: W2(6, 5) of %s does not fit W2(6, 8) of affine-2; expected an equal shape. Leave that layer out: --from-layers affine-1"
                        .formatted(source),
                "--from",
                source,
                "--hidden",
                "6,8");
        assertRefused(
                "start.freeze: layer 'afine-1' is unknown, or has no weights; expected all, or some of affine-1 to"
                        + " affine-3. Did you mean 'affine-1'?",
                "--from",
                source,
                "--freeze",
                "afine-1");
        assertRefused(
                "start.freeze: affine-1 to affine-3 are all layers with weights, so nothing is left to train; expected"
                        + " one layer fewer",
                "--from",
                source,
                "--freeze",
                "all");
        assertRefused(
                "start.freeze: affine-2 does not begin with weights of %s, and frozen it would learn nothing; expected layers that do: affine-1"
                        .formatted(source),
                "--from",
                source,
                "--from-layers",
                "affine-1",
                "--freeze",
                "affine-2");
    }

    @Test
    void anEnsembleIsNoSource() throws IOException {
        Files.createDirectories(folder.resolve("several"));
        Files.writeString(folder.resolve("several/ensemble.yaml"), "combine: probabilities");
        assertRefused(
                "start.from: %s holds several networks, and a run begins with the weights of one; expected the folder of one run, such as a member of it"
                        .formatted(folder.resolve("several")),
                "--from",
                folder.resolve("several"));
    }

    @Test
    void sanityJudgesNoWeightsOfOthers() {
        Outcome outcome = Outcome.of("sanity", "--data", images, "--from", source);
        assertThat(outcome.exitCode()).isEqualTo(Main.REFUSED);
        assertThat(outcome.err()).startsWith("chainrule sanity: --from: weights of another network do not fit sanity");
    }
}
