package dev.chainrule.lab.settings;

import dev.chainrule.train.TrainingPlan;
import java.util.SequencedMap;

/// Everything needed to repeat a training run to the bit.
///
/// @param name the preset that it started from
/// @param seed of all randomness, 0 to 2³² − 1
/// @param threads how many threads compute, or 0 for as many as there are processors; it changes no bit
/// @param data which images
/// @param model which network
/// @param plan how it is trained
/// @param sampling which examples the batches are made of
public record RunSettings(
        String name,
        long seed,
        int threads,
        DataSettings data,
        ModelSettings model,
        TrainingPlan plan,
        SamplingRule sampling) {

    /// The settings as YAML, which [SettingsBuilder#file] reads again.
    public String toYaml() {
        return YamlWriter.write(SettingsWriter.write(this));
    }

    /// The settings as pairs of a key, such as `optimizer.beta1`, and a value, in the order of the YAML.
    public SequencedMap<String, String> flattened() {
        return SettingsWriter.flatten(SettingsWriter.write(this));
    }
}
