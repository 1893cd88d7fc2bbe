package dev.chainrule.format;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Names what a file is that is given in place of another, by its first bytes.
final class ForeignFile {
    /// How many bytes at the beginning of a file are looked at.
    static final int START = 32;

    private ForeignFile() {}

    /// What the file is, and what is expected instead.
    ///
    /// @param start the first [#START] bytes, or all if there are fewer
    /// @param expected for example `a safetensors file`
    /// @param otherwise what is wrong with it if its kind is not known
    static String reason(byte[] start, String expected, String otherwise) {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (text.startsWith("version https://git-lfs")) {
            return "it is a Git LFS pointer, which only says where the tensors are; 'git lfs pull' brings the file";
        }
        String kind = kind(text);
        return kind.isEmpty() ? otherwise : kind + "; expected " + expected;
    }

    private static String kind(String text) {
        String lower = text.stripLeading().toLowerCase(Locale.ROOT);
        if (text.isEmpty()) {
            return "the file is empty";
        } else if (text.startsWith("PK\3\4")) {
            return "this is a ZIP archive, as PyTorch's .pt, Keras' .keras and NumPy's .npz are";
        } else if (text.length() > 1 && text.charAt(0) == 0x80 && text.charAt(1) <= 5) {
            return "this is a Python pickle, as .pkl and older .pt files are";
        } else if (text.startsWith("\u0093NUMPY")) {
            return "this is a NumPy array";
        } else if (text.startsWith("\u0089HDF\r\n")) {
            return "this is an HDF5 file, as Keras' .h5 are";
        } else if (text.startsWith("GGUF")) {
            return "this is a GGUF file";
        } else if (text.startsWith("\u001f\u008b")) {
            return "this is a gzip archive";
        } else if (text.startsWith("\u0089PNG") || text.startsWith("\u00ff\u00d8\u00ff")) {
            return "this is an image";
        } else if (lower.startsWith("<!doctype") || lower.startsWith("<html")) {
            return "this is a web page";
        }
        return text.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || Character.isWhitespace(c)) ? "this is text" : "";
    }
}
