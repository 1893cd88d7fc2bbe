package dev.chainrule.lab.search;

import dev.chainrule.lab.settings.RecordCodec;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.text.Bundled;
import dev.chainrule.lab.text.Nearest;
import java.nio.file.Path;
import java.util.List;

/// The searches that come with the program, and those of one's own.
public final class Searches {
    private static final Bundled FILES = new Bundled(Searches.class, "");
    private static final RecordCodec CODEC = RecordCodec.STANDARD.withKey(SearchMethod.class, "method");

    private Searches() {}

    /// The names of those that come with the program.
    public static List<String> names() {
        return FILES.names();
    }

    /// The search of that name, or of the file of that name.
    ///
    /// @param name such as `quick-search`, or the path of a YAML file
    /// @throws SettingsException if there is none, naming the nearest, or if the file is no search
    public static Search named(String name) {
        if (names().contains(name)) {
            return fromYaml(FILES.text(name), FILES.file(name));
        }
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            return fromYaml(SettingsBuilder.contents(Path.of(name)), name);
        }
        throw new SettingsException("search '%s' is unknown; expected one of %s, or a YAML file%s"
                .formatted(name, String.join(", ", names()), Nearest.hint(name, names())));
    }

    /// The declaration of a search as text.
    ///
    /// @param name as [#named]
    /// @throws SettingsException if the file cannot be read
    public static String declaration(String name) {
        return names().contains(name) ? FILES.text(name) : SettingsBuilder.contents(Path.of(name));
    }

    /// A search from YAML.
    ///
    /// @param origin of the text, for errors
    /// @throws SettingsException if it is no search
    public static Search fromYaml(String yaml, String origin) {
        return CODEC.fromYaml(Search.class, yaml, origin);
    }

    /// A search as YAML, which [#fromYaml] reads again.
    public static String toYaml(Search search) {
        return CODEC.toYaml(search);
    }

    /// A method of searching from a word or from YAML, such as `random` or `{method: hyperband, eta: 3}`.
    ///
    /// @param origin where it was given, for errors
    /// @throws SettingsException if it is none
    public static SearchMethod method(String text, String origin) {
        return CODEC.fromYaml(Only.class, "method: " + text, origin).method();
    }

    private record Only(SearchMethod method) {}
}
