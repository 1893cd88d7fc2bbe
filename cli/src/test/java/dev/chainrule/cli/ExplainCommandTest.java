package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainCommandTest {
    @TempDir
    static Path folder;

    private static Path run;
    private static Path images;

    @BeforeAll
    static void train() throws IOException {
        images = TinyImages.folder(folder, 10, "red", "blue", "green");
        run = folder.resolve("run");
        assertThat(Outcome.ofTinyTraining(images, run).exitCode()).isZero();
    }

    @Test
    void oneImageOfEachClassIsLookedAtInEveryWayThatFits() {
        Outcome outcome = Outcome.of("explain", run);

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .contains("validation image", ", is red", ", is blue", ", is green")
                .contains("Passed over: Grad-CAM: no layer of the network yields images of several pixels")
                .contains("Integrated gradients are complete within")
                .contains(
                        "taken for the class that the network held least",
                        "neighbours are of the class that the network names")
                .contains("page  " + run.resolve("explain.html").toUri());
        assertThat(run.resolve("explain.html"))
                .content()
                .contains("What the answers hang on", "What the network takes for each class", "What deceives it")
                .contains("What the first layer looks for", "What the layers answer", "What it holds for alike")
                .contains("What excites its units", "rank correlation with untrained")
                .doesNotContain("NaN", "Infinity");
    }

    @Test
    void anEarlierPageIsWrittenOverAndNothingElse() throws IOException {
        assertThat(Outcome.of("explain", run, "--method", "saliency").exitCode())
                .isZero();
        assertThat(Outcome.of("explain", run, "--method", "filters").exitCode()).isZero();
        assertThat(run.resolve("explain.html")).content().doesNotContain("What the answers hang on");
        Path notes = Files.writeString(folder.resolve("notes.html"), "mine");
        Outcome refused = Outcome.of("explain", run, "--out", notes);
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("notes.html is there already; expected a new file");
        assertThat(notes).content().isEqualTo("mine");
    }

    @Test
    void picturesOfOnesOwnNeedNoImagesOfTheRun() throws IOException {
        Path copy = Files.createDirectories(folder.resolve("elsewhere")).resolve("copied.safetensors");
        Files.copy(run.resolve("model.safetensors"), copy);
        Path page = folder.resolve("own.html");
        Outcome outcome = Outcome.of(
                "explain",
                copy,
                images.resolve("red/1.png"),
                "--class",
                "blue",
                "--out",
                page,
                "--method",
                "saliency,occlusion");

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).startsWith(images.resolve("red/1.png") + ": ");
        assertThat(page).content().contains("The maps explain the score of blue", "Bright: hiding it with grey");
        Outcome all = Outcome.of("explain", copy, images.resolve("red/1.png"), "--out", folder.resolve("all.html"));
        assertThat(all.out()).contains("Passed over: nearest neighbours: the images that the network was trained on");
    }

    @Test
    void theWorstImagesAreThoseOfTheHighestLoss() {
        Outcome outcome = Outcome.of("explain", run, "--split", "test", "--worst", 2, "--method", "saliency", "--json");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .contains("\"images\":[{\"image\":\"test image ")
                .contains("\"saliency_correlation");
    }

    @Test
    void aBrokenPictureIsNamedAndTheOthersAreLookedAt() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.png"), "no image");
        Path page = folder.resolve("one.html");
        Outcome outcome =
                Outcome.of("explain", run, broken, images.resolve("blue/1.png"), "--method", "saliency", "--out", page);
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).startsWith("chainrule explain: " + broken).hasLineCount(1);
        assertThat(page).exists();
        Outcome none = Outcome.of("explain", run, broken, "--out", folder.resolve("none.html"));
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(folder.resolve("none.html")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--class|bleu|--class: 'bleu' is unknown; expected one of answer, label, blue, green, red. Did you"
                        + " mean 'blue'?",
                "--layer|relu-11|--layer: 'relu-11' is unknown; expected one of affine-1, relu-1, affine-2. Did you"
                        + " mean 'relu-1'?",
                "--method|salience|--method: 'salience' is unknown; expected one of saliency, smooth-grad",
                "--method|grad-cam|--method: grad-cam does not fit this network, as no layer of the network yields"
                        + " images of several pixels",
                "--index|99|--index: 99 does not fit 6 validation images; expected 0 to 5",
                "--index|-1|--index: '-1' is no such number; expected a whole number of at least 0",
                "--worst|0|--worst: '0' is no such number; expected a whole number from 1 to 100",
                "--split|all|--split: 'all' is unknown; expected one of train, validation, test",
            })
    void whatDoesNotFitIsOneLine(String flag, String value, String error) {
        Outcome outcome = Outcome.of("explain", run, flag, value);
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains(error).hasLineCount(1);
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void numbersAndPicturesDoNotGoTogether() {
        Outcome outcome = Outcome.of("explain", run, images.resolve("red/1.png"), "--worst", 3);
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("--worst: chooses among the run's own images and does not fit");
        assertThat(Outcome.of("explain", run, "--worst", 3, "--index", 1).err())
                .contains("--worst: does not fit --index; expected one of them");
        assertThat(Outcome.of("explain", run.resolve("model.safetensors")).err())
                .contains("is a network without images; expected some to look at");
        assertThat(Outcome.of("explain", folder.resolve("nothing")).err()).contains("no such file or folder");
    }
}
