package dev.chainrule.lab.settings;

import dev.chainrule.model.ModelSpec;
import dev.chainrule.settings.Inlined;
import dev.chainrule.settings.OrAll;
import dev.chainrule.settings.Require;
import dev.chainrule.settings.WrittenIfPresent;
import dev.chainrule.tensor.Shape;
import dev.chainrule.train.TrainingPlan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// Everything needed to repeat a training run to the bit.
///
/// @param preset the preset that it started from
/// @param seed of all randomness, 0 to 2³² − 1
/// @param threads how many threads compute, or as many as there are processors; it changes no bit
/// @param data which images
/// @param model which network
/// @param start the weights of another network that it begins with, if it does
/// @param plan how it is trained
/// @param sampling which examples the batches are made of
/// @param signals when it is recorded what the layers do: outputs, gradients and updates; it changes no bit
/// @param checkpoints when its state is kept, from which it can be resumed; it changes no bit
public record RunSettings(
        String preset,
        long seed,
        @OrAll int threads,
        DataSettings data,
        ModelSettings model,
        @WrittenIfPresent Optional<StartSettings> start,
        @Inlined TrainingPlan plan,
        SamplingRule sampling,
        SignalPlan signals,
        CheckpointPlan checkpoints) {
    /// What starts anew when another is given, because what is usual depends on it.
    static final Map<String, String> FOLLOWERS = Map.of("model.kind", "weights", "data.set", "split");

    /// Keys whose values are names, also where a name is a number.
    private static final Set<String> NAMES = Set.of("preset", "set");

    private static final long MAX_SEED = 0xffff_ffffL;

    /// Checks the settings.
    public RunSettings {
        Require.that(
                seed >= 0 && seed <= MAX_SEED, "RunSettings", "seed", seed, "a whole number from 0 to " + MAX_SEED);
        Require.atLeast(1, "RunSettings", "threads", threads);
    }

    /// The same under another name.
    public RunSettings withPreset(String other) {
        return new RunSettings(other, seed, threads, data, model, start, plan, sampling, signals, checkpoints);
    }

    /// The same with another seed.
    public RunSettings withSeed(long other) {
        return new RunSettings(preset, other, threads, data, model, start, plan, sampling, signals, checkpoints);
    }

    /// The same by other threads.
    public RunSettings withThreads(int other) {
        return new RunSettings(preset, seed, other, data, model, start, plan, sampling, signals, checkpoints);
    }

    /// The same on other images.
    public RunSettings withData(DataSettings other) {
        return new RunSettings(preset, seed, threads, other, model, start, plan, sampling, signals, checkpoints);
    }

    /// The same with another network.
    public RunSettings withModel(ModelSettings other) {
        return new RunSettings(preset, seed, threads, data, other, start, plan, sampling, signals, checkpoints);
    }

    /// The same that begins with the weights of another network.
    public RunSettings withStart(StartSettings other) {
        return new RunSettings(
                preset, seed, threads, data, model, Optional.of(other), plan, sampling, signals, checkpoints);
    }

    /// The same, trained otherwise.
    public RunSettings withPlan(TrainingPlan other) {
        return new RunSettings(preset, seed, threads, data, model, start, other, sampling, signals, checkpoints);
    }

    /// The same with batches of other examples.
    public RunSettings withSampling(SamplingRule other) {
        return new RunSettings(preset, seed, threads, data, model, start, plan, other, signals, checkpoints);
    }

    /// The same that records what its layers do at other steps.
    public RunSettings withSignals(SignalPlan other) {
        return new RunSettings(preset, seed, threads, data, model, start, plan, sampling, other, checkpoints);
    }

    /// The same that keeps its state at other times.
    public RunSettings withCheckpoints(CheckpointPlan other) {
        return new RunSettings(preset, seed, threads, data, model, start, plan, sampling, signals, other);
    }

    /// The network of the run: the layers that the images ask for, and the model's.
    ///
    /// @param image the shape of an image, (C, H, W)
    /// @param classes how many there are
    /// @throws SettingsException if the model cannot work on what whitening leaves of the images
    public ModelSpec spec(Shape image, int classes) {
        return InputLayers.before(model.spec(image, classes), data);
    }

    /// The settings as YAML, which [SettingsBuilder#file] reads again.
    public String toYaml() {
        return toYaml(RecordCodec.STANDARD);
    }

    /// The settings as YAML, with records of one's own.
    ///
    /// @param codec that knows them
    public String toYaml(RecordCodec codec) {
        return codec.toYaml(this);
    }

    /// The settings as pairs of a key, such as `optimizer.beta1`, and a value, in the order of the YAML.
    public SequencedMap<String, String> flattened() {
        SequencedMap<String, String> flat = new LinkedHashMap<>();
        flatten(RecordCodec.STANDARD.write(this), "", flat);
        return flat;
    }

    /// The settings as plain values, nested as in the YAML: maps, lists, numbers, truth values and text.
    public Map<String, Object> plain() {
        Map<String, Object> values = new LinkedHashMap<>();
        RecordCodec.STANDARD.write(this).entries().forEach((key, value) -> values.put(key, plain(key, value)));
        return values;
    }

    private static Object plain(String key, Setting setting) {
        return switch (setting) {
            case Setting.Section section -> {
                Map<String, Object> values = new LinkedHashMap<>();
                section.entries().forEach((inner, value) -> values.put(inner, plain(inner, value)));
                yield values;
            }
            case Setting.Items items ->
                items.items().stream().map(item -> plain("", item)).toList();
            case Setting.Scalar scalar -> NAMES.contains(key) ? scalar.text() : Scalars.plain(scalar.text());
        };
    }

    private static void flatten(Setting.Section section, String path, Map<String, String> flat) {
        section.entries().forEach((key, value) -> {
            if (value instanceof Setting.Section inner) {
                flatten(inner, path + key + ".", flat);
            } else {
                flat.put(path + key, YamlWriter.flow(value));
            }
        });
    }
}
