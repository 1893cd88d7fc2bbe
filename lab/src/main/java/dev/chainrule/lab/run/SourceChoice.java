package dev.chainrule.lab.run;

import dev.chainrule.lab.dataset.ImageSource;
import dev.chainrule.lab.predict.ModelFile;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.StartSettings;
import dev.chainrule.lab.text.FileNames;
import dev.chainrule.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Chooses what a person left open for a run that begins with the weights of another one: the network and the
/// preparation of images are those of that run. Whoever names a preset gets it as it is.
final class SourceChoice {
    private static final List<String> PREPARATION =
            List.of("data.preprocessing", "data.contrast-normalization", "data.whitening");

    private SourceChoice() {}

    /// Puts what fits the source under what was given.
    ///
    /// @return one line that says what was chosen, or none
    /// @throws IOException if the folder of the source cannot be read
    static List<String> apply(SettingsBuilder builder) throws IOException {
        RunSettings settings = builder.build();
        Optional<RunFolder> source = settings.start().flatMap(SourceChoice::folder);
        if (builder.isNamed() || source.isEmpty()) {
            return List.of();
        }
        RunSettings theirs = new SettingsBuilder().file(source.get().settings()).build();
        List<String> chosen = new ArrayList<>();
        if (!builder.isGiven("model")) {
            builder.suggest("model", theirs);
            chosen.add("the network (%s)".formatted(theirs.flattened().getOrDefault("model.kind", "layers")));
        }
        List<String> open =
                PREPARATION.stream().filter(key -> !builder.isGiven(key)).toList();
        open.forEach(key -> builder.suggest(key, theirs));
        size(builder, settings, source.get()).ifPresent(size -> builder.suggest("data.image-size", size));
        if (!open.isEmpty()) {
            chosen.add("how images become numbers (%s)"
                    .formatted(theirs.flattened().get("data.preprocessing")));
        }
        return chosen.isEmpty()
                ? List.of()
                : List.of("as in %s: %s".formatted(settings.start().get().from(), String.join(", ", chosen)));
    }

    private static Optional<RunFolder> folder(StartSettings start) {
        Path path = FileNames.path("start.from", start.from());
        boolean inside = path.endsWith(ModelFile.NAME);
        return Optional.of(new RunFolder(inside ? path.toAbsolutePath().resolveSibling("") : path))
                .filter(folder -> Files.isRegularFile(folder.settings()) && Files.isRegularFile(folder.about()));
    }

    /// The size of the source's images, where those of this run are files of one's own.
    private static Optional<String> size(SettingsBuilder builder, RunSettings settings, RunFolder source)
            throws IOException {
        if (builder.isGiven("data.image-size") || ImageSource.of(settings.data().set()) != ImageSource.IMAGES) {
            return Optional.empty();
        }
        Shape image = AboutFile.read(source.about()).beginning().image();
        return Optional.of(image.extent(2) + "x" + image.extent(1));
    }
}
