package dev.chainrule.lab.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The content of a file that is read at once: of a regular file alone, and never more of it than a reader takes. A
/// pipe may wait for ever and a device may have no end, so neither is opened.
public final class WholeFile {
    private WholeFile() {}

    /// All bytes.
    ///
    /// @param most how many there may be
    /// @throws FileSystemException whose reason says that it is no regular file, or too long
    /// @throws IOException if it cannot be read
    public static byte[] bytes(Path file, int most) throws IOException {
        requireRegular(file);
        try (InputStream content = Files.newInputStream(file)) {
            byte[] bytes = content.readNBytes(Math.addExact(most, 1));
            if (bytes.length > most) {
                throw fault(file, "it is too long; at most %s bytes are read".formatted(most));
            }
            return bytes;
        }
    }

    /// All text, in UTF-8; a byte order mark at its beginning is left out.
    ///
    /// @param most how many bytes there may be
    /// @throws CharacterCodingException if it is no UTF-8
    /// @throws FileSystemException whose reason says that it is no regular file, or too long
    /// @throws IOException if it cannot be read
    public static String text(Path file, int most) throws IOException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes(file, most)))
                .toString();
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    /// Refuses what is no regular file. A link to one is one.
    ///
    /// @throws FileSystemException whose reason says what it is
    public static void requireRegular(Path file) throws IOException {
        if (Files.isRegularFile(file)) {
            return;
        }
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        throw fault(file, Files.isDirectory(file) ? "it is a folder" : "it is a pipe, socket or device");
    }

    private static FileSystemException fault(Path file, String reason) {
        return new FileSystemException(file.toString(), null, reason);
    }
}
