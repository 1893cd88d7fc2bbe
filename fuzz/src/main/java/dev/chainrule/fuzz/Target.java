package dev.chainrule.fuzz;

import java.nio.file.Path;

/// A reader of files of others.
///
/// @param typed the one error with which it may refuse a content
/// @param reader reads a content
public record Target(Class<? extends Exception> typed, Reader reader) {

    /// Reads a content.
    @FunctionalInterface
    public interface Reader {
        /// Reads a content.
        ///
        /// @throws Exception if it refuses it
        void read(byte[] content) throws Exception;
    }

    /// Reads a file.
    @FunctionalInterface
    public interface FileReader {
        /// Reads a file.
        ///
        /// @throws Exception if it refuses it
        void read(Path file) throws Exception;
    }

    /// A reader that wants its content in a file.
    ///
    /// @param ending of its name
    public static Target ofFile(Class<? extends Exception> typed, String ending, FileReader reader) {
        ScratchFile file = new ScratchFile(ending);
        return new Target(typed, content -> reader.read(file.with(content)));
    }
}
