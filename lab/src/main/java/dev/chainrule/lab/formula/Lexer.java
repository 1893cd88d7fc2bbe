package dev.chainrule.lab.formula;

import dev.chainrule.lab.formula.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts a formula into words.
final class Lexer {
    private static final Pattern SKIPPED = Pattern.compile("[ \\t\\r\\f\\u00a0\\u2009]+|\\\\\\r?\\n");
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{M}\\p{Nd}_₀-₉′]*");
    private static final Pattern NUMBER =
            Pattern.compile("([0-9][0-9_]*\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?", Pattern.UNICODE_CASE);
    private static final Pattern WORD = Pattern.compile("'[^'\\n]*'|\"[^\"\\n]*\"");
    private static final Pattern SIGN =
            Pattern.compile("\\*\\*=?|//=?|[-+*/@%]=|[-+*/@%]|==|!=|>=|<=|[<>=(){}\\[\\],.:&|~^!]|[·×−≤≥²³∗⋅]");

    /// Signs that are not in ASCII.
    private static final Map<String, String> PLAIN =
            Map.of("·", "*", "⋅", "*", "∗", "*", "×", "@", "−", "-", "≤", "<=", "≥", ">=", "²", "**", "³", "**");

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int open;
    private String comment = "";

    private Lexer(String text) {
        this.text = text;
    }

    /// All words, the last one the end.
    ///
    /// @throws FormulaException if there is a character that no formula has
    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        while (at < text.length()) {
            Matcher skipped = matcher(SKIPPED);
            if (skipped.lookingAt()) {
                at = skipped.end();
            } else if (text.charAt(at) == '#') {
                comment();
            } else if (!(lineEnds() || word(Kind.NAME, NAME) || number() || word(Kind.WORD, WORD) || sign())) {
                int next = text.offsetByCodePoints(at, 1);
                throw new Span(text, at, next)
                        .error("is no character of a formula; expected names, numbers, operators and parentheses");
            }
        }
        add(Kind.END, comment, at);
    }

    /// What stands behind `#` says what the statement before it means.
    private void comment() {
        int end = text.indexOf('\n', at);
        end = end < 0 ? text.length() : end;
        comment = text.substring(at + 1, end).strip();
        at = end;
    }

    /// A line ends a statement, unless a parenthesis is open.
    private boolean lineEnds() {
        char next = text.charAt(at);
        if (next != ';' && next != '\n') {
            return false;
        }
        if (next == '\n' && open > 0) {
            at++;
        } else {
            add(Kind.BREAK, comment, at + 1);
            comment = "";
        }
        return true;
    }

    private boolean number() {
        if (!word(Kind.NUMBER, NUMBER)) {
            return false;
        }
        Token number = tokens.getLast();
        if (matcher(NAME).lookingAt()) {
            Matcher name = matcher(NAME);
            name.lookingAt();
            Span span = number.span().to(new Span(text, at, name.end()));
            throw span.error("is neither a number nor a name; expected an operator between, such as %s*%s"
                    .formatted(number.text(), name.group()));
        }
        return true;
    }

    private boolean sign() {
        Matcher matcher = matcher(SIGN);
        if (!matcher.lookingAt()) {
            return false;
        }
        String sign = matcher.group();
        open += "([{".contains(sign) ? 1 : ")]}".contains(sign) ? -1 : 0;
        int start = at;
        add(Kind.SIGN, PLAIN.getOrDefault(sign, sign), matcher.end());
        if (sign.equals("²") || sign.equals("³")) {
            tokens.add(new Token(Kind.NUMBER, sign.equals("²") ? "2" : "3", new Span(text, start, at)));
        }
        return true;
    }

    private boolean word(Kind kind, Pattern pattern) {
        Matcher matcher = matcher(pattern);
        if (!matcher.lookingAt()) {
            return false;
        }
        add(kind, matcher.group(), matcher.end());
        return true;
    }

    private void add(Kind kind, String word, int end) {
        tokens.add(new Token(kind, word, new Span(text, at, end)));
        at = end;
    }

    private Matcher matcher(Pattern pattern) {
        return pattern.matcher(text).region(at, text.length());
    }
}
