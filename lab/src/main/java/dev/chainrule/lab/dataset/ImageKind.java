package dev.chainrule.lab.dataset;

import dev.chainrule.format.Limits;
import dev.chainrule.lab.text.Reasons;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The kinds of image files that are read. A file is what its first bytes say, whatever its name ends in.
public enum ImageKind {
    /// All colour types and depths, interlaced or not; of an animation the picture that stands for it.
    PNG("PNG", "png", 8 * (int) Limits.INFLATED_PER_BYTE),
    /// Baseline and progressive with 8 bits: grey, YCbCr, RGB, CMYK and YCCK.
    JPEG("JPEG", "jpg jpeg jpe jfif", 512),
    /// Lossy and lossless, with or without transparency; of an animation the first frame.
    WEBP("WebP", "webp", 100_000),
    /// The first frame, on a canvas of the picture's size.
    GIF("GIF", "gif", 4096),
    /// With a palette, with 16, 24 or 32 bits, plain or run-length encoded.
    BMP("BMP", "bmp dib", 1024),
    /// The first page: grey, RGB, palette, CMYK; 1 to 16 bits.
    TIFF("TIFF", "tif tiff", 8 * (int) Limits.INFLATED_PER_BYTE);

    /// How many bytes at the beginning of a file tell its kind.
    public static final int START = 32;

    private final String id;
    private final String extensions;
    private final int pixelsPerByte;

    /// @param pixelsPerByte what one byte of a file says at most: of deflated ones with a bit a pixel, of JPEG 64
    /// blocks with one bit each, of GIF the longest string of its dictionary; WebP and BMP have no such limit, but
    /// nobody draws nothing on so much
    ImageKind(String id, String extensions, int pixelsPerByte) {
        this.id = id;
        this.extensions = extensions;
        this.pixelsPerByte = pixelsPerByte;
    }

    /// The kind of a file by its first bytes; nothing if it is none of these.
    ///
    /// @param start the first [#START] bytes, or all if there are fewer
    public static Optional<ImageKind> of(byte[] start) {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (text.startsWith("\u0089PNG\r\n\u001a\n")) {
            return Optional.of(PNG);
        } else if (text.startsWith("\u00ff\u00d8\u00ff")) {
            return Optional.of(JPEG);
        } else if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) {
            return Optional.of(WEBP);
        } else if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) {
            return Optional.of(GIF);
        } else if (text.startsWith("BM") && text.length() > 17 && text.startsWith("\0\0\0", 15)) {
            return Optional.of(BMP);
        } else if (List.of("II*\0", "MM\0*", "II+\0", "MM\0+")
                .contains(text.substring(0, Math.min(4, text.length())))) {
            return Optional.of(TIFF);
        }
        return Optional.empty();
    }

    /// How many pixels a byte of such a file holds at most.
    int pixelsPerByte() {
        return pixelsPerByte;
    }

    /// All of them in a sentence: `PNG, JPEG, WebP, GIF, BMP or TIFF`.
    public static String names() {
        List<String> names = Arrays.stream(values()).map(ImageKind::id).toList();
        return names.stream().limit(names.size() - 1L).collect(Collectors.joining(", ")) + " or " + names.getLast();
    }

    /// Its name for people, such as `WebP`.
    public String id() {
        return id;
    }

    /// What names of such files usually end in, in lower case and without the dot.
    public List<String> extensions() {
        return List.of(extensions.split(" ", -1));
    }

    /// What is said of a file of this kind that could not be decoded.
    DataFileException failure(String file, Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        String reason = Reasons.of(cause);
        String text;
        if (cause instanceof NotReadException) {
            text = reason + " is not read; expected " + names();
        } else if (cause instanceof OutOfMemoryError) {
            text = "the " + id + " needs more memory than there is; make it smaller";
        } else if (reason.startsWith("Unsupported") || reason.startsWith("Unknown TIFF")) {
            text = "this kind of " + id + " is not read (" + reason + ")";
        } else if (cause instanceof RuntimeException) {
            text = "the " + id + " is broken (its parts contradict each other)";
        } else {
            text = "the " + id + " is broken (" + reason + ")";
        }
        return new DataFileException(file, -1, text);
    }

    /// What a file is that is none of these, as far as its first bytes tell.
    static String other(byte[] start) {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (text.isEmpty()) {
            return "the file is empty";
        } else if (text.startsWith("version https://git-lfs")) {
            return "this is the pointer that Git LFS left in place of a file; 'git lfs pull' brings the file";
        } else if (text.startsWith("ftyp", 4)) {
            String brand = text.substring(8, Math.min(12, text.length()));
            return brand.startsWith("avi")
                    ? "this is an AVIF file"
                    : "this is a file of the kind '" + brand.strip() + "'";
        }
        return other(text).map(kind -> "this is a " + kind + " file").orElse("this is no image");
    }

    private static Optional<String> other(String text) {
        if (text.startsWith("8BPS")) {
            return Optional.of("Photoshop");
        } else if (text.startsWith("\0\0\1\0")) {
            return Optional.of("Windows icon");
        } else if (text.startsWith("\0\0\0\u000cjP") || text.startsWith("\u00ffO\u00ffQ")) {
            return Optional.of("JPEG 2000");
        } else if (text.startsWith("\u00ff\n") || text.startsWith("\0\0\0\u000cJXL")) {
            return Optional.of("JPEG XL");
        } else if (text.startsWith("%PDF")) {
            return Optional.of("PDF");
        } else if (text.startsWith("<svg") || text.startsWith("<?xml")) {
            return Optional.of("SVG or XML");
        }
        return text.matches("(?s)P[1-7][\\s#].*") ? Optional.of("Netpbm") : Optional.empty();
    }
}
