package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.lab.predict.Predictor;
import dev.chainrule.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A program of others, which has what Maven gives to who depends on `chainrule-lab`, and nothing else.
final class OthersProgram {
    private OthersProgram() {}

    /// The library's jars, or the folders of its classes, and those of what it needs at run time.
    static String library() {
        String libraries = ".*[/\\\\](snakeyaml-engine|ojalgo|imageio-\\w+|common-(lang|io|image))-[0-9.]+\\.jar";
        Stream<String> own = Stream.of(Tensor.class, Predictor.class)
                .map(type -> Path.of(URI.create(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString()))
                        .toString());
        Stream<String> others = Stream.of("jdk.module.path", "java.class.path")
                .map(System::getProperty)
                .filter(path -> path != null)
                .flatMap(path -> Stream.of(path.split(File.pathSeparator)))
                .filter(entry -> entry.matches(libraries));
        return Stream.concat(own, others).distinct().collect(Collectors.joining(File.pathSeparator));
    }

    /// Compiles with all warnings; one about the incubating module, which the library needs, cannot be avoided.
    static String compiled(Path to, String pathFlag, List<Path> sources, String... flags) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream messages = new PrintStream(said, true, StandardCharsets.UTF_8);
        List<String> words = new ArrayList<>(List.of("-Xlint:all", "-d", to.toString(), pathFlag, library()));
        words.addAll(List.of(flags));
        sources.forEach(source -> words.add(source.toString()));
        int exitCode =
                ToolProvider.findFirst("javac").orElseThrow().run(messages, messages, words.toArray(String[]::new));
        assertThat(exitCode).as(said.toString(StandardCharsets.UTF_8)).isZero();
        return said.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.contains("incubating module") && !line.equals("1 warning"))
                .collect(Collectors.joining("\n"));
    }
}
