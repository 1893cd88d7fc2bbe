package dev.chainrule.lab.run;

import dev.chainrule.format.FormatException;
import dev.chainrule.format.Json;
import dev.chainrule.format.Limits;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.text.Reasons;
import dev.chainrule.lab.text.WholeFile;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A file that a run writes line by line, one JSON object a line.
///
/// Lines reach the file when they are flushed and about ten times a second, so a run that is killed leaves all but the
/// last moment, and at most one partial line, which is left out when it is read. A disk that is full ends the writing,
/// not the run.
final class JsonLines implements AutoCloseable {
    private static final long FLUSH_NANOS = 100_000_000;

    private final Path file;
    private final Writer out;
    private long lastFlush = System.nanoTime();
    private Optional<String> trouble = Optional.empty();

    JsonLines(Path file, Writer out) {
        this.file = file;
        this.out = out;
    }

    /// Reads one line.
    interface Reader {
        /// Reads a line.
        ///
        /// @param start the byte at which it begins, for errors
        void line(JsonObject in, long start) throws FormatException;
    }

    /// Starts a new file; of two runs that start in one folder at once, one gets it.
    static JsonLines create(Path file) throws IOException {
        try {
            return new JsonLines(
                    file, Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        } catch (FileAlreadyExistsException e) {
            throw new SettingsException(file + ": is there already; expected a new or empty folder for the results");
        }
    }

    /// Goes on with a file behind what it says about the first steps; the rest of it, and what a power cut left of
    /// a line, is cut off. Without a file, starts one.
    static JsonLines goOn(Path file, long steps) throws IOException {
        if (!Files.exists(file)) {
            return create(file);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(kept(Files.readAllBytes(file), file, steps));
        }
        return append(file);
    }

    private static int kept(byte[] bytes, Path file, long steps) {
        int kept = 0;
        int from = 0;
        try {
            for (int to = 0; to < bytes.length; to++) {
                if (bytes[to] == '\n') {
                    byte[] line = Arrays.copyOfRange(bytes, from, to);
                    from = to + 1;
                    if (JsonObject.of(line, file.toString(), from).count("step", 0) > steps) {
                        return kept;
                    }
                    kept = from;
                }
            }
        } catch (FormatException e) {
            // the rest is done again
        }
        return kept;
    }

    /// Goes on with a file behind all that it says.
    static JsonLines append(Path file) throws IOException {
        return new JsonLines(file, Files.newBufferedWriter(file, StandardOpenOption.APPEND));
    }

    /// Reads all lines that are complete.
    ///
    /// @throws FormatException naming the byte of the first line that a run does not write
    static void read(Path file, Reader reader) throws IOException {
        String text = new String(
                WholeFile.bytes(file, Limits.RUN_LINES_BYTES), StandardCharsets.ISO_8859_1); // a byte a character
        int from = 0;
        for (int to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
            byte[] line = text.substring(from, to).getBytes(StandardCharsets.ISO_8859_1);
            reader.line(JsonObject.of(line, file.toString(), from), from);
            from = to + 1;
        }
    }

    /// A number as JSON has it: null for one that is not finite.
    static @Nullable Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /// Writes a line.
    ///
    /// @param flush whether it shall reach the file at once
    /// @param about what the file lacks if it cannot be written, for example `the history ends at step 3`
    void write(Map<String, ? extends @Nullable Object> values, boolean flush, String about) {
        if (trouble.isPresent()) {
            return;
        }
        try {
            out.append(Json.write(values)).append('\n');
            long now = System.nanoTime();
            if (flush || now - lastFlush > FLUSH_NANOS) {
                out.flush();
                lastFlush = now;
            }
        } catch (IOException e) {
            trouble = Optional.of(file + ": cannot be written (" + Reasons.withoutFile(e) + "); " + about);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            trouble = trouble.or(() -> Optional.of(file + ": cannot be written (" + Reasons.withoutFile(e) + ")"));
        }
    }

    /// Why the file is not complete, if it is not.
    Optional<String> trouble() {
        return trouble;
    }
}
