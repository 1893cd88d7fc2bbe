package dev.chainrule.lab.dataset;

import dev.chainrule.lab.text.FileNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Folders such as `train`, `val` and `test` in a folder of images, each with class folders of its own.
///
/// @param folders what lies there for each part; more than one folder for a part does not fit
record PartFolders(Map<Part, List<Path>> folders) {

    /// The folders whose names are those of parts.
    static PartFolders in(Path folder) throws DatasetException {
        Map<Part, List<Path>> found = new TreeMap<>();
        for (Path each : Folders.folders(folder)) {
            Part.ofFolder(FileNames.of(each))
                    .ifPresent(part -> found.merge(
                            part,
                            List.of(each),
                            (a, b) -> java.util.stream.Stream.concat(a.stream(), b.stream())
                                    .toList()));
        }
        return new PartFolders(found);
    }

    /// Whether they are parts, and not classes that happen to be called so: two parts at least, none with images
    /// beside class folders, and each with a class of the first, or without class folders beside a first one that
    /// has two.
    boolean areParts() throws DatasetException {
        if (folders.size() < 2) {
            return false;
        }
        Set<String> first = Set.of();
        int withClasses = 0;
        for (List<Path> ofPart : folders.values()) {
            for (Path folder : ofPart) {
                List<String> classes =
                        Folders.folders(folder).stream().map(FileNames::of).toList();
                boolean isFirst =
                        folder.equals(folders.values().iterator().next().getFirst());
                first = isFirst ? Set.copyOf(classes) : first;
                boolean mixed = !classes.isEmpty() && holdsImages(folder);
                if (mixed || (!classes.isEmpty() && classes.stream().noneMatch(first::contains))) {
                    return false;
                }
                withClasses += classes.isEmpty() ? 0 : 1;
            }
        }
        return !first.isEmpty() && (withClasses > 1 || (folders.containsKey(Part.TRAIN) && first.size() > 1));
    }

    private static boolean holdsImages(Path folder) throws DatasetException {
        return Folders.content(folder).stream()
                .anyMatch(file -> !Files.isDirectory(file) && FileKind.of(file).image());
    }

    /// Why they cannot be read as parts, if so.
    Optional<String> fault() {
        for (Map.Entry<Part, List<Path>> entry : folders.entrySet()) {
            if (entry.getValue().size() > 1) {
                return Optional.of("folders '%s' and '%s' are both for %s; expected one"
                        .formatted(
                                FileNames.of(entry.getValue().get(0)),
                                FileNames.of(entry.getValue().get(1)),
                                entry.getKey().id()));
            }
        }
        if (!folders.containsKey(Part.TRAIN) || folders.size() < 2) {
            String names = String.join(
                    " and ",
                    folders.values().stream()
                            .map(all -> "'" + FileNames.of(all.getFirst()) + "'")
                            .toList());
            return Optional.of(
                    "%s; expected a folder 'train' and a folder 'val' or 'test', each with a sub-folder for each class"
                            .formatted(names.isEmpty() ? "no folder of a part" : names + " alone"));
        }
        return Optional.empty();
    }
}
