package dev.chainrule.lab.dataset;

import dev.chainrule.lab.text.FileNames;
import dev.chainrule.lab.text.Reasons;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a file in a folder of images is, by its content; where that says nothing, by its name.
///
/// @param image whether it is to be read: it is an image of a kind that can be, or its name says so and it must be
/// broken
/// @param kind what to call it if not, such as `.webp` or `broken link`
record FileKind(boolean image, String kind) {
    private static final Set<String> ENDINGS = Stream.of(ImageKind.values())
            .flatMap(kind -> kind.extensions().stream())
            .map(ending -> "." + ending)
            .collect(Collectors.toUnmodifiableSet());

    /// Looks at a file. Pipes, sockets and devices are not opened.
    static FileKind of(Path file) {
        if (!Files.isRegularFile(file)) {
            boolean broken = Files.isSymbolicLink(file) && !Files.exists(file);
            return new FileKind(false, broken ? "broken link" : special(file));
        }
        String ending = ending(FileNames.of(file));
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] head = stream.readNBytes(Math.max(ImageKind.START, 12));
            if (ImageKind.of(head).isPresent()) {
                return new FileKind(true, ending);
            }
            String other = isoMedia(head);
            return new FileKind(other.isEmpty() && ENDINGS.contains(ending), other.isEmpty() ? ending : other);
        } catch (IOException e) {
            return new FileKind(ENDINGS.contains(ending), Reasons.withoutFile(e));
        }
    }

    private static String special(Path file) {
        return Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) ? "folder" : "pipe, socket or device";
    }

    private static String ending(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 1 || dot == name.length() - 1 || name.length() - dot > 12
                ? "without ending"
                : name.substring(dot).toLowerCase(Locale.ROOT);
    }

    /// The ending of two kinds of image that are not read; empty if it is none of them.
    private static String isoMedia(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        if (!text.startsWith("ftyp", 4)) {
            return "";
        }
        return text.startsWith("avif", 8) ? ".avif" : text.substring(8).matches("(?s)(hei|hev|mif1).*") ? ".heic" : "";
    }
}
