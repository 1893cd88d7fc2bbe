package dev.chainrule.lab.search;

import dev.chainrule.format.AtomicFile;
import dev.chainrule.format.Json;
import dev.chainrule.lab.run.JsonObject;
import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.settings.Kebab;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// The folder of a search.
///
/// @param path the folder
record SearchFolder(Path path) {
    /// The declaration, with all that is usual spelt out.
    private Path declaration() {
        return path.resolve("search.yaml");
    }

    /// The folder of a trial.
    Path trial(int number) {
        return path.resolve("trials").resolve(String.format(Locale.ROOT, "%04d", number));
    }

    /// The folder of the winner that is trained anew.
    Path winner(int trial) {
        return path.resolve(String.format(Locale.ROOT, "winner-%04d", trial));
    }

    /// Makes the folder one of this search.
    ///
    /// @throws SettingsException if it holds something else, or another search
    void claim(Search search, BaseSettings.Data data) throws IOException {
        String text = "# on: " + Kebab.of(data) + "\n" + Searches.toYaml(search);
        if (!Files.exists(declaration())) {
            checkEmpty();
            AtomicFile.write(declaration(), text);
            Files.createDirectories(path.resolve("trials"));
            return;
        }
        String before = SettingsBuilder.contents(declaration());
        if (!fixed(before, search).equals(fixed(text, search))) {
            throw new SettingsException("%s: another search is there%s; expected the same, or a folder of its own."
                            .formatted(path, difference(before, text))
                    + " Choose another one with --out");
        }
        AtomicFile.write(declaration(), text);
    }

    private void checkEmpty() throws IOException {
        try (DirectoryStream<Path> content = Files.newDirectoryStream(path)) {
            for (Path each : content) {
                if (!each.getFileName().toString().equals("lock")) {
                    throw new SettingsException(
                            "%s: is not empty and holds no search; expected a folder of its own.".formatted(path)
                                    + " Choose another one with --out");
                }
            }
        }
    }

    /// What may not change: more time is always welcome, and more trials where the first ones stay the same.
    private static List<String> fixed(String declaration, Search search) {
        boolean grows = switch (search.method()) {
            case SearchMethod.Random _, SearchMethod.LowDiscrepancy _ -> true;
            case SearchMethod.Grid _,
                    SearchMethod.CoarseToFine _,
                    SearchMethod.SuccessiveHalving _,
                    SearchMethod.Hyperband _,
                    SearchMethod.Tpe _ -> false;
        };
        return declaration
                .lines()
                .filter(line -> !line.startsWith("minutes:") && !(grows && line.startsWith("trials:")))
                .toList();
    }

    private static String difference(String before, String now) {
        List<String> old = before.lines().toList();
        return now.lines()
                .filter(line -> !old.contains(line))
                .findFirst()
                .map(line -> " (without '%s')".formatted(line.strip()))
                .orElse("");
    }

    /// The seconds that were spent before.
    double secondsSpent() throws IOException {
        Path file = path.resolve("spent.json");
        return Files.isRegularFile(file) ? JsonObject.read(file).numberOrNull("seconds") : 0;
    }

    /// Keeps how many seconds were spent.
    void spent(double seconds) throws IOException {
        AtomicFile.write(path.resolve("spent.json"), Json.write(Map.of("seconds", seconds)) + "\n");
    }

    private Path best() {
        return path.resolve("winner.json");
    }

    /// Keeps what the winner is worth.
    void tested(Measured best, OptionalDouble accuracy) throws IOException {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("trial", best.trial());
        values.put("step", best.rung().step());
        values.put("test_accuracy", accuracy.isPresent() ? accuracy.getAsDouble() : null);
        AtomicFile.write(best(), Json.write(values) + "\n");
    }

    /// What the winner was found to be worth before, if it was this one.
    Optional<OptionalDouble> testAccuracy(Measured best) throws IOException {
        if (!Files.isRegularFile(best())) {
            return Optional.empty();
        }
        JsonObject in = JsonObject.read(best());
        if (in.count("trial", 1) != best.trial()
                || in.count("step", 0) != best.rung().step()) {
            return Optional.empty();
        }
        double accuracy = in.numberOrNull("test_accuracy");
        return Optional.of(Double.isNaN(accuracy) ? OptionalDouble.empty() : OptionalDouble.of(accuracy));
    }
}
