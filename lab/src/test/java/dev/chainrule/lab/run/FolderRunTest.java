package dev.chainrule.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.data.LabeledImages;
import dev.chainrule.lab.dataset.Background;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.predict.Preparation;
import dev.chainrule.lab.settings.DataSettings;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.tensor.Shape;
import dev.chainrule.train.TrainingListener;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FolderRunTest {
    @TempDir
    Path folder;

    private SettingsBuilder tiny(Path images) {
        return new SettingsBuilder()
                .text("data.set", images.toString(), "--data")
                .set("augmentation", "{translate: 2, cutout: 0}", "--set")
                .set("model.hidden", "[4]", "--hidden");
    }

    private void image(String name, int width, int height, int rgb) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, rgb);
        }
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    private RunRecord run(SettingsBuilder settings, String out) throws IOException {
        return TrainingRun.prepare(settings, folder.resolve(out))
                .start(TrainingListener.none())
                .record();
    }

    @Test
    void theSplitStaysWithTheRunWhateverBecomesOfTheFolder() throws IOException {
        Path images = TinyImages.folder(folder, 10);
        run(tiny(images).set("epochs", "1", "--epochs"), "a");
        RunFolder run = new RunFolder(folder.resolve("a"));
        DataSettings settings = RunRecord.read(run.path()).settings().data();
        RunData before = RunData.ofRun(run, settings);
        assertThat(before.notes()).isEmpty();
        for (int i = 0; i < 5; i++) {
            image("images/red/new-" + i + ".png", 4, 4, 0x0000ff);
        }
        RunData after = RunData.ofRun(run, settings);
        assertThat(after.sha256()).isEqualTo(before.sha256());
        assertThat(after.notes())
                .containsExactly("the files of " + images
                        + " are not those of the run: 5 added, which are left out (red/new-0.png, red/new-1.png,"
                        + " red/new-2.png, …)");
        String removed = before.files().files().getFirst().name();
        Files.delete(images.resolve(removed));
        image("images/" + before.files().files().getLast().name(), 4, 4, 0);
        RunData changed = RunData.ofRun(run, settings);
        assertThat(changed.partition().train().size()).isEqualTo(11);
        assertThat(changed.partition().test().size()).isEqualTo(4);
        assertThat(changed.notes().getFirst())
                .contains("1 removed (" + removed + "), 1 changed (", ", 5 added, which are left out (");
    }

    @Test
    void settingsOfARunTakeItsSplitAndItsFolder() throws IOException {
        Path images = TinyImages.folder(folder, 10);
        Path relative = Path.of("").toAbsolutePath().relativize(images);
        run(tiny(relative).set("epochs", "1", "--epochs"), "a");
        image("images/blue/more.png", 4, 4, 0x0000ff);
        SettingsBuilder again = new SettingsBuilder().file(folder.resolve("a/settings.yaml"));
        TrainingRun second = TrainingRun.prepare(again, folder.resolve("b"));
        assertThat(second.settings().data().set()).isEqualTo(relative.toString());
        assertThat(second.beginning().origin().folder()).isEqualTo(images.toString());
        assertThat(second.beginning().trainingImages()).isEqualTo(12);
        assertThat(second.data().notes().getFirst()).contains("1 added, which is left out (blue/more.png)");
        Files.move(images, folder.resolve("moved"));
        assertThatThrownBy(() -> TrainingRun.prepare(again, folder.resolve("c")))
                .isInstanceOf(DatasetException.class)
                .hasMessage(images
                        + ": no such folder; expected the images of the run. Put them back, or name others"
                        + " with --data of evaluate or train");
    }

    @ParameterizedTest
    @CsvSource({"1,1,100", "3,3,100", "10,8,100", "60,10,67", "72,12,67", "300,50,67", "3000,50,15", "30000,50,15"})
    void batchAndEpochsFitTheNumberOfImages(int images, int batch, int epochs) {
        assertThat(FolderChoice.batch(images)).isEqualTo(batch);
        assertThat(FolderChoice.epochs(images / batch)).isEqualTo(epochs);
    }

    @Test
    void whatIsLeftOpenIsChosenAndSaidAndWhatIsGivenStays() throws IOException {
        for (int i = 0; i < 10; i++) {
            image("photos/a/" + i + ".png", 90 + i, 70, 0x203040);
            image("photos/b/" + i + ".png", 80, 70 + i, 0x403020);
        }
        Path photos = folder.resolve("photos");
        TrainingRun open = TrainingRun.prepare(
                new SettingsBuilder().text("data.set", photos.toString(), "--data"), folder.resolve("a"));
        RunSettings chosen = open.settings();
        assertThat(chosen.data().imageSize()).isEqualTo("32x32");
        assertThat(List.of(chosen.plan().batchSize(), chosen.plan().epochs())).containsExactly(8, 100);
        assertThat(open.data().notes())
                .containsExactly("chosen for 12 training images: image-size 32x32 (they are 80 × 70 to 99 × 70),"
                        + " batch-size 8, epochs 100 (100 steps); images are mirrored and moved a little:"
                        + " --flip none if left and right tell classes apart");
        TrainingRun given = TrainingRun.prepare(
                new SettingsBuilder()
                        .text("data.set", photos.toString(), "--data")
                        .set("data.image-size", "16x16", "--image-size")
                        .set("batch-size", "4", "--batch-size")
                        .set("epochs", "2", "--epochs"),
                folder.resolve("b"));
        assertThat(given.settings().data().imageSize()).isEqualTo("16x16");
        assertThat(List.of(
                        given.settings().plan().batchSize(),
                        given.settings().plan().epochs()))
                .containsExactly(4, 2);
        assertThat(given.data().notes())
                .containsExactly(
                        "6 steps in all may be too few to learn much: more --epochs or a smaller --batch-size give"
                                + " more");
    }

    @Test
    void aPresetThatWasNamedIsTakenAsItIs() throws IOException {
        Path images = TinyImages.folder(folder, 100);
        SettingsBuilder named = new SettingsBuilder()
                .preset("quick-fc", "--preset")
                .text("data.set", images.toString(), "--data")
                .set("epochs", "1", "--epochs");
        TrainingRun run = TrainingRun.prepare(named, folder.resolve("a"));
        assertThat(run.settings().plan().batchSize()).isEqualTo(50);
        assertThat(run.data().notes())
                .containsExactly(
                        "2 steps in all may be too few to learn much: more --epochs or a smaller --batch-size give"
                                + " more");
    }

    @Test
    void anotherFolderIsReadWholeInTheSizeAndTheClassesOfTheRun() throws IOException {
        image("held/dog/a.png", 40, 30, 0x0a0b0c);
        image("held/dog/b.png", 7, 9, 0x0d0e0f);
        List<String> classes = List.of("cat", "dog", "fox");
        Preparation size = Preparation.of(Shape.of(3, 2, 2), Background.WHITE);
        OtherImages held = OtherImages.of(folder.resolve("held").toString(), size, classes, Optional.empty());
        LabeledImages images = held.images();
        assertThat(images.labels()).containsExactly(1, 1);
        assertThat(images.classNames()).isEqualTo(classes);
        assertThat(images.pixels())
                .containsExactly(
                        10, 10, 10, 10, 11, 11, 11, 11, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15, 15, 15, 15);
        assertThat(held.notes()).containsExactly("no image of cat, fox among these");
        image("held/wolf/a.png", 4, 4, 0);
        assertThatThrownBy(() -> OtherImages.of(folder.resolve("held").toString(), size, classes, Optional.empty()))
                .isInstanceOf(DatasetException.class)
                .hasMessage(folder.resolve("held")
                        + ": class 'wolf' does not fit the classes of the run; expected some of cat, dog, fox."
                        + " Pictures of no known class are for predict");
        assertThatThrownBy(() ->
                        OtherImages.of(folder.resolve("held/dog").toString(), size, classes, Optional.of(Part.TEST)))
                .hasMessageStartingWith(folder.resolve("held/dog")
                        + ": no class folder with an image for test; expected one folder a class");
    }
}
