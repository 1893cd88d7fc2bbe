package dev.chainrule.lab.formula;

import java.util.Map;

/// Words and signs of Python that no formula has, each with what to write in place of it.
final class PythonWord {
    private static final String PLAIN = "expected names, numbers, operators and functions";

    private static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry("if", "expected a formula. Write where(condition, a, b)"),
            Map.entry("else", "expected a formula. Write where(condition, a, b)"),
            Map.entry("and", "expected an operator. Write (a > 0) * (b > 0)"),
            Map.entry("or", "expected an operator. Write maximum(a > 0, b > 0)"),
            Map.entry("not", "expected an operator. Write 1 - (a > 0)"),
            Map.entry("&", "expected an operator. Write (a > 0) * (b > 0)"),
            Map.entry("|", "expected an operator. Write maximum(a > 0, b > 0)"),
            Map.entry("~", "expected an operator. Write 1 - (a > 0)"),
            Map.entry("!", "expected an operator, such as !="),
            Map.entry("^", "expected an operator. Write ** for a power"),
            Map.entry("for", PLAIN),
            Map.entry("while", PLAIN),
            Map.entry("in", PLAIN),
            Map.entry("is", PLAIN),
            Map.entry("def", PLAIN),
            Map.entry("return", "expected a formula. The last statement is the result"),
            Map.entry("lambda", PLAIN),
            Map.entry("import", PLAIN),
            Map.entry("from", PLAIN));

    private PythonWord() {}

    /// Refuses such a word.
    ///
    /// @throws FormulaException with what to write in place of it
    static void check(Token token) {
        boolean word = token.kind() == Token.Kind.NAME || token.kind() == Token.Kind.SIGN;
        String instead = word ? INSTEAD.get(token.text()) : null;
        if (instead != null) {
            throw token.span().error("is no part of a formula; " + instead);
        }
    }
}
