package dev.chainrule.schedules;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A Java whose own classes tell Fray what their threads do, made by `jlink` from the one that runs this. Fray's plugin
/// for Maven makes one too, but only from a JDK with a folder `jmods`, which not every JDK has.
///
/// @param home its folder
/// @param library Fray's native agent
record InstrumentedJava(Path home, Path library) {
    private static final List<String> PLUGIN =
            List.of("fray-instrumentation-", "fray-runtime", "asm", "kotlin-", "annotations");

    /// The one in a folder; makes it if it is not there.
    static InstrumentedJava in(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path library = folder.resolve("libjvmti.so");
        try (InputStream bytes = Objects.requireNonNull(
                InstrumentedJava.class.getResourceAsStream("/libjvmti.so"), "Fray's native agent")) {
            Files.copy(bytes, library, StandardCopyOption.REPLACE_EXISTING);
        }
        Path home = folder.resolve("java-" + Runtime.version());
        if (!Files.exists(home)) {
            link(home);
        }
        return new InstrumentedJava(home, library);
    }

    private static void link(Path home) throws IOException, InterruptedException {
        List<String> jars = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jar -> PLUGIN.stream().anyMatch(new File(jar).getName()::startsWith))
                .toList();
        String plugin = jars.stream()
                .filter(jar -> jar.contains("fray-instrumentation-jdk-"))
                .findFirst()
                .orElseThrow();
        String path = jars.stream().collect(Collectors.joining(File.pathSeparator));
        int code = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
                        "-J-javaagent:" + plugin,
                        "-J--module-path=" + path,
                        "-J--add-modules=org.pastalab.fray.instrumentation.jdk",
                        "-J--class-path=" + path,
                        "--add-modules=java.se,jdk.unsupported,jdk.incubator.vector",
                        "--fray-instrumentation",
                        "--output=" + home)
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("jlink: ended with " + code);
        }
    }

    String executable() {
        return home.resolve("bin").resolve("java").toString();
    }
}
