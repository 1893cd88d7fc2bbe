package dev.chainrule.lab.run;

import dev.chainrule.format.Safetensors;
import dev.chainrule.lab.predict.EnsembleFile;
import dev.chainrule.lab.predict.ModelFile;
import dev.chainrule.lab.predict.TensorDigest;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.text.FileNames;
import dev.chainrule.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The weights of another network, as they were read.
///
/// A run keeps those that it begins with in its own folder, as `start.safetensors`. It is repeated and gone on with
/// from there, so the other run may be deleted or trained anew.
///
/// @param from where they came from, as it was given
/// @param content tensors by name, and what their file says of them
/// @param sha256 that what is taken of them must have; none if any will do
record StartWeights(String from, Safetensors content, Optional<String> sha256) {

    /// What settings ask for, read from where they say.
    static Optional<StartWeights> of(RunSettings settings) throws IOException {
        return of(settings, Optional.empty(), Optional.empty());
    }

    /// The same for settings that are put together: those of an earlier run begin with what that run kept.
    static Optional<StartWeights> of(RunSettings settings, SettingsBuilder builder) throws IOException {
        return of(
                settings,
                builder.startFile()
                        .map(file -> new RunFolder(file.toAbsolutePath().resolveSibling(""))),
                builder.startSha256());
    }

    /// The same for a run that goes on in its folder.
    static Optional<StartWeights> of(RunSettings settings, RunFolder folder) throws IOException {
        return of(settings, Optional.of(folder), Optional.empty());
    }

    /// Settings of a run that begin, wherever they are used, with what the run kept.
    static RunSettings kept(RunSettings settings, RunFolder run) {
        return settings.start().isPresent() && Files.isRegularFile(run.start())
                ? settings.withStart(settings.start()
                        .get()
                        .withFrom(run.start().toAbsolutePath().toString()))
                : settings;
    }

    private static Optional<StartWeights> of(RunSettings settings, Optional<RunFolder> earlier, Optional<String> sha256)
            throws IOException {
        if (settings.start().isEmpty()) {
            return Optional.empty();
        }
        String from = settings.start().get().from();
        Optional<Path> kept = earlier.map(RunFolder::start).filter(Files::isRegularFile);
        Safetensors content = read(kept.isPresent() ? kept.get() : file(from));
        return Optional.of(new StartWeights(from, content, sha256));
    }

    private static Safetensors read(Path file) throws IOException {
        Safetensors content = Safetensors.read(file);
        ModelFile.requireWhole(content, file.toString());
        return content;
    }

    private static Path file(String from) {
        Path path = FileNames.path("start.from", from);
        if (!Files.exists(path)) {
            throw new SettingsException(
                    "start.from: %s is not there; expected the folder of a run, for example runs/quick-1, or a file of weights (safetensors)"
                            .formatted(path));
        }
        if (EnsembleFile.isIn(path)) {
            throw new SettingsException(
                    "start.from: %s holds several networks, and a run begins with the weights of one; expected the folder of one run, such as a member of it"
                            .formatted(path));
        }
        Path file = Files.isDirectory(path) ? path.resolve(ModelFile.NAME) : path;
        if (!Files.isRegularFile(file)) {
            throw new SettingsException("start.from: %s holds no %s; expected the folder of a run that ended"
                    .formatted(path, ModelFile.NAME));
        }
        return file;
    }

    /// Refuses weights that are not those that an earlier run began with.
    ///
    /// @param taken the SHA-256 of what is taken of them
    void require(String taken) {
        if (sha256.filter(expected -> !expected.equals(taken)).isPresent()) {
            throw new SettingsException(
                    "start.from: the weights of %s are not those that the run began with; expected weights of SHA-256 %s. Put them back, or name them with --from to begin with them as they are"
                            .formatted(from, sha256.get()));
        }
    }

    /// Why a tensor that there is cannot be used, if it cannot.
    Optional<String> unread(String name) {
        return Optional.ofNullable(content.unread().get(name));
    }

    /// The SHA-256 of tensors.
    static String digest(Map<String, Tensor> tensors) {
        return TensorDigest.of(Map.of(), tensors);
    }
}
