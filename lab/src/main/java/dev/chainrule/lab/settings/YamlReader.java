package dev.chainrule.lab.settings;

import dev.chainrule.lab.settings.Setting.Items;
import dev.chainrule.lab.settings.Setting.Scalar;
import dev.chainrule.lab.settings.Setting.Section;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// Reads YAML reduced to sections, lists and values: no tags, no anchors, no duplicate keys, one document.
///
/// The text becomes a tree straight from the parser's events, so nothing in it can name a class or blow up in memory.
final class YamlReader {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_NODES = 10_000;

    private final String file;
    private final Deque<Open> open = new ArrayDeque<>();
    private @Nullable Setting root;
    private int documents;
    private int nodes;

    private YamlReader(String file) {
        this.file = file;
    }

    /// A list, or a section with the key whose value comes next, that has begun and not ended.
    private static final class Open {
        final boolean section;
        final String origin;
        final List<Setting> items = new ArrayList<>();
        final Map<String, Setting> entries = new LinkedHashMap<>();

        @Nullable
        String key;

        Open(boolean section, String origin) {
            this.section = section;
            this.origin = origin;
        }
    }

    /// Reads settings; an empty text is an empty section.
    ///
    /// @throws SettingsException naming the line
    static Section read(String text, String file) {
        Setting setting = value(text, file);
        if (setting instanceof Section section) {
            return section;
        }
        if (setting instanceof Scalar scalar && scalar.text().isBlank()) {
            return new Section(Map.of(), file);
        }
        throw new SettingsException(
                file + ": the text is no list of keys and values; expected for example 'epochs: 10'");
    }

    /// Reads one value, such as a number, a word or `[256, 128]`.
    static Setting value(String text, String file) {
        YamlReader reader = new YamlReader(file);
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(file).build();
            ParserImpl parser = new ParserImpl(settings, new StreamReader(settings, text));
            while (parser.hasNext()) {
                reader.accept(parser.next());
            }
        } catch (MarkedYamlEngineException e) {
            throw new SettingsException("%s: the text is not YAML: %s; expected 'key: value' lines"
                    .formatted(reader.at(e.getProblemMark().orElse(null)), e.getProblem()));
        } catch (YamlEngineException e) {
            throw new SettingsException(
                    "%s: the text is not YAML: %s; expected 'key: value' lines".formatted(file, e.getMessage()));
        }
        return reader.root == null ? new Scalar("", file) : reader.root;
    }

    private void accept(Event event) {
        String origin = at(event.getStartMark().orElse(null));
        if (event instanceof DocumentStartEvent && ++documents > 1) {
            throw new SettingsException(origin + ": a second document starts; expected one");
        }
        if (event instanceof NodeEvent node) {
            checkLimits(node, origin);
        }
        switch (event) {
            case CollectionStartEvent start -> open.push(new Open(start instanceof MappingStartEvent, origin));
            case CollectionEndEvent end -> {
                Open ended = open.pop();
                add(ended.section ? new Section(ended.entries, ended.origin) : new Items(ended.items, ended.origin));
            }
            case ScalarEvent scalar -> add(new Scalar(scalar.getValue(), origin));
            default -> {
                // The start and end of stream and document say nothing.
            }
        }
    }

    private void checkLimits(NodeEvent node, String origin) {
        boolean tagged = switch (node) {
            case ScalarEvent scalar -> scalar.getTag().isPresent();
            case CollectionStartEvent start -> start.getTag().isPresent();
            default -> false;
        };
        if (tagged) {
            throw new SettingsException(origin + ": a tag (!) is not allowed; expected plain values");
        }
        if (node instanceof AliasEvent || node.getAnchor().isPresent()) {
            throw new SettingsException(origin + ": an anchor or alias (& or *) is not allowed; expected plain values");
        }
        if (++nodes > MAX_NODES || open.size() > MAX_DEPTH) {
            throw new SettingsException("%s: the text has more than %d values or %d levels; expected fewer"
                    .formatted(origin, MAX_NODES, MAX_DEPTH));
        }
    }

    private void add(Setting value) {
        Open parent = open.peek();
        if (parent == null) {
            root = value;
        } else if (!parent.section) {
            parent.items.add(value);
        } else if (parent.key == null) {
            if (!(value instanceof Scalar key)) {
                throw new SettingsException(value.origin() + ": a key is no word; expected for example 'epochs'");
            }
            if (parent.entries.containsKey(key.text())) {
                throw new SettingsException(
                        "%s: key '%s' is given twice; expected each once".formatted(key.origin(), key.text()));
            }
            parent.key = key.text();
        } else {
            parent.entries.put(parent.key, value);
            parent.key = null;
        }
    }

    private String at(@Nullable Mark mark) {
        return mark == null ? file : file + " line " + (mark.getLine() + 1);
    }
}
