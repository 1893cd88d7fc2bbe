package dev.chainrule.format;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON (RFC 8259) as plain values: a [Map] (in the order of the text), a [List], a [String], a [Long] where a number
/// has neither fraction nor exponent and fits, else a [Double], a [Boolean], or null.
///
/// ```java
/// Json.write(Map.of("loss", 2.3)); // {"loss":2.3}
/// ```
public final class Json {
    private static final HexFormat HEX = HexFormat.of();

    private Json() {}

    /// Reads one value and nothing else. Strict: no duplicate keys, no comments, no trailing commas, no numbers
    /// beyond a double, valid UTF-8 only, and not more than [Limits] allows.
    ///
    /// @param bytes the text in UTF-8
    /// @param file its name, for errors
    /// @param start where the text starts in the file, for errors
    /// @throws FormatException naming the byte at which the text is wrong
    public static @Nullable Object read(byte[] bytes, String file, long start) throws FormatException {
        return new JsonReader(bytes, file, start).document();
    }

    /// Writes a value on one line, without spaces.
    ///
    /// @param value of the kinds above, or a number of any other kind; keys are strings
    /// @throws IllegalArgumentException if it is or holds anything else, or a number that is not finite
    public static String write(@Nullable Object value) {
        StringBuilder text = new StringBuilder();
        append(value, text);
        return text.toString();
    }

    private static void append(@Nullable Object value, StringBuilder text) {
        switch (value) {
            case null -> text.append("null");
            case String string -> quote(string, text);
            case Double number
            when !Double.isFinite(number) ->
                throw new IllegalArgumentException(
                        "Json: " + number + " is not finite; expected a number that JSON has");
            case Float number
            when !Float.isFinite(number) ->
                throw new IllegalArgumentException(
                        "Json: " + number + " is not finite; expected a number that JSON has");
            case Number number -> text.append(number);
            case Boolean bool -> text.append(bool);
            case Map<?, ?> map -> appendMap(map, text);
            case List<?> list -> appendList(list, text);
            default ->
                throw new IllegalArgumentException(
                        "Json: a value of " + value.getClass().getSimpleName()
                                + " has no JSON; expected a map, a list, a string, a number, a boolean or null");
        }
    }

    private static void appendMap(Map<?, ?> map, StringBuilder text) {
        char before = '{';
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            text.append(before);
            quote((String) entry.getKey(), text);
            text.append(':');
            append(entry.getValue(), text);
            before = ',';
        }
        text.append(map.isEmpty() ? "{}" : "}");
    }

    private static void appendList(List<?> list, StringBuilder text) {
        char before = '[';
        for (Object element : list) {
            text.append(before);
            append(element, text);
            before = ',';
        }
        text.append(list.isEmpty() ? "[]" : "]");
    }

    private static void quote(String string, StringBuilder text) {
        text.append('"');
        string.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                default -> {
                    if (isVisible(c)) {
                        text.appendCodePoint(c);
                    } else {
                        Character.toString(c)
                                .chars()
                                .forEach(unit -> text.append("\\u").append(HEX.toHexDigits((char) unit)));
                    }
                }
            }
        });
        text.append('"');
    }

    /// Whether a character is written as itself. Half of a surrogate pair is none, and control and format
    /// characters would change what the text around them looks like.
    private static boolean isVisible(int c) {
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && c != '\u2028'
                && c != '\u2029'
                && (c & 0xfffe) != 0xfffe;
    }
}
