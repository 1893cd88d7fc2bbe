package dev.chainrule.lab.run;

import dev.chainrule.format.AtomicFile;
import dev.chainrule.format.FormatException;
import dev.chainrule.format.Json;
import dev.chainrule.lab.dataset.Checksum;
import dev.chainrule.lab.predict.TensorDigest;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.model.Model;
import dev.chainrule.train.History;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a run was made of and what it came to, in digests: `receipt.json`, by which [Verification] finds out whether it
/// can be repeated to the bit.
///
/// @param environment what it was computed with
/// @param seed of all randomness
/// @param threads that computed, which changes no bit
/// @param settingsSha256 of the settings as YAML
/// @param dataSha256 of all images and labels
/// @param steps that were done
/// @param historySha256 of losses, rates and measurements
/// @param weightsSha256 of parameters and buffers in the end
public record Receipt(
        Environment environment,
        long seed,
        int threads,
        String settingsSha256,
        String dataSha256,
        long steps,
        String historySha256,
        String weightsSha256) {

    /// The receipt of a run that has just ended.
    static Receipt of(RunSettings settings, int threads, String dataSha256, History history, Model model) {
        return new Receipt(
                Environment.current(),
                settings.seed(),
                threads,
                sha256(settings),
                dataSha256,
                history.steps(),
                sha256(history),
                sha256(model));
    }

    static String sha256(RunSettings settings) {
        return Checksum.sha256(settings.toYaml().getBytes(StandardCharsets.UTF_8));
    }

    static String sha256(History history) {
        return TensorDigest.of(Map.of(), HistoryTensors.of(history));
    }

    static String sha256(Model model) {
        return TensorDigest.of(Map.of(), model.tensors());
    }

    /// @param settings for people; machines compare their digest
    void write(Path file, RunSettings settings) throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        environment.put(values);
        values.put("seed", seed);
        values.put("threads", threads);
        values.put("settings", settings.plain());
        values.put("settings_sha256", settingsSha256);
        values.put("data_sha256", dataSha256);
        values.put("steps", steps);
        values.put("history_sha256", historySha256);
        values.put("weights_sha256", weightsSha256);
        AtomicFile.write(file, Json.write(values) + "\n");
    }

    /// Reads the file.
    ///
    /// @throws FormatException if it says something else than a run writes
    /// @throws IOException if it cannot be read
    public static Receipt read(Path file) throws IOException {
        JsonObject in = JsonObject.read(file);
        return new Receipt(
                Environment.of(in),
                in.count("seed", 0),
                (int) in.count("threads", 1),
                in.text("settings_sha256"),
                in.text("data_sha256"),
                in.count("steps", 0),
                in.text("history_sha256"),
                in.text("weights_sha256"));
    }
}
