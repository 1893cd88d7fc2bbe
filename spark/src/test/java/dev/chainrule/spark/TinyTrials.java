package dev.chainrule.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.trial.Trial;
import dev.chainrule.lab.trial.TrialRunner;
import dev.chainrule.lab.trial.TrialWatcher;
import dev.chainrule.lab.trial.Trials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Trials that are done in a moment.
final class TinyTrials {
    private TinyTrials() {}

    /// Three epochs of three steps, with whatever else is set.
    static RunSettings settings(String more) {
        SettingsBuilder builder = new SettingsBuilder().preset("quick-fc", "test");
        String all =
                "model.hidden=[6] data.limit=60 epochs=3 batch-size=20 evaluation.validation-examples=20 threads=1 "
                        + more;
        for (String each : all.strip().split(" ", -1)) {
            int equals = each.indexOf('=');
            builder.set(each.substring(0, equals), each.substring(equals + 1), "test");
        }
        return builder.build();
    }

    /// Does trials side by side.
    ///
    /// @param watcher is told what happens
    /// @return a digest of each file, but for those that say how long something took
    static Map<String, Integer> files(TrialRunner runner, Path folder, List<RunSettings> settings, TrialWatcher watcher)
            throws IOException {
        List<Trial> all = new ArrayList<>();
        for (RunSettings each : settings) {
            all.add(Trial.whole("trial " + all.size(), each, folder.resolve("" + all.size())));
        }
        try (Trials trials = new Trials(runner, watcher)) {
            assertThat(trials.all(all)).isPresent();
        }
        Map<String, Integer> digests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> Files.isRegularFile(file) && !file.endsWith("about.json"))
                    .forEach(file -> digests.put(folder.relativize(file).toString(), digest(file)));
        }
        return digests;
    }

    private static int digest(Path file) {
        try {
            return Arrays.hashCode(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
