package dev.chainrule.fuzz;

import dev.chainrule.format.FormatException;
import dev.chainrule.format.Safetensors;
import dev.chainrule.lab.predict.TensorDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Mutated files with a check sum that is right again, without which nothing behind the check would ever run.
final class Signed {
    private static final ThreadLocal<ScratchFile> FILE = ThreadLocal.withInitial(() -> new ScratchFile(".signed"));

    private Signed() {}

    /// A file with the check sum of its content; what is no safetensors file, or has no check sum, stays as it is.
    ///
    /// @throws IOException if the file in between cannot be written
    static byte[] content(byte[] content) throws IOException {
        try {
            Safetensors read = Safetensors.read(content, "fuzz");
            if (!read.metadata().containsKey("sha256") || !read.unread().isEmpty()) {
                return content;
            }
            Map<String, String> text = new LinkedHashMap<>(read.metadata());
            text.put("sha256", TensorDigest.of(read.metadata(), read.tensors()));
            Path file = FILE.get().with(content);
            new Safetensors(read.tensors(), text).write(file);
            return Files.readAllBytes(file);
        } catch (FormatException _) {
            return content;
        }
    }
}
