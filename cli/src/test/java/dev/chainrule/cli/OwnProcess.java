package dev.chainrule.cli;

import dev.chainrule.lab.settings.Preset;
import dev.chainrule.tensor.Tensor;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;

/// The command in a process of its own.
final class OwnProcess {
    private OwnProcess() {}

    /// Starts the command; what it prints goes to the files `out` and `err` of a folder.
    ///
    /// @param flags of the JVM
    static Process start(Path folder, List<String> flags, Object... words) throws IOException {
        String classPath = Stream.of(
                        Main.class,
                        Preset.class,
                        Tensor.class,
                        CommandLine.class,
                        named("org.snakeyaml.engine.v2.api.LoadSettings"),
                        named("org.ojalgo.matrix.store.RawStore"))
                .map(type -> Path.of(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath())
                        .toString())
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("--add-modules=jdk.incubator.vector", "-cp", classPath, Main.class.getName()));
        Arrays.stream(words).map(Object::toString).forEach(command::add);
        return new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    /// A class of a library that only `lab` reads.
    private static Class<?> named(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
