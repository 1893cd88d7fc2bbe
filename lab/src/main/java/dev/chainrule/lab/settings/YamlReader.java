package dev.chainrule.lab.settings;

import dev.chainrule.format.Limits;
import dev.chainrule.lab.settings.Setting.Items;
import dev.chainrule.lab.settings.Setting.Scalar;
import dev.chainrule.lab.settings.Setting.Section;
import dev.chainrule.lab.text.Reasons;
import dev.chainrule.settings.PlainText;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// Reads YAML reduced to sections, lists and values: no tags, no anchors, no duplicate keys, one document.
///
/// The text becomes a tree straight from the parser's events, so nothing in it can name a class, and limits of depth
/// and size hold before memory is taken (a tree of the parser's own nodes would be built without any).
final class YamlReader {
    private final String origin;
    private final boolean lines;
    private final StreamReader reader;
    private final Iterator<Event> events;
    private int nodes;

    /// @param origin of the text, for errors
    /// @param lines whether its lines are worth naming
    private YamlReader(String text, String origin, boolean lines) {
        this.origin = origin;
        this.lines = lines;
        requirePrintable(text);
        LoadSettings settings = LoadSettings.builder()
                .setLabel(origin)
                .setBufferSize(text.length() + 1) // piecewise, a long word would be copied for each piece
                .build();
        this.reader = new StreamReader(settings, text);
        this.events = new ParserImpl(settings, reader);
    }

    /// Reads settings; an empty text is an empty section.
    ///
    /// @throws SettingsException naming the line
    static Section read(String text, String file) {
        return switch (new YamlReader(text, file, true).tree()) {
            case Section section -> section;
            case Scalar scalar when scalar.text().isBlank() -> new Section(Map.of(), file);
            case Scalar _, Items _ ->
                throw new SettingsException(
                        file + ": the text is no list of keys and values; expected for example 'epochs: 10'");
        };
    }

    /// Reads one value, such as a number, a word or `[256, 128]`.
    ///
    /// @param origin where it was given, for errors; a flag with its two dashes
    static Setting value(String value, String origin) {
        return new YamlReader(value, origin, false).tree();
    }

    private Setting tree() {
        try {
            return document();
        } catch (MarkedYamlEngineException e) {
            throw notYaml(at(e.getProblemMark()), e.getProblem());
        } catch (YamlEngineException e) {
            throw notYaml(origin, String.valueOf(e.getMessage()));
        } catch (SettingsException e) {
            throw e;
        } catch (RuntimeException e) {
            throw notYaml(at(reader.getMark()), "an escape names no character"); // the parser checks none
        }
    }

    /// What no YAML holds, such as a zero byte, is said with its line, which the parser does not know.
    private void requirePrintable(String text) {
        int line = 1;
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int c = text.codePointAt(at);
            line += c == '\n' ? 1 : 0;
            if (!StreamReader.isPrintable(c)) {
                throw notYaml(
                        lines ? origin + " line " + line : origin,
                        String.format(Locale.ROOT, "U+%04X is no character of it", c));
            }
        }
    }

    private SettingsException notYaml(String place, String reason) {
        String expected = lines ? "'key: value' lines" : "a value such as 3, adam or [256, 128]";
        String advice = reason.contains("escape")
                ? ". In double quotes \\ starts an escape; write single quotes, such as 'C:\\photos', or / for \\"
                : "";
        return new SettingsException("%s: the text is not YAML: %s; expected %s%s"
                .formatted(place, Reasons.oneLine(reason), expected, advice));
    }

    private Setting document() {
        Setting root = new Scalar("", origin);
        int documents = 0;
        while (events.hasNext()) {
            Event event = events.next();
            if (event.getEventId() == Event.ID.DocumentStart && ++documents > 1) {
                throw new SettingsException(at(event.getStartMark()) + ": a second document starts; expected one");
            }
            if (event instanceof NodeEvent node) {
                root = setting(node, 1);
            }
        }
        return root;
    }

    private Setting setting(NodeEvent event, int depth) {
        String place = at(event.getStartMark());
        if (++nodes > Limits.SETTINGS_VALUES || depth > Limits.SETTINGS_DEPTH) {
            throw new SettingsException("%s: the text has more than %s values or %s levels; expected fewer"
                    .formatted(place, Limits.SETTINGS_VALUES, Limits.SETTINGS_DEPTH));
        }
        boolean tagged = switch (event) {
            case ScalarEvent scalar -> scalar.getTag().isPresent();
            case CollectionStartEvent start -> start.getTag().isPresent();
            default -> false;
        };
        if (tagged) {
            throw new SettingsException(place + ": a tag (!) is not allowed; expected plain values");
        }
        if (event.getEventId() == Event.ID.Alias || event.getAnchor().isPresent()) {
            throw new SettingsException(place + ": an anchor or alias (& or *) is not allowed; expected plain values");
        }
        return switch (event) {
            case ScalarEvent scalar -> new Scalar(scalar.getValue(), place);
            case SequenceStartEvent _ -> items(place, depth);
            default -> section(place, depth);
        };
    }

    private Items items(String place, int depth) {
        List<Setting> items = new ArrayList<>();
        while (events.next() instanceof NodeEvent item) {
            items.add(setting(item, depth + 1));
        }
        return new Items(items, place);
    }

    private Section section(String place, int depth) {
        Map<String, Setting> entries = new LinkedHashMap<>();
        while (events.next() instanceof NodeEvent event) {
            if (!(setting(event, depth + 1) instanceof Scalar key)) {
                throw new SettingsException(
                        at(event.getStartMark()) + ": a key is no word; expected for example 'epochs'");
            }
            Setting value = setting((NodeEvent) events.next(), depth + 1);
            if (entries.put(key.text(), value) != null) {
                throw new SettingsException("%s: key '%s' is given twice; expected each once"
                        .formatted(key.origin(), PlainText.name(key.text())));
            }
        }
        return new Section(entries, place);
    }

    private String at(Optional<Mark> mark) {
        return mark.filter(_ -> lines)
                .map(place -> origin + " line " + (place.getLine() + 1))
                .orElse(origin);
    }
}
