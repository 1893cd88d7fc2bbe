package dev.chainrule.lab.settings;

import dev.chainrule.format.Limits;
import dev.chainrule.lab.settings.Setting.Scalar;
import dev.chainrule.lab.settings.Setting.Section;
import dev.chainrule.lab.text.Reasons;
import dev.chainrule.lab.text.WholeFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
/// A section that is one of several records is replaced wholly when another is chosen: the settings of RMSProp say
/// nothing about Adam. Hidden units over a network that has none, such as a convolutional one, choose the
/// fully-connected.
public final class SettingsBuilder {
    /// Settings on which it does not hang what a run begins with.
    private static final Pattern UNLIKE_START = Pattern.compile("(?!(start|model|data)(\\.|$)).*|start\\.freeze");

    private final RecordCodec codec;
    private @Nullable Section base;
    private Optional<String> dataSha256 = Optional.empty();
    private Optional<Path> dataFile = Optional.empty();
    private Optional<String> startSha256 = Optional.empty();
    private Optional<Path> startFile = Optional.empty();
    private final List<Section> usual = new ArrayList<>();
    private final List<Section> layers = new ArrayList<>();

    /// Creates a builder that starts from the default preset.
    public SettingsBuilder() {
        this(RecordCodec.STANDARD);
    }

    /// Creates a builder for settings of one's own.
    ///
    /// @param codec that knows their records
    public SettingsBuilder(RecordCodec codec) {
        this.codec = codec;
    }

    /// Starts from a preset, whatever a file says.
    ///
    /// @param origin where the name was given, for errors
    /// @throws SettingsException if there is no such preset
    public SettingsBuilder preset(String name, String origin) {
        base = codec.write(Preset.named(name, origin).settings());
        return this;
    }

    /// Puts a YAML file over what there is. Its key `preset` names the preset to start from, unless one was chosen.
    ///
    /// @throws SettingsException if the file cannot be read or is not YAML
    public SettingsBuilder file(Path file) {
        Section read = YamlReader.read(contents(file), file.toString());
        if (base == null && read.entries().get("preset") instanceof Scalar name) {
            preset(name.text(), name.origin());
        }
        if (read.entries().get("about") instanceof Section about
                && about.entries().get("data-sha256") instanceof Scalar hash) {
            dataSha256 = Optional.of(hash.text());
            dataFile = Optional.of(file);
        }
        if (read.entries().get("about") instanceof Section about
                && about.entries().get("start-sha256") instanceof Scalar hash) {
            startSha256 = Optional.of(hash.text());
            startFile = Optional.of(file);
        }
        layers.add(read.without("about"));
        return this;
    }

    /// Puts one value over what there is. The key `preset` is the same as [#preset].
    ///
    /// @param key such as `epochs` or `learning-rate.rate`
    /// @param value as in YAML, such as `[256, 128]`; of a setting that is one word, number or text it is taken as
    /// it is, whatever characters it has
    /// @param origin where it was given, for errors; a flag with its two dashes
    /// @throws SettingsException if the value is not YAML
    public SettingsBuilder set(String key, String value, String origin) {
        return key.equals("preset")
                ? preset(value, origin)
                : put(key, codec.setting(RunSettings.class, key, value, origin), origin);
    }

    /// Puts values over what there is, as [#set] does.
    ///
    /// @param assignments such as `batch-size=50`
    /// @param origin where they were given, for errors
    /// @throws SettingsException for the first that is no assignment
    public SettingsBuilder assign(List<String> assignments, String origin) {
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw new SettingsException("%s: '%s' is no setting; expected key=value, for example batch-size=50"
                        .formatted(origin, assignment));
            }
            set(assignment.substring(0, equals), assignment.substring(equals + 1), origin + " " + assignment);
        }
        return this;
    }

    /// Puts one value over what there is, taken as it is: a word, a number or a text.
    ///
    /// @param key such as `epochs` or `data.set`
    /// @param origin where it was given, for errors; a flag with its two dashes
    public SettingsBuilder text(String key, String value, String origin) {
        return put(key, new Scalar(value, origin), origin);
    }

    private SettingsBuilder put(String key, Setting value, String origin) {
        layers.add(Setting.under(key, value, origin));
        if (key.startsWith("data.") || key.equals("data")) {
            dataSha256 = Optional.empty();
        }
        if (Set.of("data", "data.set", "data.split").contains(key)) {
            dataFile = Optional.empty();
        }
        if (!UNLIKE_START.matcher(key).matches()) {
            startSha256 = Optional.empty();
        }
        if (Set.of("start", "start.from", "start.layers").contains(key)) {
            startFile = Optional.empty();
        }
        return this;
    }

    /// Puts one value over the preset, but under all that was given.
    ///
    /// @param key such as `epochs` or `data.image-size`
    /// @param value a word, a number or a text
    public SettingsBuilder suggest(String key, String value) {
        usual.add(Setting.under(key, new Scalar(value, key), key));
        return this;
    }

    /// Puts a setting of another run over the preset, but under all that was given.
    ///
    /// @param key such as `model` or `data.preprocessing`
    public SettingsBuilder suggest(String key, RunSettings other) {
        Setting value = codec.write(other);
        for (String name : key.split("\\.", -1)) {
            value = Objects.requireNonNull(((Section) value).entries().get(name));
        }
        usual.add(Setting.under(key, value, key));
        return this;
    }

    /// Whether a preset was named, by a flag or in a file.
    public boolean isNamed() {
        return base != null;
    }

    /// Whether a file or a flag gave a value, or the section that holds it.
    ///
    /// @param key such as `data.image-size` or `epochs`
    public boolean isGiven(String key) {
        return layers.stream().anyMatch(layer -> isIn(layer, key));
    }

    private static boolean isIn(Setting layer, String key) {
        @Nullable Setting at = layer;
        for (String name : key.split("\\.", -1)) {
            at = at instanceof Section section ? section.entries().get(name) : null;
            if (at == null) {
                return false;
            }
        }
        return true;
    }

    /// The file that a run wrote its settings to and that the data was taken from, if no other data was chosen
    /// since.
    public Optional<Path> dataFile() {
        return dataFile;
    }

    /// The SHA-256 of the data that a file's settings were used with, if it says so and no other data was chosen
    /// since.
    public Optional<String> dataSha256() {
        return dataSha256;
    }

    /// The file that a run wrote its settings to and that the weights it began with stand beside, if no others were
    /// chosen since.
    public Optional<Path> startFile() {
        return startFile;
    }

    /// The SHA-256 of the weights that a file's settings began with, if it says so and nothing was chosen since
    /// that it hangs on.
    public Optional<String> startSha256() {
        return startSha256;
    }

    /// The settings, all checked.
    ///
    /// @throws SettingsException for the first value that is missing, unknown or out of range
    public RunSettings build() {
        Section merged = base == null ? codec.write(Preset.quick().settings()) : base;
        for (Section layer : Stream.concat(usual.stream(), layers.stream()).toList()) {
            merged = codec.over(RunSettings.class, merged, layer, RunSettings.FOLLOWERS);
        }
        return codec.read(RunSettings.class, merged);
    }

    /// The words that may stand behind a key, such as `optimizer.rule`; none if it is no matter of words.
    public static List<String> words(String key) {
        return RecordCodec.STANDARD.words(RunSettings.class, key);
    }

    /// The text of a file of settings.
    ///
    /// @throws SettingsException if it cannot be read, is too long or not UTF-8
    public static String contents(Path file) {
        try {
            return WholeFile.text(file, Limits.SETTINGS_BYTES);
        } catch (CharacterCodingException e) {
            throw new SettingsException(file + ": the text is not UTF-8; expected a YAML file in UTF-8");
        } catch (IOException e) {
            throw new SettingsException(
                    file + ": cannot be read (" + Reasons.withoutFile(e) + "); expected a YAML file");
        }
    }
}
