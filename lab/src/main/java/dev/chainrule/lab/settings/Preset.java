package dev.chainrule.lab.settings;

import dev.chainrule.lab.settings.Setting.Scalar;
import dev.chainrule.lab.settings.Setting.Section;
import dev.chainrule.lab.text.Bundled;
import dev.chainrule.lab.text.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Settings by name: the default, and the courses' experiments. Each is a file of settings in `presets/` with a line of
/// description; its key `preset` names the one that it differs from. Without that it says all that has no usual value.
public final class Preset {
    private static final Bundled FILES = new Bundled(Preset.class, "presets/");
    private static final String DESCRIPTION = "description";

    /// What one without a base need not say.
    private static final String USUAL =
            "{preset: '', seed: 1, threads: all, learning-rate: constant, sampling: shuffled, signals: never,"
                    + " checkpoints: auto}";

    /// A file is read once: an overview of all experiments asks for some of them hundreds of times.
    private static final Map<String, Preset> READ = new ConcurrentHashMap<>();

    private final String id;
    private final Section file;
    private @Nullable RunSettings settings;

    private Preset(String id) {
        this.id = id;
        this.file = YamlReader.read(FILES.text(id), FILES.file(id));
    }

    private static Preset of(String id) {
        return READ.computeIfAbsent(id, Preset::new);
    }

    /// The names of all, course by course.
    public static List<String> names() {
        return FILES.names();
    }

    /// The preset of that name.
    ///
    /// @param origin where the name was given, for errors
    /// @throws SettingsException if there is none, naming the nearest
    public static Preset named(String id, String origin) {
        List<String> known = names();
        return find(id).orElseThrow(() -> new SettingsException("%s: preset '%s' is unknown; expected one of %s%s"
                .formatted(origin, id, String.join(", ", known), Nearest.hint(id, known))));
    }

    /// The preset of that name, if there is one.
    public static Optional<Preset> find(String id) {
        return names().contains(id) ? Optional.of(of(id)) : Optional.empty();
    }

    /// What is trained without any other word.
    public static Preset quick() {
        return of("quick");
    }

    /// The name at the command line, for example `cs231n-adam`.
    public String id() {
        return id;
    }

    /// One line about it.
    public String description() {
        return file.entries().get(DESCRIPTION) instanceof Scalar text ? text.text() : "";
    }

    /// The settings.
    public synchronized RunSettings settings() {
        RunSettings read = settings;
        if (read == null) {
            read = read();
            settings = read;
        }
        return read;
    }

    private RunSettings read() {
        RecordCodec codec = RecordCodec.STANDARD;
        Section below = file.entries().get("preset") instanceof Scalar base
                ? codec.write(of(base.text()).settings())
                : YamlReader.read(USUAL, "usual");
        Section merged = codec.over(RunSettings.class, below, file.without(DESCRIPTION), RunSettings.FOLLOWERS);
        return codec.read(RunSettings.class, merged).withPreset(id);
    }
}
