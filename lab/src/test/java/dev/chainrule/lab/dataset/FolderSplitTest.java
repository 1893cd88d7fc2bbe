package dev.chainrule.lab.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FolderSplitTest {
    private static FolderFile file(String part, String className, String name) {
        String prefix = part.isEmpty() ? "" : part + "/";
        String path = prefix + className + "/" + name;
        return new FolderFile(Part.ofFolder(part), className, path, Path.of(path));
    }

    private static List<FolderFile> files(String part, String className, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> file(part, className, i + ".png"))
                .toList();
    }

    private static FolderSplit split(Collection<List<FolderFile>> classes) {
        List<FolderFile> all = new ArrayList<>();
        classes.forEach(all::addAll);
        List<String> names = List.copyOf(
                new TreeSet<>(all.stream().map(FolderFile::className).toList()));
        return FolderSplit.of(new FolderListing(Path.of("photos"), names, all, List.of(), List.of()));
    }

    private static Map<String, Part> parts(FolderSplit split) {
        Map<String, Part> parts = new HashMap<>();
        split.files().members().forEach(member -> parts.put(member.file().name(), member.part()));
        return parts;
    }

    private static Map<String, Long> counts(List<FolderFile> files) {
        return files.stream().collect(Collectors.groupingBy(FolderFile::className, Collectors.counting()));
    }

    @ParameterizedTest
    @CsvSource({"1,1,0,0", "2,2,0,0", "3,2,1,0", "4,2,1,1", "5,3,1,1", "9,7,1,1", "10,6,2,2", "5000,3000,1000,1000"})
    void eachClassIsDividedByItself(int count, int train, int validation, int test) {
        PartFiles files =
                split(List.of(files("", "a", count), files("", "b", 100))).files();
        assertThat(List.of(files.train(), files.validation(), files.test()).stream()
                        .map(part -> counts(part).getOrDefault("a", 0L).intValue()))
                .containsExactly(train, validation, test);
        assertThat(counts(files.validation())).containsEntry("b", 20L);
    }

    @Test
    void aFileThatIsAddedMovesAtMostTwoOthersOfItsClass() {
        Map<String, Part> before = parts(split(List.of(files("", "a", 100), files("", "b", 99))));
        for (int added = 0; added < 50; added++) {
            List<FolderFile> more = new ArrayList<>(files("", "b", 99));
            more.add(file("", "b", "new-" + added + ".png"));
            Map<String, Part> after = parts(split(List.of(files("", "a", 100), more)));
            List<String> moved = before.keySet().stream()
                    .filter(name -> before.get(name) != after.get(name))
                    .toList();
            assertThat(moved).hasSizeLessThanOrEqualTo(2).allMatch(name -> name.startsWith("b/"));
        }
    }

    @Test
    void theOrderOfTheFilesOnTheDiskDecidesNothing() {
        List<FolderFile> backwards = new ArrayList<>(files("", "a", 30)).reversed();
        assertThat(split(List.of(backwards, files("", "b", 30))).files())
                .isEqualTo(
                        split(List.of(files("", "a", 30), files("", "b", 30))).files());
    }

    @Test
    void everyBeginningIsSpreadOverTheClasses() {
        List<FolderFile> order = split(List.of(files("", "a", 200), files("", "b", 100), files("", "rare", 1)))
                .files()
                .train();
        assertThat(order).hasSize(120 + 60 + 1);
        assertThat(counts(order.subList(0, 3)))
                .containsEntry("a", 1L)
                .containsEntry("b", 1L)
                .containsEntry("rare", 1L);
        for (int count = 3; count <= order.size(); count++) {
            Map<String, Long> first = counts(order.subList(0, count));
            assertThat((double) first.get("a")).isBetween(count * 120 / 181.0 - 2, count * 120 / 181.0 + 2);
            assertThat(first.get("rare")).isEqualTo(1);
        }
    }

    @Test
    void aRareClassIsNamedInOneLine() {
        assertThat(split(List.of(files("", "a", 20), files("", "b", 20), files("", "rare", 1)))
                        .notes())
                .containsExactly("rare: 1 image, none for validation or test");
        assertThat(split(List.of(files("", "a", 20), files("", "few", 3))).notes())
                .containsExactly("few: 3 images, none for test");
    }

    @Test
    void noValidationImageAtAllIsSaid() {
        assertThat(split(List.of(files("", "a", 2), files("", "b", 1))).notes())
                .containsExactly(
                        "a: 2 images, none for validation or test; b: 1 image, none for validation or test",
                        "no image is left for validation, so accuracy is measured on training images only");
    }

    @Test
    void foldersOfPartsAreThePartsAndAMissingOneIsTakenFromTraining() {
        FolderSplit whole = split(List.of(
                files("train", "a", 10),
                files("val", "a", 4),
                files("test", "a", 3),
                files("train", "b", 10),
                files("val", "b", 4),
                files("test", "b", 3)));
        assertThat(whole.notes()).isEmpty();
        Function<Part, Integer> size = part -> whole.files().of(part).size();
        assertThat(List.of(Part.values())).extracting(size::apply).containsExactly(20, 8, 6);
        FolderSplit withoutTest = split(
                List.of(files("train", "a", 10), files("val", "a", 4), files("train", "b", 10), files("val", "b", 4)));
        assertThat(withoutTest.notes())
                .containsExactly("no folder for test: 4 of the training images are taken, class by class");
        assertThat(withoutTest.files().validation())
                .hasSize(8)
                .allMatch(file -> file.within().equals(Optional.of(Part.VALIDATION)));
        assertThat(withoutTest.files().test()).hasSize(4);
        assertThat(withoutTest.files().train()).hasSize(16);
    }
}
