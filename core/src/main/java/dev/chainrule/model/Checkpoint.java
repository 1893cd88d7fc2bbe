package dev.chainrule.model;

import dev.chainrule.format.FormatException;
import dev.chainrule.format.Safetensors;
import dev.chainrule.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/// The weights of a network, buffers included, in one [Safetensors] file.
///
/// ```java
/// Checkpoint.save(Path.of("weights.safetensors"), model);
/// Checkpoint.load(Path.of("weights.safetensors"), sameSettingsAgain);
/// ```
///
/// Tensors whose names begin with [#PREPROCESSING] belong to what examples are prepared with, not to the network.
public final class Checkpoint {
    /// What the names of tensors begin with that are no weights: `preprocessing.`.
    public static final String PREPROCESSING = "preprocessing.";

    private Checkpoint() {}

    /// Writes the weights of a model, wholly or not at all.
    ///
    /// @throws IOException if the file cannot be written; one that was there before is then as it was
    public static void save(Path file, Model model) throws IOException {
        new Safetensors(model.tensors(), Map.of("model", model.spec().name())).write(file);
    }

    /// Replaces the weights of a model by those of a file. The model stays as it was if they do not fit.
    ///
    /// @throws FormatException if the file is damaged or of another model; it names the first tensor that does not
    ///     fit
    /// @throws IOException if the file cannot be read
    public static void load(Path file, Model model) throws IOException {
        load(Safetensors.read(file), file.toString(), model);
    }

    /// Replaces the weights of a model by those of a file that was read already, as [#load(Path, Model)].
    ///
    /// @param file what errors call it
    /// @throws FormatException if it is of another model
    public static void load(Safetensors saved, String file, Model model) throws FormatException {
        Map<String, Tensor> own = model.tensors();
        for (Map.Entry<String, Tensor> entry : own.entrySet()) {
            check(file, entry.getKey(), entry.getValue(), saved, model);
        }
        for (String name : saved.tensors().keySet()) {
            if (!own.containsKey(name) && !name.startsWith(PREPROCESSING)) {
                throw misfit(
                        file,
                        "tensor '%s' is superfluous; expected the weights of %s: %s"
                                .formatted(name, model.spec().name(), String.join(", ", own.keySet())));
            }
        }
        own.forEach((name, tensor) ->
                tensor.copyFrom(Objects.requireNonNull(saved.tensors().get(name))));
    }

    private static void check(String file, String name, Tensor own, Safetensors saved, Model model)
            throws FormatException {
        Tensor read = saved.tensors().get(name);
        String owner = model.spec().name();
        if (saved.unread().containsKey(name)) {
            throw misfit(
                    file,
                    "tensor '%s' of type %s cannot be read; expected F32 or F64"
                            .formatted(name, saved.unread().get(name)));
        }
        if (read == null) {
            throw misfit(
                    file, "tensor '%s' %s is missing; expected the weights of %s".formatted(name, own.shape(), owner));
        }
        if (!read.shape().equals(own.shape())) {
            throw misfit(
                    file,
                    "tensor '%s' %s does not fit %s %s of %s; expected the weights of the same model"
                            .formatted(name, read.shape(), name, own.shape(), owner));
        }
        if (read.precision() != own.precision()) {
            throw misfit(
                    file,
                    "tensor '%s' of %s does not fit %s of %s; expected the same precision"
                            .formatted(name, read.precision(), own.precision(), owner));
        }
    }

    private static FormatException misfit(String file, String reason) {
        return new FormatException(file, -1, reason);
    }
}
