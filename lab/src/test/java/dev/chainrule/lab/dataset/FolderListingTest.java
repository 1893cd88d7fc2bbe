package dev.chainrule.lab.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderListingTest {
    @TempDir
    Path folder;

    private void images(String... names) throws IOException {
        for (String name : names) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
            image.setRGB(0, 0, name.hashCode());
            ImageIO.write(image, "png", file.toFile());
        }
    }

    private List<String> names(FolderListing listing) {
        return listing.files().stream().map(FolderFile::name).toList();
    }

    @Test
    void filesThatAreNoImagesAreCountedByKindAndNamedInOneLine() throws IOException {
        images("a/1.png", "b/2.png", "b/photo.txt");
        Files.writeString(folder.resolve("a/notes.txt"), "words");
        Files.writeString(folder.resolve("a/list.csv"), "1,2");
        Files.writeString(folder.resolve("b/notes.txt"), "words");
        Files.createSymbolicLink(folder.resolve("b/gone.png"), Path.of("nowhere"));
        FolderListing listing = FolderListing.ofClasses(folder).checked();
        assertThat(names(listing)).containsExactly("a/1.png", "b/2.png", "b/photo.txt");
        assertThat(listing.notes())
                .containsExactly(
                        "4 files passed over (.txt 2, .csv 1, broken link 1): a/list.csv, a/notes.txt, b/gone.png, …");
    }

    @Test
    void aPipeIsPassedOverAndNotOpened() throws Exception {
        images("a/1.png", "b/2.png");
        assumeTrue(run("mkfifo", folder.resolve("a/pipe.png").toString()));
        assertThat(FolderListing.ofClasses(folder).notes())
                .containsExactly("1 file passed over (pipe, socket or device 1): a/pipe.png");
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }

    @Test
    void imagesBesideTheClassFoldersAreSaid() throws IOException {
        images("a/1.png", "b/2.png", "cover.png");
        assertThat(FolderListing.ofClasses(folder).notes())
                .containsExactly("1 file beside the class folders passed over (.png 1): cover.png");
    }

    @Test
    void foldersInsideAClassBelongToItAndLinksInCirclesEnd() throws IOException {
        images("a/deep/er/1.png", "b/2.png");
        Files.createSymbolicLink(folder.resolve("a/deep/again"), folder.resolve("a"));
        Files.createSymbolicLink(folder.resolve("all"), folder);
        FolderListing listing = FolderListing.ofClasses(folder).checked();
        assertThat(names(listing)).containsExactly("a/deep/er/1.png", "b/2.png");
        assertThat(listing.notes())
                .containsExactly(
                        "folders inside class folders belong to the class (a/deep/er)",
                        "2 files passed over (link that leads back 2): a/deep/again, all");
    }

    @Test
    void theFolderAboveTheClassesIsNamed() throws IOException {
        images("data/cats/1.png", "data/dogs/2.png");
        assertThatThrownBy(() -> FolderListing.ofClasses(folder).checked())
                .isInstanceOf(DatasetException.class)
                .hasMessage(folder
                        + ": the single class 'data'; expected at least 2 sub-folders, one for each class. If the"
                        + " folders inside it (data/cats, data/dogs) are the classes, name " + folder.resolve("data"));
    }

    @Test
    void namesCompareInTheirComposedForm() throws IOException {
        images("cafe\u0301/1.png", "zoo/e\u0301.png");
        FolderListing listing = FolderListing.ofClasses(folder).checked();
        assertThat(listing.classNames()).containsExactly("café", "zoo");
        assertThat(names(listing)).containsExactly("café/1.png", "zoo/é.png");
        images("café/2.png");
        assertThatThrownBy(() -> FolderListing.ofClasses(folder).checked())
                .hasMessage(folder
                        + ": two class folders have the name 'café', once composed and once decomposed; join them");
    }

    @Test
    void namesOfBytesThatAreNoUtf8AreReadAsLatin1() throws Exception {
        images("Birne/1.png");
        assumeTrue(run(
                "sh",
                "-c",
                "cd '" + folder
                        + "' && mkdir \"$(printf '\\304pfel')\" && cp Birne/1.png \"$(printf"
                        + " '\\304pfel/\\344.png')\""));
        FolderListing listing = FolderListing.ofClasses(folder).checked();
        assertThat(listing.classNames()).containsExactly("Birne", "Äpfel");
        assertThat(names(listing)).containsExactly("Birne/1.png", "Äpfel/ä.png");
        assertThat(ImageFolder.of(folder).read().size()).isEqualTo(2);
    }

    @Test
    void classesThatDifferInCaseOnlyAreSaid() throws IOException {
        images("Cat/1.png", "cat/2.png");
        assumeTrue(Files.isRegularFile(folder.resolve("Cat/1.png")) && !Files.exists(folder.resolve("Cat/2.png")));
        assertThat(FolderListing.ofClasses(folder).notes())
                .containsExactly("classes 'Cat' and 'cat' differ in case only, and are two classes here");
    }

    @Test
    void emptyClassFoldersAndThoseWithoutImagesAreRefused() throws IOException {
        images("a/1.png", "b/2.png");
        Files.createDirectories(folder.resolve("later"));
        Files.createDirectories(folder.resolve("more"));
        assertThatThrownBy(() -> FolderListing.ofClasses(folder).checked())
                .hasMessage(folder + ": empty class folders 'later', 'more'; remove them");
        Files.delete(folder.resolve("later"));
        Files.writeString(folder.resolve("more/a.xml"), "<a/>");
        assertThatThrownBy(() -> FolderListing.ofClasses(folder).checked())
                .hasMessageStartingWith(
                        folder + ": no image that can be read in class folder 'more' (.xml 1); expected");
    }

    @Test
    void trainValAndTestFoldersAreParts() throws IOException {
        images("train/a/1.png", "train/b/2.png", "Test/a/3.png", "val/b/4.png");
        assertThat(FolderListing.hasParts(folder)).isTrue();
        FolderListing listing = FolderListing.ofParts(folder).checked();
        assertThat(listing.classNames()).containsExactly("a", "b");
        assertThat(listing.notes())
                .containsExactly("folders train, val, Test are taken for the parts of the set, not for classes");
        FolderSplit split = FolderSplit.of(listing);
        assertThat(split.files().test().stream().map(FolderFile::name)).containsExactly("Test/a/3.png");
        assertThat(split.files().validation().stream().map(FolderFile::name)).containsExactly("val/b/4.png");
        assertThat(split.notes()).containsExactly("a: 2 images, none for validation; b: 2 images, none for test");
        images("val/c/5.png");
        assertThatThrownBy(() -> FolderListing.ofParts(folder).checked())
                .hasMessage(folder + ": class 'c' of validation is none of training; expected one of a, b");
    }

    @Test
    void partsWithoutTrainingAreRefusedAndTwoFoldersOfAPartToo() throws IOException {
        images("val/a/1.png", "test/a/2.png", "val/b/1.png", "test/b/2.png");
        assertThat(FolderListing.hasParts(folder)).isTrue();
        assertThatThrownBy(() -> FolderListing.ofParts(folder).checked())
                .hasMessageStartingWith(folder + ": 'val' and 'test' alone; expected a folder 'train' and");
        images("train/a/1.png", "train/b/2.png", "dev/a/1.png");
        assertThatThrownBy(() -> FolderListing.ofParts(folder).checked())
                .hasMessage(folder + ": folders 'dev' and 'val' are both for validation; expected one");
    }

    @Test
    void classesThatAreCalledTrainAndTestStayClassesAndItIsSaid() throws IOException {
        images("train/1.png", "test/2.png", "car/3.png");
        assertThat(FolderListing.hasParts(folder)).isFalse();
        FolderListing listing = FolderListing.ofClasses(folder).checked();
        assertThat(listing.classNames()).containsExactly("car", "test", "train");
        assertThat(listing.notes())
                .containsExactly(
                        "folders test and train are taken for classes; as parts, each would hold the same class"
                                + " folders and no images");
    }

    @Test
    void aTestFolderWithoutClassesIsPassedOver() throws IOException {
        images("train/a/1.png", "train/b/2.png", "test/3.png");
        assertThat(FolderListing.hasParts(folder)).isTrue();
        FolderListing listing = FolderListing.ofParts(folder).checked();
        assertThat(names(listing)).containsExactly("train/a/1.png", "train/b/2.png");
        assertThat(listing.notes())
                .containsExactly(
                        "folders train, test are taken for the parts of the set, not for classes",
                        "1 file beside the class folders passed over (.png 1): test/3.png");
    }

    @Test
    void brokenFilesAreAllNamedAtOnce() throws IOException {
        images("a/1.png", "b/2.png");
        for (int i = 10; i < 22; i++) {
            Files.writeString(folder.resolve("a/" + i + ".png"), "no image");
        }
        assertThatThrownBy(() -> ImageFolder.of(folder).read())
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(folder + ": 12 of 14 images cannot be read; repair or remove them: a/10.png (")
                .hasMessageContaining("a/19.png (")
                .hasMessageEndingWith(") and 2 more");
    }

    @Test
    void equalImagesInTrainingAndTestAreSaid() throws IOException {
        images("a/1.png", "b/2.png");
        Files.copy(folder.resolve("a/1.png"), folder.resolve("a/copy.png"));
        FolderListing listing = FolderListing.ofClasses(folder);
        PartFiles parts = new PartFiles(
                List.of(listing.files().get(0), listing.files().get(2)),
                List.of(),
                List.of(listing.files().get(1)));
        assertThat(ImageFolder.of(folder).read(parts, listing.classNames()).duplicates())
                .containsExactly(
                        "1 image of validation or test has the same content as one of training (a/copy.png = a/1.png)");
    }
}
