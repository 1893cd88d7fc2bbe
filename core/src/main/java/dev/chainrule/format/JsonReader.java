package dev.chainrule.format;

import dev.chainrule.settings.PlainText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads JSON by recursive descent, with limits on depth and on the number of values.
final class JsonReader {
    private static final Pattern NUMBER =
            Pattern.compile("-?+(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?+(?:[eE][+-]?+[0-9]++)?+");
    private static final Pattern INTEGER = Pattern.compile("-?+[0-9]{1,18}+");

    private final byte[] bytes;
    private final String file;
    private final long start;
    private int at;
    private int depth;
    private int values;
    private int most = Limits.JSON_VALUES;

    JsonReader(byte[] bytes, String file, long start) {
        this.bytes = bytes;
        this.file = file;
        this.start = start;
    }

    @Nullable
    Object document() throws FormatException {
        Object value = value();
        requireEnd();
        return value;
    }

    /// What is done with a member of an object.
    interface Member {
        /// Takes a member; only one is in memory at a time.
        ///
        /// @param at the byte of the file at which its key stands
        void accept(String key, @Nullable Object value, long at) throws FormatException;
    }

    /// Reads one object and nothing else, member by member.
    ///
    /// @param mostOf the values that the member of a key may have
    /// @param member gets each in turn
    void members(ToIntFunction<String> mostOf, Member member) throws FormatException {
        skipSpace();
        if (peek() != '{') {
            throw fault(at, "no JSON object starts here; expected '{'");
        }
        enter();
        Set<String> keys = new HashSet<>();
        if (!endsAt('}')) {
            do {
                int keyAt = keyAt();
                String key = key();
                requireOnce(keys.add(key), key, keyAt);
                values = 0;
                most = mostOf.applyAsInt(key);
                member.accept(key, value(), start + keyAt);
            } while (continues('}'));
        }
        requireEnd();
    }

    private void requireEnd() throws FormatException {
        skipSpace();
        if (at < bytes.length) {
            throw fault(at, "the JSON value has ended here; expected nothing more");
        }
    }

    private @Nullable Object value() throws FormatException {
        if (++values > most) {
            throw fault(at, "there are more than " + most + " JSON values; expected fewer");
        }
        skipSpace();
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object() throws FormatException {
        enter();
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        if (!endsAt('}')) {
            do {
                int keyAt = keyAt();
                String key = key();
                requireOnce(!map.containsKey(key), key, keyAt);
                map.put(key, value());
            } while (continues('}'));
        }
        depth--;
        return map;
    }

    private int keyAt() throws FormatException {
        skipSpace();
        if (peek() != '"') {
            throw fault(at, "a key is missing; expected a string");
        }
        return at;
    }

    private String key() throws FormatException {
        String key = string();
        skipSpace();
        expect(':');
        return key;
    }

    private void requireOnce(boolean once, String key, int keyAt) throws FormatException {
        if (!once) {
            throw fault(keyAt, "key '" + PlainText.name(key) + "' occurs twice; expected each once");
        }
    }

    private List<@Nullable Object> array() throws FormatException {
        enter();
        ArrayList<@Nullable Object> list = new ArrayList<>(0);
        if (!endsAt(']')) {
            do {
                list.add(value());
            } while (continues(']'));
        }
        list.trimToSize();
        depth--;
        return list;
    }

    private void enter() throws FormatException {
        if (++depth > Limits.JSON_DEPTH) {
            throw fault(at, "JSON is nested more than " + Limits.JSON_DEPTH + " levels deep; expected fewer");
        }
        at++;
    }

    private boolean endsAt(char close) throws FormatException {
        skipSpace();
        if (peek() != close) {
            return false;
        }
        at++;
        return true;
    }

    private boolean continues(char close) throws FormatException {
        skipSpace();
        if (peek() == ',') {
            at++;
            return true;
        }
        expect(close);
        return false;
    }

    private String string() throws FormatException {
        int open = at++;
        int from = at;
        boolean ascii = true;
        while (peek() != '"' && peek() != '\\') {
            ascii &= bytes[at] >= 0;
            plainByte();
        }
        if (ascii && peek() == '"') {
            return new String(bytes, from, at++ - from, StandardCharsets.US_ASCII);
        }
        return rest(open, from);
    }

    /// A string with escapes or characters beyond ASCII.
    private String rest(int open, int start) throws FormatException {
        StringBuilder text = new StringBuilder();
        int from = start;
        while (peek() != '"') {
            if (peek() == '\\') {
                appendUtf8(from, text);
                at++;
                text.append(escaped());
                from = at;
            } else {
                plainByte();
            }
        }
        appendUtf8(from, text);
        at++;
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw fault(open, "a string has half of a surrogate pair; expected both");
        }
        return text.toString();
    }

    private void plainByte() throws FormatException {
        if ((bytes[at] & 0xff) < 0x20) {
            throw fault(at, "a control character stands in a string; expected it escaped");
        }
        at++;
    }

    private void appendUtf8(int from, StringBuilder text) throws FormatException {
        try {
            text.append(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, at - from)));
        } catch (CharacterCodingException e) {
            throw fault(from, "a string is not valid UTF-8; expected UTF-8");
        }
    }

    private char escaped() throws FormatException {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default ->
                throw fault(
                        at - 1,
                        "an unknown escape stands in a string; expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u");
        };
    }

    private char unicode() throws FormatException {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0) {
                throw fault(at, "an escape has too few digits; expected \\u and four hexadecimal digits");
            }
            value = value * 16 + digit;
            at++;
        }
        return (char) value;
    }

    private Object number() throws FormatException {
        int from = at;
        while (at < bytes.length && isNumberByte(bytes[at])) {
            if (at++ - from == Limits.NUMBER_CHARACTERS) {
                throw fault(
                        from,
                        "a number is too long; expected at most %s characters".formatted(Limits.NUMBER_CHARACTERS));
            }
        }
        if (at - from == 1 && bytes[from] >= '0' && bytes[from] <= '9') {
            return (long) (bytes[from] - '0'); // most numbers of a header; no pattern needs to be asked
        }
        String text = new String(bytes, from, at - from, StandardCharsets.US_ASCII);
        if (!NUMBER.matcher(text).matches()) {
            throw fault(
                    from,
                    "no JSON value starts here; expected an object, an array, a string, a number, true, false or null");
        }
        if (INTEGER.matcher(text).matches()) {
            return Long.valueOf(text);
        }
        double number = Double.parseDouble(text);
        if (!Double.isFinite(number)) {
            throw fault(from, "a number is too large; expected one that fits a double");
        }
        return number;
    }

    private static boolean isNumberByte(byte b) {
        return (b >= '0' && b <= '9') || b == '-' || b == '+' || b == '.' || b == 'e' || b == 'E';
    }

    private @Nullable Object word(String word, @Nullable Object value) throws FormatException {
        for (int i = 0; i < word.length(); i++) {
            expect(word.charAt(i));
        }
        return value;
    }

    private void skipSpace() {
        while (at < bytes.length && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
    }

    /// The next byte; those beyond ASCII are no part of JSON's grammar outside of strings.
    private char peek() throws FormatException {
        if (at >= bytes.length) {
            throw fault(at, "the JSON text ends early; expected more");
        }
        return (char) (bytes[at] & 0xff);
    }

    private void expect(char c) throws FormatException {
        if (peek() != c) {
            throw fault(at, "the JSON text is wrong; expected '" + c + "'");
        }
        at++;
    }

    private FormatException fault(int position, String reason) {
        return new FormatException(file, start + position, reason);
    }
}
