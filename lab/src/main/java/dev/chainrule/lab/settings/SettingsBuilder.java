package dev.chainrule.lab.settings;

import static java.util.Map.entry;

import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.settings.Setting.Scalar;
import dev.chainrule.lab.settings.Setting.Section;
import dev.chainrule.lab.text.Reasons;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Puts settings together: a preset, a file over it, single values over both; later ones win.
///
/// ```java
/// RunSettings settings = new SettingsBuilder()
///         .preset("cs231n-adam", "--preset")
///         .set("learning-rate.rate", "3e-4", "--learning-rate")
///         .build();
/// ```
///
/// A section that has variants is replaced wholly when another variant is chosen: the settings of RMSProp say nothing
/// about Adam. Hidden units over a network that has none, such as a convolutional one, choose the fully-connected.
public final class SettingsBuilder {
    private static final long MAX_BYTES = 1 << 20;

    /// A section that has variants.
    ///
    /// @param choice the key that chooses one
    /// @param word the key that is meant when a single word stands for the section
    /// @param shared the keys that mean the same in every variant
    private record Variants(String choice, String word, List<String> shared) {
        static Variants of(String choice, String... shared) {
            return new Variants(choice, choice, List.of(shared));
        }
    }

    private static final Map<String, Variants> VARIANTS = Map.ofEntries(
            entry("optimizer", Variants.of("rule")),
            entry("learning-rate", new Variants("schedule", "rate", List.of("rate"))),
            entry("loss", Variants.of("name")),
            entry("clipping", Variants.of("by")),
            entry("weight-average", Variants.of("rule")),
            entry(
                    "model",
                    Variants.of(
                            "kind",
                            "hidden",
                            "activation",
                            "normalization",
                            "normalization-place",
                            "dropout",
                            "precision")),
            entry("model.weights", Variants.of("rule")),
            entry("model.normalization", Variants.of("layer", "epsilon")),
            entry("model.normalization.evaluation", Variants.of("statistics")),
            entry("model.dropout", Variants.of("keep", "scaling", "reseed")),
            entry("data", Variants.of("set", "preprocessing", "limit", "image-size")));

    private @Nullable Section base;
    private Optional<String> dataSha256 = Optional.empty();
    private Section over = new Section(Map.of(), "settings");

    /// Creates a builder that starts from the default preset.
    public SettingsBuilder() {}

    /// Starts from a preset, whatever a file says.
    ///
    /// @param origin where the name was given, for errors
    /// @throws SettingsException if there is no such preset
    public SettingsBuilder preset(String name, String origin) {
        base = SettingsWriter.write(Preset.named(name, origin).settings());
        return this;
    }

    /// Puts a YAML file over what there is. Its key `preset` names the preset to start from, unless one was chosen.
    ///
    /// @throws SettingsException if the file cannot be read or is not YAML
    public SettingsBuilder file(Path file) {
        Section read = YamlReader.read(text(file), file.toString());
        if (base == null && read.entries().get("preset") instanceof Scalar name) {
            preset(name.text(), name.origin());
        }
        if (read.entries().get("about") instanceof Section about
                && about.entries().get("data-sha256") instanceof Scalar hash) {
            dataSha256 = Optional.of(hash.text());
        }
        over = merged(over, read, "");
        return this;
    }

    /// Puts one value over what there is.
    ///
    /// @param key such as `epochs` or `learning-rate.rate`
    /// @param value as in YAML, such as `10` or `[256, 128]`
    /// @param origin where it was given, for errors; a flag with its two dashes
    /// @throws SettingsException if the value is not YAML
    public SettingsBuilder set(String key, String value, String origin) {
        Setting setting = withOrigin(YamlReader.value(value, origin), origin);
        List<String> keys = List.of(key.split("\\.", -1));
        for (String part : keys.reversed()) {
            setting = new Section(Map.of(part, setting), origin);
        }
        over = merged(over, (Section) setting, "");
        if (keys.getFirst().equals("data")) {
            dataSha256 = Optional.empty();
        }
        return this;
    }

    /// The SHA-256 of the data that a file's settings were used with, if it says so and no other data was chosen
    /// since.
    public Optional<String> dataSha256() {
        return dataSha256;
    }

    /// The settings, all checked.
    ///
    /// @throws SettingsException for the first value that is missing, unknown or out of range
    public RunSettings build() {
        Section start = base == null ? SettingsWriter.write(Preset.QUICK.settings()) : base;
        return SettingsReader.read(merged(start, over, ""));
    }

    private static Section merged(Section below, Section above, String path) {
        Section kept = keptOf(below, above, path);
        Map<String, Setting> entries = new LinkedHashMap<>(kept.entries());
        above.entries()
                .forEach((key, value) -> entries.merge(
                        key,
                        value,
                        (old, replacement) -> mergedValue(old, replacement, path.isEmpty() ? key : path + "." + key)));
        return new Section(entries, above.origin());
    }

    private static Setting mergedValue(Setting below, Setting above, String path) {
        Variants variants = VARIANTS.get(path);
        Setting given = variants != null && above instanceof Scalar word
                ? new Section(Map.of(variants.word, word), word.origin())
                : above;
        return below instanceof Section old && given instanceof Section replacement
                ? merged(old, replacement, path)
                : given;
    }

    /// What remains of a section when another variant is put over it.
    private static Section keptOf(Section below, Section above, String path) {
        Variants variants = VARIANTS.get(path);
        if (variants == null) {
            return below;
        }
        if (path.equals("model") && isWhole(above)) {
            return below.only(List.of("precision"));
        }
        Setting hidden = above.entries().get("hidden");
        if (path.equals("model") && isWhole(below) && hidden != null) {
            return below.only(List.of("precision")).with("kind", new Scalar("fully-connected", hidden.origin()));
        }
        if (!(above.entries().get(variants.choice) instanceof Scalar chosen)
                || (below.entries().get(variants.choice) instanceof Scalar former
                        && former.text().equals(chosen.text()))) {
            return below;
        }
        Section kept = below.only(variants.shared);
        return path.equals("data")
                ? kept.with("split", new Scalar(RunData.usualSplit(chosen.text()), chosen.origin()))
                : kept;
    }

    /// Whether a model is described wholly by its layers or its name.
    private static boolean isWhole(Section model) {
        return model.entries().containsKey("layers")
                || (model.entries().get("kind") instanceof Scalar kind && Words.CONVNET.containsKey(kind.text()));
    }

    private static Setting withOrigin(Setting setting, String origin) {
        return switch (setting) {
            case Scalar scalar -> new Scalar(scalar.text(), origin);
            case Setting.Items items ->
                new Setting.Items(
                        items.items().stream()
                                .map(item -> withOrigin(item, origin))
                                .toList(),
                        origin);
            case Section section -> {
                Map<String, Setting> entries = new LinkedHashMap<>();
                section.entries().forEach((key, value) -> entries.put(key, withOrigin(value, origin)));
                yield new Section(entries, origin);
            }
        };
    }

    private static String text(Path file) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > MAX_BYTES) {
                throw new SettingsException("%s: length %d does not fit settings; expected at most %d bytes"
                        .formatted(file, Files.size(file), MAX_BYTES));
            }
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new SettingsException(file + ": the text is not UTF-8; expected a YAML file in UTF-8");
        } catch (IOException e) {
            throw new SettingsException(
                    file + ": cannot be read (" + Reasons.withoutFile(e) + "); expected a YAML file");
        }
    }
}
