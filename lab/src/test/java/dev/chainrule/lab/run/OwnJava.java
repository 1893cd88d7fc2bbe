package dev.chainrule.lab.run;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Programs of the tests in a virtual machine of their own, with all that the tests have on their class path or module
/// path.
final class OwnJava {
    private OwnJava() {}

    /// A program that is yet to be started.
    ///
    /// @param flags of the virtual machine
    static ProcessBuilder of(List<String> flags, Class<?> program, List<String> arguments) {
        String path = Stream.concat(
                        Stream.of("jdk.module.path", "java.class.path").map(System::getProperty),
                        Stream.of(Path.of("target", "test-classes").toString()))
                .filter(part -> part != null && !part.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("--add-modules=jdk.incubator.vector", "-cp", path, program.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }
}
