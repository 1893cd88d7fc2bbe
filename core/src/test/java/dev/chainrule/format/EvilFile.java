package dev.chainrule.format;

import java.nio.charset.StandardCharsets;

/// A file that somebody made to do harm, or that a fuzzer found.
///
/// @param name of the file; its ending says which reader gets it
/// @param says a part of the reason for which it must be refused
record EvilFile(String name, byte[] content, String says) {
    static EvilFile of(String name, String text, String says) {
        return new EvilFile(name, text.getBytes(StandardCharsets.ISO_8859_1), says);
    }

    @Override
    public String toString() {
        return name;
    }
}
