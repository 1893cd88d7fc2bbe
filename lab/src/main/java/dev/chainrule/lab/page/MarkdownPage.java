package dev.chainrule.lab.page;

import dev.chainrule.format.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A report as Markdown with the files that it shows and links, which lie beside it.
///
/// @param name of the page, the beginning of the names of its files
/// @param text the page, to be stored as UTF-8 in a file of that name and `.md`
/// @param files the bytes of each file by its name; not copied
public record MarkdownPage(String name, String text, SortedMap<String, byte[]> files) {
    /// Copies the map.
    public MarkdownPage {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /// Writes the page and its files into a folder, which must be there.
    ///
    /// @throws IOException if one cannot be written
    public void write(Path folder) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            AtomicFile.write(folder.resolve(file.getKey()), channel -> {
                ByteBuffer bytes = ByteBuffer.wrap(file.getValue());
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            });
        }
        AtomicFile.write(folder.resolve(name + ".md"), text);
    }
}
