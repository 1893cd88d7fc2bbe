package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.format.Json;
import dev.chainrule.lab.predict.Prediction;
import dev.chainrule.lab.predict.Predictor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PredictCommandTest {
    @TempDir
    static Path folder;

    private static Path run;
    private static Path images;
    private static Predictor predictor;

    @BeforeAll
    static void train() throws IOException {
        images = TinyImages.folder(folder, 10, "red", "blue", "green");
        run = folder.resolve("run");
        assertThat(Outcome.ofTinyTraining(images, run).exitCode()).isZero();
        predictor = Predictor.load(run);
    }

    private static String line(Path picture, int top) throws IOException {
        StringBuilder line = new StringBuilder(picture + " ");
        for (Prediction.Choice choice : predictor.predict(picture).top(top)) {
            line.append(line.toString().endsWith("%") ? "," : "")
                    .append(String.format(Locale.ROOT, " %s %.1f %%", choice.name(), 100 * choice.probability()));
        }
        return line.toString();
    }

    private static Path picture(String name) {
        return images.resolve(name);
    }

    @Test
    void aPictureIsOneLine() throws IOException {
        Path picture = picture("red/1.png");
        Outcome outcome = Outcome.of("predict", run, picture);
        assertThat(outcome).isEqualTo(new Outcome(0, line(picture, 3) + System.lineSeparator(), ""));
        Outcome one = Outcome.of("predict", run.resolve("model.safetensors"), picture, "--top", 1);
        assertThat(one).isEqualTo(new Outcome(0, line(picture, 1) + System.lineSeparator(), ""));
        assertThat(Outcome.of("predict", run, picture, "--top", 99).out()).isEqualTo(outcome.out());
    }

    @Test
    void aFolderIsAllPicturesBelowItInOrder() throws IOException {
        Path nested = Files.createDirectories(folder.resolve("nested/deep er"));
        Files.copy(picture("red/1.png"), nested.resolve("b.PNG"));
        Files.copy(picture("red/2.png"), nested.resolve("no ending"));
        Files.copy(picture("blue/2.png"), folder.resolve("nested/z.jpg"));
        Files.writeString(nested.resolve("notes.txt"), "notes");
        Files.writeString(folder.resolve("nested/.hidden.png"), "hidden");
        Files.createSymbolicLink(nested.resolve("loop"), folder.resolve("nested"));
        Outcome outcome = Outcome.of("predict", run, folder.resolve("nested"), picture("blue/1.png"), "--top", 1);
        assertThat(outcome.out().lines())
                .extracting(line -> line.replaceAll("  .*", ""))
                .containsExactly(
                        nested.resolve("b.PNG").toString(),
                        nested.resolve("no ending").toString(),
                        folder.resolve("nested/z.jpg").toString(),
                        picture("blue/1.png").toString());
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.err()).contains("no image");
    }

    @Test
    void brokenPicturesAreNamedAndTheOthersPredicted() throws IOException {
        Path mixed = Files.createDirectories(folder.resolve("mixed"));
        byte[] whole = Files.readAllBytes(picture("red/1.png"));
        Files.write(mixed.resolve("a.png"), Arrays.copyOf(whole, whole.length / 2));
        Files.write(mixed.resolve("b.png"), whole);
        Files.write(mixed.resolve("c.png"), new byte[0]);
        Path missing = folder.resolve("missing.png");
        Outcome outcome = Outcome.of("predict", run, mixed, missing, picture("blue/1.png"));
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.out().lines()).hasSize(2);
        assertThat(outcome.err().lines()).hasSize(3).allMatch(line -> line.startsWith("chainrule predict: "));
        assertThat(outcome.err()).contains("a.png", "c.png", "missing.png");
        Outcome json = Outcome.of("predict", run, mixed, missing, picture("blue/1.png"), "--json");
        assertThat(json.out().lines())
                .hasSize(5)
                .filteredOn(line -> line.contains("\"error\":"))
                .hasSize(3);
    }

    @Test
    void jsonIsAnObjectALineWithAllDigits() throws IOException {
        Path odd = folder.resolve("odd \"name\" {1}.png");
        Files.copy(picture("green/1.png"), odd);
        Outcome outcome = Outcome.of("predict", run, odd, picture("red/1.png"), "--json", "--top", 2);
        List<String> lines = outcome.out().lines().toList();
        assertThat(lines).hasSize(2);
        Map<?, ?> object = (Map<?, ?>) Json.read(lines.getFirst().getBytes(StandardCharsets.UTF_8), "out", 0);
        Prediction.Choice best = predictor.predict(odd).best();
        assertThat(object.get("image")).isEqualTo(odd.toString());
        assertThat((List<?>) object.get("classes"))
                .hasSize(2)
                .first()
                .isEqualTo(Map.of("name", best.name(), "probability", best.probability()));
    }

    @Test
    void standardInputIsOnePicture() throws IOException {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(Files.readAllBytes(picture("red/1.png"))));
            Outcome outcome = Outcome.of("predict", run, "-");
            assertThat(outcome.out())
                    .isEqualTo(line(picture("red/1.png"), 3)
                                    .replace(picture("red/1.png").toString(), "-")
                            + System.lineSeparator());
            System.setIn(new ByteArrayInputStream(new byte[0]));
            Outcome empty = Outcome.of("predict", run, "-");
            assertThat(empty.exitCode()).isEqualTo(2);
            assertThat(empty.err()).startsWith("chainrule predict: standard input: the file is empty");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void theModelNeedsNeitherItsRunNorItsImages() throws IOException {
        Path copy = Files.copy(run.resolve("model.safetensors"), folder.resolve("copied"));
        Outcome outcome = Outcome.of("predict", copy, picture("red/1.png"));
        assertThat(outcome.out())
                .isEqualTo(Outcome.of("predict", run, picture("red/1.png")).out());
        Path held = TinyImages.folder(Files.createDirectory(folder.resolve("held")), 7, "blue", "red");
        Outcome evaluated = Outcome.of("evaluate", copy, "--data", held);
        assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
        assertThat(evaluated.out()).contains("of 14)").containsPattern("green +no images");
        assertThat(evaluated.err()).contains("green");
    }

    @Test
    void withTheImagesGoneTheRunsOwnAnswersAreShown() throws IOException {
        Path data = TinyImages.folder(Files.createDirectory(folder.resolve("going")), 10, "blue", "red");
        Path gone = folder.resolve("gone");
        assertThat(Outcome.ofTinyTraining(data, gone).exitCode()).isZero();
        Outcome before = Outcome.of("evaluate", gone, "--split", "test");
        Files.move(data, folder.resolve("moved away"));
        Outcome after = Outcome.of("evaluate", gone, "--split", "test");
        assertThat(after.exitCode()).as(after.err()).isZero();
        assertThat(after.out()).isEqualTo(before.out());
        assertThat(after.err()).contains("no such folder", "these are the answers that the run kept when it ended");
        Outcome flipped = Outcome.of("evaluate", gone, "--split", "test", "--tta", "flip");
        assertThat(flipped.exitCode()).isEqualTo(2);
        assertThat(flipped.err().lines()).hasSize(1);
    }

    @Test
    void otherImagesAreEvaluatedWholeOrTheReasonIsSaid() throws IOException {
        Path one = TinyImages.folder(Files.createDirectory(folder.resolve("one")), 1, "blue");
        Outcome outcome = Outcome.of("evaluate", run, "--data", one);
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("of 1)");
        Path plain = Files.createDirectory(folder.resolve("plain"));
        Files.copy(picture("red/1.png"), plain.resolve("x.png"));
        Outcome unlabelled = Outcome.of("evaluate", run, "--data", plain);
        assertThat(unlabelled.exitCode()).isEqualTo(2);
        assertThat(unlabelled.err().lines()).hasSize(1);
        assertThat(unlabelled.err()).contains("predict");
    }

    @Test
    void scoresBeyondTheClassesChangeNoRow() throws IOException {
        Path settings = Files.writeString(folder.resolve("ten.yaml"), """
            epochs: 1
            batch-size: 4
            model:
              layers:
                - {layer: convolution, filters: 4, kernel: 3, padding: 1}
                - batch-norm
                - relu
                - flatten
                - {layer: affine, outputs: 10}
            """);
        Path ten = folder.resolve("ten");
        Outcome trained = Outcome.of("train", "--config", settings, "--data", images, "--out", ten);
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        for (String part : List.of("validation", "test")) {
            Outcome evaluated = Outcome.of("evaluate", ten, "--split", part);
            assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
            assertThat(evaluated.out().lines()).hasSize(4);
        }
        assertThat(Outcome.of("report", ten).exitCode()).isZero();
        Outcome predicted = Outcome.of("predict", ten, picture("red/1.png"), "--top", 10);
        assertThat(predicted.out()).contains("class 3 ", "class 9 ", "red ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "1.5", "99999999999", ""})
    void aCountThatIsNoneIsRefused(String count) {
        Outcome outcome = Outcome.of("predict", run, picture("red/1.png"), "--top=" + count);
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err()).contains("--top");
    }

    @Test
    void whatCannotBeUsedIsSaidInOneLine() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path text = Files.writeString(folder.resolve("text.txt"), "no picture");
        Path picture = picture("red/1.png");
        Stream.of(
                        List.of(
                                folder.resolve("nowhere"),
                                picture,
                                "nowhere: no such file or folder; expected the folder"),
                        List.of(empty, picture, "empty: holds no model.safetensors"),
                        List.of(picture, run, "1.png: this is an image; expected a safetensors file"),
                        List.of(text, picture, "text.txt: this is text; expected a safetensors file"),
                        List.of(run.resolve("answers.safetensors"), picture, "the tensors come without a network"),
                        List.of(run, empty, "empty: holds no image; expected PNG, JPEG, WebP"),
                        List.of(run, text, "text.txt: this is no image"))
                .forEach(words -> {
                    Outcome outcome = Outcome.of("predict", words.get(0), words.get(1));
                    assertThat(outcome.exitCode()).isEqualTo(2);
                    assertThat(outcome.out()).isEmpty();
                    assertThat(outcome.err().lines()).as(outcome.err()).hasSize(1);
                    assertThat(outcome.err()).contains(words.get(2).toString());
                });
        assertThat(Outcome.of("predict", run).exitCode()).isEqualTo(2);
        assertThat(Outcome.of("predict").exitCode()).isEqualTo(2);
    }
}
