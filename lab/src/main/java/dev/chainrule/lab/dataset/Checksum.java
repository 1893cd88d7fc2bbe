package dev.chainrule.lab.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Checksums of bytes and files, as lower-case hexadecimal digits.
public final class Checksum {
    private Checksum() {}

    /// The SHA-256 of bytes, in hexadecimal digits.
    public static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(digest("SHA-256").digest(bytes));
    }

    /// The SHA-256 of a file, in hexadecimal digits.
    public static String sha256(Path file) throws IOException {
        return HexFormat.of().formatHex(digest("SHA-256", file));
    }

    /// The digest of a file by any algorithm that every Java platform has (`MD5`, `SHA-256`) or that the JDK has
    /// (`SHA-512`).
    public static byte[] digest(String algorithm, Path file) throws IOException {
        MessageDigest digest = digest(algorithm);
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return digest.digest();
    }

    /// An empty digest of an algorithm that every Java platform or the JDK has, for what is no array and no file.
    public static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
