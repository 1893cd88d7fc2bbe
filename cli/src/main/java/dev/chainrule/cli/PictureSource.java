package dev.chainrule.cli;

import dev.chainrule.format.Limits;
import dev.chainrule.lab.dataset.DataFileException;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.ImageKind;
import dev.chainrule.lab.predict.Preparation;
import dev.chainrule.lab.text.TypedPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A picture that is to be looked at.
///
/// @param name what the output calls it
/// @param file where it is; null for standard input
record PictureSource(String name, @Nullable Path file) {
    private static final String STANDARD_INPUT = "-";

    /// Everything that a person named, folders as the pictures in them.
    ///
    /// @param words files, folders, or `-` for one image from standard input
    /// @param note gets what a person should know
    /// @param refused gets folders that hold no picture, and why
    static List<PictureSource> of(
            List<String> words, Consumer<String> note, BiConsumer<String, DatasetException> refused) {
        List<PictureSource> all = new ArrayList<>();
        for (String word : words) {
            if (word.equals(STANDARD_INPUT)) {
                all.add(new PictureSource(word, null));
                continue;
            }
            Path path = TypedPath.of(word);
            if (!Files.isDirectory(path)) {
                all.add(new PictureSource(word, path));
                continue;
            }
            try {
                PictureFolder pictures = PictureFolder.list(path);
                pictures.note().ifPresent(note);
                pictures.files().forEach(file -> all.add(new PictureSource(file.toString(), file)));
            } catch (DatasetException e) {
                refused.accept(path.toString(), e);
            }
        }
        return all;
    }

    /// The picture as a network sees its training images, as bytes.
    ///
    /// @throws DatasetException if it is no image, or a damaged one
    /// @throws IOException if standard input cannot be read
    byte[] pixels(Preparation preparation) throws IOException {
        if (file == null) {
            return preparation.prepare("standard input", whole("standard input", System.in));
        }
        if (!Files.exists(file)) {
            throw new DatasetException(file + ": no such file or folder; expected an image, or a folder of images");
        }
        if (Files.isRegularFile(file)) {
            return preparation.prepare(file);
        }
        try (InputStream pipe = Files.newInputStream(file)) {
            return preparation.prepare(name, whole(name, pipe));
        }
    }

    private static byte[] whole(String name, InputStream in) throws IOException {
        byte[] start = in.readNBytes(ImageKind.START);
        if (ImageKind.of(start).isEmpty()) {
            return start; // it is no image, and a device may have no end
        }
        byte[] rest = in.readNBytes((int) Limits.IMAGE_BYTES + 1 - start.length);
        byte[] file = Arrays.copyOf(start, start.length + rest.length);
        System.arraycopy(rest, 0, file, start.length, rest.length);
        if (file.length > Limits.IMAGE_BYTES) {
            throw new DataFileException(
                    name,
                    -1,
                    "the file does not fit the limits; expected at most %s bytes".formatted(Limits.IMAGE_BYTES));
        }
        return file;
    }
}
