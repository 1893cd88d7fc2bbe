package dev.chainrule.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads what Python prints of a dictionary of text, truth values, whole numbers, tuples and lists. Nothing is
/// executed.
final class PythonLiteral {
    /// How deep tuples and lists may lie in each other; those of records are two deep.
    private static final int DEEPEST = 8;

    private final String text;
    private final String file;
    private final int offset;
    private int at;
    private int depth;

    private PythonLiteral(String text, String file, int offset) {
        this.text = text;
        this.file = file;
        this.offset = offset;
    }

    /// A dictionary with nothing behind it but spaces. Values are [String], [Boolean], [Long], [List], or null for
    /// None.
    ///
    /// @param file what errors call it
    /// @param offset the byte of the file at which the text begins
    /// @throws FormatException if it is none
    static Map<String, @Nullable Object> dictionary(String text, String file, int offset) throws FormatException {
        PythonLiteral literal = new PythonLiteral(text, file, offset);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        literal.need("{");
        while (!literal.next("}")) {
            int start = literal.at;
            if (!(literal.value() instanceof String key) || values.containsKey(key)) {
                throw literal.fault(start, "a key in quotes that occurs once");
            }
            literal.need(":");
            values.put(key, literal.value());
            if (!literal.next(",")) {
                literal.need("}");
                break;
            }
        }
        literal.skip();
        if (literal.at < text.length()) {
            throw literal.fault(literal.at, "nothing behind the dictionary");
        }
        return values;
    }

    private void skip() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private boolean next(String token) {
        skip();
        boolean found = text.startsWith(token, at);
        at += found ? token.length() : 0;
        return found;
    }

    private void need(String token) throws FormatException {
        if (!next(token)) {
            throw fault(at, "'" + token + "'");
        }
    }

    private @Nullable Object value() throws FormatException {
        skip();
        char first = at < text.length() ? text.charAt(at) : ' ';
        if (first == '\'' || first == '"') {
            return quoted(first);
        } else if (next("(")) {
            return list(")");
        } else if (next("[")) {
            return list("]");
        } else if (next("True")) {
            return true;
        } else if (next("False")) {
            return false;
        } else if (next("None")) {
            return null;
        }
        return whole();
    }

    private String quoted(char quote) throws FormatException {
        int end = text.indexOf(quote, at + 1);
        if (end < 0) {
            throw fault(at, "a closing quote");
        }
        String inside = text.substring(at + 1, end);
        at = end + 1;
        return inside;
    }

    private List<@Nullable Object> list(String end) throws FormatException {
        if (++depth > DEEPEST) {
            throw fault(at, "at most " + DEEPEST + " lists in each other");
        }
        List<@Nullable Object> values = new ArrayList<>();
        while (!next(end)) {
            values.add(value());
            if (!next(",")) {
                need(end);
                break;
            }
        }
        depth--;
        return values;
    }

    /// A whole number; Python 2 wrote `3L`.
    private Long whole() throws FormatException {
        int start = at;
        at += at < text.length() && text.charAt(at) == '-' ? 1 : 0;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            if (at++ - start == Limits.NUMBER_CHARACTERS) {
                throw fault(start, "a number of at most %s digits".formatted(Limits.NUMBER_CHARACTERS));
            }
        }
        try {
            Long number = Long.valueOf(text.substring(start, at));
            next("L");
            return number;
        } catch (NumberFormatException e) {
            throw fault(start, "text in quotes, True, False, a whole number below 2⁶³, or a tuple of them");
        }
    }

    private FormatException fault(int where, String expected) {
        return new FormatException(
                file, offset + where, "the header is no dictionary as NumPy writes it; expected " + expected);
    }
}
