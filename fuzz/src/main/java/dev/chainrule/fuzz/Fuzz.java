package dev.chainrule.fuzz;

import com.code_intelligence.jazzer.Jazzer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Fuzzes one reader for some time: `safetensors 60`. What is found lies in `target/fuzz/safetensors`, with what was
/// learnt, from which the next run goes on.
public final class Fuzz {
    private Fuzz() {}

    private static Path folder(String target) {
        return Path.of("target", "fuzz", target);
    }

    /// The seeds of a target, and what was learnt from them.
    static Path corpus(String target) {
        return folder(target).resolve("corpus");
    }

    /// Starts the fuzzer, which ends the program.
    ///
    /// @param arguments a target, seconds, then options of the fuzzer
    /// @throws IOException if a file cannot be written
    /// @throws InterruptedException if the program is interrupted
    public static void main(String... arguments) throws IOException, InterruptedException {
        Map<String, Target> targets = Targets.all();
        if (arguments.length < 2 || !targets.containsKey(arguments[0])) {
            System.err.println("expected a target and seconds, for example 'safetensors 60'; targets are "
                    + String.join(", ", targets.keySet()));
            System.exit(2);
        }
        String name = arguments[0];
        Path corpus = Files.createDirectories(corpus(name));
        Seeds.write(name, corpus);
        System.setProperty(FuzzTarget.PROPERTY, name);
        List<String> options = new ArrayList<>(List.of(
                "--target_class=" + FuzzTarget.class.getName(),
                "--instrumentation_includes=dev.chainrule.**:com.twelvemonkeys.**:org.snakeyaml.**",
                "--custom_hook_excludes=dev.chainrule.fuzz.**",
                "--reproducer_path=" + folder(name),
                "-artifact_prefix=" + folder(name) + "/",
                "-max_total_time=" + arguments[1],
                "-timeout=1",
                "-max_len=8192",
                corpus.toString()));
        Path dictionary = Path.of("dictionaries", name + ".dict");
        if (Files.exists(dictionary)) {
            options.add("-dict=" + dictionary);
        }
        options.addAll(List.of(arguments).subList(2, arguments.length));
        Jazzer.main(options.toArray(String[]::new));
    }
}
