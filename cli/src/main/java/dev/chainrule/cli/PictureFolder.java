package dev.chainrule.cli;

import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.Folders;
import dev.chainrule.lab.dataset.ImageKind;
import dev.chainrule.lab.text.Reasons;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The pictures in a folder and in all folders below it, in the order of their paths.
///
/// A file is a picture if its first bytes say so, or if its name does: then a broken one is named and not passed over.
/// Hidden files and folders, and what operating systems leave behind, are no matter.
///
/// @param files the pictures
/// @param passedOver how many other files there are
record PictureFolder(List<Path> files, int passedOver) {
    private static final Set<String> EXTENSIONS = Stream.of(ImageKind.values())
            .flatMap(kind -> kind.extensions().stream())
            .collect(Collectors.toUnmodifiableSet());

    /// @throws DatasetException if the folder cannot be read or holds no picture
    static PictureFolder list(Path folder) throws DatasetException {
        Collector collector = new Collector(folder);
        try {
            Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, collector);
        } catch (IOException e) {
            throw new DatasetException(folder + ": cannot be listed (" + Reasons.of(e) + ")", e);
        }
        if (collector.pictures.isEmpty()) {
            throw new DatasetException("%s: holds no image%s; expected %s files"
                    .formatted(
                            folder,
                            collector.others == 0 ? "" : " but %s other files".formatted(collector.others),
                            ImageKind.names()));
        }
        collector.pictures.sort(Comparator.comparing(Path::toString));
        return new PictureFolder(List.copyOf(collector.pictures), collector.others);
    }

    /// What to tell about files that are no pictures.
    Optional<String> note() {
        return passedOver == 0
                ? Optional.empty()
                : Optional.of(passedOver == 1 ? "1 file is no image" : passedOver + " files are no images");
    }

    private static final class Collector extends SimpleFileVisitor<Path> {
        private final Path root;
        private final List<Path> pictures = new ArrayList<>();
        private int others;

        Collector(Path root) {
            this.root = root;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.equals(root) || !Folders.isLeftover(folder)
                    ? FileVisitResult.CONTINUE
                    : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!Folders.isLeftover(file)) {
                if (attributes.isRegularFile() && isPicture(file)) {
                    pictures.add(file);
                } else {
                    others++;
                }
            }
            return FileVisitResult.CONTINUE;
        }

        /// A folder that leads back to itself, or a file that cannot be read: decoding will say why, if its
        /// name says that it is a picture.
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (file.equals(root)) {
                throw failure;
            }
            if (hasPicturesName(file)) {
                pictures.add(file);
            } else if (!Folders.isLeftover(file)) {
                others++;
            }
            return FileVisitResult.CONTINUE;
        }
    }

    private static boolean isPicture(Path file) {
        if (hasPicturesName(file)) {
            return true;
        }
        try (InputStream content = Files.newInputStream(file)) {
            return ImageKind.of(content.readNBytes(ImageKind.START)).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean hasPicturesName(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1));
    }
}
