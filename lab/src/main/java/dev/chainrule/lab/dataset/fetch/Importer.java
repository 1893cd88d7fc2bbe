package dev.chainrule.lab.dataset.fetch;

import dev.chainrule.lab.dataset.DataFileException;
import java.io.IOException;
import java.io.InputStream;

/// Turns files as they are published into canonical files.
///
/// Only names it knows are read, and only fixed names are written, whatever an archive says.
interface Importer {
    /// Takes one file. One whose name means nothing here is passed over.
    ///
    /// @param name the file's name, without folders
    /// @param content its content; need not be read to the end
    /// @param size its length in bytes
    /// @throws DataFileException when the name is known and the content is not what it should be
    void accept(String name, InputStream content, long size) throws IOException;

    /// Writes what could not be written before all files were seen.
    void finish() throws IOException;
}
