package dev.chainrule.lab.run;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.lab.dataset.Checksum;
import dev.chainrule.train.Trainer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What a run is computed with, beside its settings: a result of other bits has its cause here, or nowhere.
///
/// @param version of Chainrule
/// @param codeSha256 of its class files, by name; `unknown` where they cannot be read
/// @param java the version and maker of the Java machine
/// @param processor its name
/// @param vectorBits of the vectors that are computed with
public record Environment(String version, String codeSha256, String java, String processor, int vectorBits) {

    /// That of this process.
    public static Environment current() {
        return new Environment(
                Version.CURRENT,
                Code.SHA256,
                Runtime.version() + ", " + System.getProperty("java.vm.vendor"),
                nameOfProcessor(),
                Kernels.vectorBits());
    }

    private static String nameOfProcessor() {
        String kind = System.getProperty("os.arch");
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.replaceFirst("[^:]*+:", "").strip())
                    .findFirst()
                    .orElse(kind);
        } catch (IOException | UncheckedIOException e) {
            return kind;
        }
    }

    /// What differs from another one, a line each.
    List<String> differencesFrom(Environment before) {
        List<String> lines = new ArrayList<>();
        add(lines, "Chainrule", before.version, version);
        if (version.equals(before.version)) {
            add(lines, "its class files (SHA-256)", before.codeSha256, codeSha256);
        }
        add(lines, "Java", before.java, java);
        add(lines, "processor", before.processor, processor);
        add(lines, "bits of a vector", String.valueOf(before.vectorBits), String.valueOf(vectorBits));
        return lines;
    }

    private static void add(List<String> lines, String what, String before, String now) {
        if (!before.equals(now)) {
            lines.add("%s: %s then, %s now".formatted(what, before, now));
        }
    }

    void put(Map<String, Object> values) {
        values.put("chainrule", version);
        values.put("code_sha256", codeSha256);
        values.put("java", java);
        values.put("processor", processor);
        values.put("vector_bits", vectorBits);
    }

    static Environment of(JsonObject in) throws IOException {
        return new Environment(
                in.text("chainrule"), in.text("code_sha256"), in.text("java"), in.text("processor"), (int)
                        in.count("vector_bits", 0));
    }

    /// The class files of core and lab, wherever they were loaded from.
    private static final class Code {
        static final String SHA256 = sha256();

        private static String sha256() {
            Map<String, String> files = new TreeMap<>();
            try {
                for (Class<?> each : List.of(Trainer.class, Environment.class)) {
                    CodeSource source = each.getProtectionDomain().getCodeSource();
                    Path place = Path.of(source.getLocation().toURI());
                    if (Files.isDirectory(place)) {
                        add(files, place);
                    } else {
                        try (FileSystem jar = FileSystems.newFileSystem(place)) {
                            add(files, jar.getPath("/"));
                        }
                    }
                }
            } catch (IOException | URISyntaxException | RuntimeException e) {
                return "unknown";
            }
            MessageDigest digest = Checksum.digest("SHA-256");
            files.forEach((name, sum) -> digest.update((name + " " + sum + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        }

        private static void add(Map<String, String> files, Path root) throws IOException {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path file :
                        all.filter(each -> each.toString().endsWith(".class")).toList()) {
                    try (InputStream in = Files.newInputStream(file)) {
                        String name = root.relativize(file).toString().replace('\\', '/');
                        files.put(name, Checksum.sha256(in.readAllBytes()));
                    }
                }
            }
        }
    }
}
