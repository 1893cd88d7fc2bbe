package dev.chainrule.lab.dataset;

import dev.chainrule.lab.text.FileNames;
import dev.chainrule.lab.text.Reasons;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Walks through a folder of images once, links included, and notes what it meets.
final class FolderScan {
    private static final int DEPTH = 32;
    private static final int NAMED = 3;

    private final Path root;
    private final boolean inParts;
    private final PassedOver passedOver = new PassedOver();
    private final PassedOver beside = new PassedOver();
    private final List<FolderFile> files = new ArrayList<>();
    private final Set<String> classNames = new TreeSet<>();
    private final Set<String> nested = new LinkedHashSet<>();
    private final Map<String, String> withoutImages = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    FolderScan(Path root, boolean inParts) {
        this.root = root;
        this.inParts = inParts;
    }

    FolderScan ofClasses() throws DatasetException {
        classFolders(root, Optional.empty(), "");
        List<String> likeParts = classNames.stream()
                .filter(name -> Part.ofFolder(name).isPresent())
                .toList();
        if (likeParts.size() > 1) {
            notes.add("folders %s are taken for classes; as parts, each would hold the same class folders and no images"
                    .formatted(String.join(" and ", likeParts)));
        }
        conclude();
        return this;
    }

    FolderScan ofParts() throws DatasetException {
        PartFolders parts = PartFolders.in(root);
        parts.fault().ifPresent(faults::add);
        Set<String> names = new LinkedHashSet<>();
        for (Map.Entry<Part, List<Path>> entry : parts.folders().entrySet()) {
            for (Path folder : entry.getValue()) {
                names.add(FileNames.of(folder));
                classFolders(folder, Optional.of(entry.getKey()), FileNames.of(folder) + "/");
            }
        }
        notes.add("folders %s are taken for the parts of the set, not for classes".formatted(String.join(", ", names)));
        for (Path other : Folders.content(root)) {
            if (!names.contains(FileNames.of(other))) {
                beside.add(
                        Files.isDirectory(other) ? "folder" : FileKind.of(other).kind(), FileNames.of(other));
            }
        }
        conclude();
        return this;
    }

    private void classFolders(Path parent, Optional<Part> within, String prefix) throws DatasetException {
        Map<String, Path> seen = new LinkedHashMap<>();
        for (Path each : Folders.content(parent)) {
            String name = FileNames.of(each);
            if (!Files.isDirectory(each)) {
                beside.add(FileKind.of(each).kind(), prefix + name);
            } else if (leadsBack(each)) {
                passedOver.add("link that leads back", prefix + name);
            } else if (seen.putIfAbsent(name, each) != null) {
                faults.add("two class folders have the name '%s', once composed and once decomposed; join them"
                        .formatted(prefix + name));
            } else {
                classFolder(each, within, prefix, name);
            }
        }
    }

    private boolean leadsBack(Path folder) {
        try {
            return Files.isSymbolicLink(folder) && root.toRealPath().startsWith(folder.toRealPath());
        } catch (IOException _) {
            return true;
        }
    }

    private void classFolder(Path folder, Optional<Part> within, String prefix, String className)
            throws DatasetException {
        PassedOver here = new PassedOver();
        List<FolderFile> found = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Path file : walk(folder)) {
            String name = prefix + className + "/" + below(folder, file);
            FileKind kind = FileKind.of(file);
            if (kind.image() && !names.add(name)) {
                kind = new FileKind(false, "second file of the same name in NFC");
            }
            if (kind.image()) {
                found.add(new FolderFile(within, className, name, file));
                int end = name.lastIndexOf('/');
                if (end > prefix.length() + className.length()) {
                    nested.add(name.substring(0, end));
                }
            } else {
                passedOver.add(kind.kind(), name);
                here.add(kind.kind(), name);
            }
        }
        if (found.isEmpty()) {
            withoutImages.put(prefix + className, here.kinds());
        } else {
            classNames.add(className);
        }
        found.sort(Comparator.comparing(FolderFile::name));
        files.addAll(found);
    }

    private static String below(Path folder, Path file) {
        List<String> names = new ArrayList<>();
        for (Path each = file; each != null && !each.equals(folder); each = each.getParent()) {
            names.addFirst(FileNames.of(each));
        }
        return String.join("/", names);
    }

    /// All files below a folder but leftovers; links are followed, and one that leads in a circle is none of them.
    private List<Path> walk(Path folder) throws DatasetException {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH, new Collector(folder, found));
        } catch (IOException e) {
            throw new DatasetException(folder + ": cannot be listed (" + Reasons.of(e) + ")", e);
        }
        return found;
    }

    /// Collects files, and counts what cannot be walked into.
    private final class Collector extends SimpleFileVisitor<Path> {
        private final Path folder;
        private final List<Path> found;

        Collector(Path folder, List<Path> found) {
            this.folder = folder;
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
            boolean leftover = !each.equals(folder) && Folders.isLeftover(each);
            return leftover ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) {
            if (!Folders.isLeftover(each)) {
                found.add(each);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path each, IOException failure) {
            boolean loop = failure instanceof FileSystemLoopException;
            passedOver.add(
                    loop ? "link that leads back" : "folder that cannot be listed",
                    FileNames.of(folder) + "/" + below(folder, each));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path each, @Nullable IOException failure) {
            if (failure != null) {
                passedOver.add("folder that cannot be listed", FileNames.of(folder) + "/" + below(folder, each));
            }
            return FileVisitResult.CONTINUE;
        }
    }

    private void conclude() {
        emptyFolders();
        classesOfParts();
        if (faults.isEmpty() && classNames.size() < 2) {
            faults.add(tooFew());
        }
        sameButForCase();
        nestedFolders();
        passedOver.note().ifPresent(notes::add);
        beside.note()
                .map(note -> note.replace("passed over", "beside the class folders passed over"))
                .ifPresent(notes::add);
        files.sort(Comparator.comparing(FolderFile::className));
    }

    /// The names of the classes that have images, in order.
    List<String> classNames() {
        return List.copyOf(classNames);
    }

    /// The images, class by class.
    List<FolderFile> files() {
        return files;
    }

    /// What does not fit a folder to train on.
    List<String> faults() {
        return faults;
    }

    /// What a person should know.
    List<String> notes() {
        return notes;
    }

    private void emptyFolders() {
        List<String> empty = withoutImages.entrySet().stream()
                .filter(entry -> entry.getValue().isEmpty())
                .map(entry -> "'" + Reasons.oneLine(entry.getKey()) + "'")
                .toList();
        if (!empty.isEmpty()) {
            faults.add(
                    empty.size() == 1
                            ? "empty class folder %s; remove it".formatted(empty.getFirst())
                            : "empty class folders %s; remove them".formatted(String.join(", ", empty)));
        }
        withoutImages.forEach((name, kinds) -> {
            if (!kinds.isEmpty()) {
                faults.add(
                        "no image that can be read in class folder '%s' (%s); expected at least one. Remove it, or convert its images to PNG or JPEG"
                                .formatted(Reasons.oneLine(name), kinds));
            }
        });
    }

    private void classesOfParts() {
        if (!inParts) {
            return;
        }
        Set<String> trained = new TreeSet<>();
        files.stream()
                .filter(file -> file.within().equals(Optional.of(Part.TRAIN)))
                .forEach(file -> trained.add(file.className()));
        for (FolderFile file : files) {
            if (faults.isEmpty() && !trained.contains(file.className())) {
                faults.add("class '%s' of %s is none of training; expected one of %s"
                        .formatted(file.className(), file.within().orElseThrow().id(), String.join(", ", trained)));
            }
        }
    }

    private String tooFew() {
        String expected = "; expected at least 2 sub-folders, one for each class";
        if (classNames.isEmpty()) {
            return beside.count() == 0
                    ? "no class folder" + expected
                    : "no class folder, but %s %s (%s)%s"
                            .formatted(
                                    beside.count(), beside.count() == 1 ? "file" : "files", beside.kinds(), expected);
        }
        String single = classNames.iterator().next();
        String hint = nested.isEmpty()
                ? ""
                : ". If the folders inside it (%s) are the classes, name %s"
                        .formatted(first(nested), root.resolve(single));
        return "the single class '" + single + "'" + expected + hint;
    }

    private void sameButForCase() {
        Map<String, String> seen = new LinkedHashMap<>();
        for (String name : classNames) {
            String other = seen.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
            if (other != null) {
                notes.add("classes '%s' and '%s' differ in case only, and are two classes here".formatted(other, name));
            }
        }
    }

    private void nestedFolders() {
        if (!nested.isEmpty() && faults.isEmpty()) {
            notes.add("folders inside class folders belong to the class (%s)".formatted(first(nested)));
        }
    }

    private static String first(Set<String> names) {
        String first = String.join(
                ", ", names.stream().limit(NAMED).map(Reasons::oneLine).toList());
        return names.size() > NAMED ? first + ", …" : first;
    }
}
