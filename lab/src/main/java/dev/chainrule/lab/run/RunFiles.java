package dev.chainrule.lab.run;

import dev.chainrule.format.AtomicFile;
import dev.chainrule.format.FormatException;
import dev.chainrule.format.Json;
import dev.chainrule.format.Limits;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.text.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The image files of a run on a folder of one's own, in the order in which their images were read: `files.jsonl`. By
/// it the split stays with the run, whatever becomes of the folder.
///
/// @param files one for each line
public record RunFiles(List<Entry> files) {

    /// An image file of a run.
    ///
    /// @param part what it was used for
    /// @param className the name of its class
    /// @param name its path below the folder of all, with slashes
    /// @param sha256 of its content, in hexadecimal digits
    public record Entry(Part part, String className, String name, String sha256) {}

    /// Copies the list.
    public RunFiles {
        files = List.copyOf(files);
    }

    /// The files of a run on a known data set: none.
    static RunFiles none() {
        return new RunFiles(List.of());
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    /// The names of the classes, in order.
    List<String> classNames() {
        return files.stream().map(Entry::className).distinct().sorted().toList();
    }

    void write(Path file) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Entry entry : files) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("part", entry.part().id());
            values.put("class", entry.className());
            values.put("file", entry.name());
            values.put("sha256", entry.sha256());
            lines.append(Json.write(values)).append('\n');
        }
        AtomicFile.write(file, lines.toString());
    }

    /// @throws FormatException if the file says something else than a run writes
    static RunFiles read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return none();
        }
        List<Entry> files = new ArrayList<>();
        long start = 0;
        for (String line :
                new String(WholeFile.bytes(file, Limits.RUN_LINES_BYTES), StandardCharsets.UTF_8).split("\n", -1)) {
            if (line.isEmpty()) {
                continue;
            }
            JsonObject in = JsonObject.of(line, file.toString(), start);
            String part = in.text("part");
            try {
                files.add(new Entry(Part.named(part), in.text("class"), in.text("file"), in.text("sha256")));
            } catch (IllegalArgumentException _) {
                throw in.misfit("part", "train, validation or test");
            }
            start += line.getBytes(StandardCharsets.UTF_8).length + 1;
        }
        return new RunFiles(files);
    }
}
