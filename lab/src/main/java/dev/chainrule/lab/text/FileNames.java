package dev.chainrule.lab.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;

/// Names of files as people read them, whatever the locale and the bytes on the disk.
public final class FileNames {
    private static final char UNDECODABLE = '\ufffd';

    private FileNames() {}

    /// The last name of a path in Unicode's composed form (NFC), so that names from all systems compare.
    ///
    /// A name whose bytes the platform could not decode is decoded from the bytes: as UTF-8, else as Latin-1.
    public static String of(Path file) {
        Path last = file.getFileName();
        String name = last == null ? file.toString() : last.toString();
        return composed(name.indexOf(UNDECODABLE) < 0 ? name : decoded(file));
    }

    /// A text in Unicode's composed form (NFC).
    public static String composed(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    /// The path that a text names, as [TypedPath] reads it.
    ///
    /// @param where what the text was given for, for the error
    /// @throws IllegalArgumentException if the platform can have no such path
    public static Path path(String where, String text) {
        try {
            return TypedPath.of(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
        }
    }

    /// The address of a file holds its bytes as they are, `%` and two digits each.
    private static String decoded(Path file) {
        String address = file.toUri().getRawPath().replaceFirst("/+$", "");
        String last = address.substring(address.lastIndexOf('/') + 1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < last.length(); i++) {
            boolean coded = last.charAt(i) == '%';
            bytes.write(coded ? Integer.parseInt(last.substring(i + 1, i + 3), 16) : last.charAt(i));
            i += coded ? 2 : 0;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            return bytes.toString(StandardCharsets.ISO_8859_1);
        }
    }
}
