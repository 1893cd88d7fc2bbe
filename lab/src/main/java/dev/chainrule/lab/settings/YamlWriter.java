package dev.chainrule.lab.settings;

import dev.chainrule.format.Json;
import dev.chainrule.lab.settings.Setting.Items;
import dev.chainrule.lab.settings.Setting.Scalar;
import dev.chainrule.lab.settings.Setting.Section;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Writes settings as YAML: one line a value, sections indented, lists of plain values on one line.
final class YamlWriter {
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z0-9./+_][A-Za-z0-9./+_ -]*(?<! )|-?[0-9.]+([eE][-+]?[0-9]+)?");

    private YamlWriter() {}

    static String write(Section section) {
        StringBuilder text = new StringBuilder();
        append(section, "", text);
        return text.toString();
    }

    private static void append(Section section, String indent, StringBuilder text) {
        for (Map.Entry<String, Setting> entry : section.entries().entrySet()) {
            text.append(indent).append(entry.getKey()).append(':');
            switch (entry.getValue()) {
                case Scalar scalar -> text.append(' ').append(flow(scalar)).append('\n');
                case Section inner -> append(inner, indent + "  ", text.append('\n'));
                case Items items
                when items.items().stream().allMatch(Scalar.class::isInstance) ->
                    text.append(' ').append(flow(items)).append('\n');
                case Items items -> {
                    text.append('\n');
                    items.items()
                            .forEach(item -> text.append(indent)
                                    .append("  - ")
                                    .append(flow(item))
                                    .append('\n'));
                }
            }
        }
    }

    /// A text in double quotes. YAML's escapes are those of JSON, but for a character beyond 16 bits, of which JSON
    /// escapes the two halves and YAML has one escape for the whole.
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder();
        text.codePoints().forEach(c -> {
            String written = Json.write(Character.toString(c));
            boolean halves = Character.isSupplementaryCodePoint(c) && written.startsWith("\"\\u");
            quoted.append(halves ? "\\U" + HexFormat.of().toHexDigits(c) : written.substring(1, written.length() - 1));
        });
        return '"' + quoted.toString() + '"';
    }

    /// A value on one line.
    static String flow(Setting setting) {
        return switch (setting) {
            case Scalar scalar -> PLAIN.matcher(scalar.text()).matches() ? scalar.text() : quoted(scalar.text());
            case Items items ->
                items.items().stream().map(YamlWriter::flow).collect(Collectors.joining(", ", "[", "]"));
            case Section section ->
                section.entries().entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + flow(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
        };
    }
}
