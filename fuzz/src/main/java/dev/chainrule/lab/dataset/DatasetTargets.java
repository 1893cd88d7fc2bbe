package dev.chainrule.lab.dataset;

import dev.chainrule.fuzz.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;

/// The readers of data sets.
public final class DatasetTargets {
    private DatasetTargets() {}

    /// Targets by name.
    public static Map<String, Target> all() {
        return Map.of(
                "cifar",
                Target.ofFile(DatasetException.class, ".cifar", DatasetTargets::cifar),
                "idx",
                Target.ofFile(DatasetException.class, ".idx", DatasetTargets::idx),
                "idx-gz",
                Target.ofFile(DatasetException.class, ".idx.gz", DatasetTargets::idx));
    }

    /// The content is the third of six files; the others are right.
    private static void cifar(Path file) throws IOException {
        Path folder = Files.createDirectories(file.resolveSibling(file.getFileName() + ".folder"));
        for (String name : Cifar10.FILES) {
            Path each = folder.resolve(name);
            if (name.equals(Cifar10.FILES.get(2))) {
                Files.copy(file, each, StandardCopyOption.REPLACE_EXISTING);
            } else if (!Files.exists(each)) {
                Files.write(each, new byte[Cifar10.RECORD_BYTES]);
            }
        }
        Cifar10.read(folder, 1);
    }

    /// The content is images, then labels, which begin where the first byte says.
    private static void idx(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        int cut = content.length == 0 ? 0 : Math.min(content.length, 1 + (content[0] & 0xff) * content.length / 255);
        String ending = file.toString().endsWith(".gz") ? ".gz" : "";
        Path images = file.resolveSibling(file.getFileName() + ".images" + ending);
        Path labels = file.resolveSibling(file.getFileName() + ".labels" + ending);
        Mnist.read(
                Files.write(images, Arrays.copyOfRange(content, Math.min(1, cut), cut)),
                Files.write(labels, Arrays.copyOfRange(content, cut, content.length)));
    }
}
