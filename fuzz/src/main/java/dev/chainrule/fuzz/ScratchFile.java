package dev.chainrule.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file that is written anew for each content, in memory where the system has a folder for that.
final class ScratchFile {
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path file;

    ScratchFile(String ending) {
        Path parent = Files.isWritable(MEMORY) ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
        file = parent.resolve("fuzz-" + ProcessHandle.current().pid() + ending);
        file.toFile().deleteOnExit();
    }

    Path with(byte[] content) throws IOException {
        return Files.write(file, content);
    }
}
