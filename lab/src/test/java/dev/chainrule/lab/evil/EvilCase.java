package dev.chainrule.lab.evil;

import java.nio.file.Path;

/// A file that somebody may hand over, in bad faith or by mistake, and what must be said about it.
///
/// @param name of the case
/// @param refusal the type of the error
/// @param says words of its message, which also names the file
/// @param maker writes the file, or what else is read, into an empty folder
/// @param reader reads it
record EvilCase(String name, Class<? extends Exception> refusal, String says, Maker maker, Reader reader) {
    /// Writes what is read.
    interface Maker {
        /// Writes it, and says where it is, which the message must name.
        Path in(Path folder) throws Exception;
    }

    interface Reader {
        /// Reads it.
        void read(Path file) throws Exception;
    }

    @Override
    public String toString() {
        return name;
    }
}
