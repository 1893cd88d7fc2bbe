package dev.chainrule.lab.formula;

import dev.chainrule.lab.formula.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a formula: statements of expressions with Python's operators and their precedence.
///
/// ```
/// comparison  sum (> >= < <= == !=) sum
/// sum         product + product - …
/// product     sign * sign / sign @ …
/// sign        -sign, or power
/// power       postfix ** sign
/// postfix     atom .name (arguments) [places] …
/// atom        name, number, 'text', (…), […]
/// ```
final class Parser {
    private static final int DEEPEST = 50;
    private static final String OPERAND = "a name, a number or '('";
    private static final Set<String> COMPARISONS = Set.of(">", ">=", "<", "<=", "==", "!=");
    private static final Set<String> SUMS = Set.of("+", "-");
    private static final Set<String> PRODUCTS = Set.of("*", "/", "@", "//", "%");
    private static final Set<String> MODULES = Set.of("np", "numpy");
    private static final Set<String> WORDS = Set.of("True", "False", "None");

    private final String text;
    private final List<Token> tokens;
    private int at;
    private int depth;

    private Parser(String text) {
        this.text = text;
        this.tokens = Lexer.tokens(text);
    }

    /// The statements of a formula, at least one.
    ///
    /// @throws FormulaException if it is none
    static List<Assignment> formula(String text) {
        return new Parser(text).statements();
    }

    /// The value of an option: one expression, or several with commas between.
    ///
    /// @throws FormulaException if it is none
    static Expression value(String text) {
        Parser parser = new Parser(text);
        Expression value = parser.listed();
        if (parser.next().kind() != Kind.END) {
            throw parser.unexpected("nothing more");
        }
        return value;
    }

    private List<Assignment> statements() {
        List<Assignment> statements = new ArrayList<>();
        while (true) {
            while (next().kind() == Kind.BREAK) {
                at++;
            }
            if (next().kind() == Kind.END) {
                break;
            }
            Assignment statement = statement();
            if (next().kind() != Kind.BREAK && next().kind() != Kind.END) {
                throw unexpected("an operator, ';' or the end");
            }
            statements.add(statement.with(next().text()));
        }
        if (statements.isEmpty()) {
            throw new FormulaException("the formula is empty; expected one such as x - mean(x, 0)");
        }
        return statements;
    }

    private Assignment statement() {
        Expression value = listed();
        Token sign = next();
        if (sign.kind() == Kind.SIGN && sign.text().length() > 1 && isChange(sign.text())) {
            at++;
            String operator = sign.text().substring(0, sign.text().length() - 1);
            Expression right = expression();
            Span span = value.span().to(right.span());
            return new Assignment(List.of(name(value)), new Expression.Binary(operator, value, right, span), "");
        }
        if (!sign.is("=")) {
            return new Assignment(List.of(), value, "");
        }
        at++;
        List<String> names = new ArrayList<>();
        if (value instanceof Expression.Sequence targets && !targets.brackets()) {
            targets.elements().forEach(target -> names.add(name(target)));
        } else {
            names.add(name(value));
        }
        return new Assignment(names, listed(), "");
    }

    private static boolean isChange(String sign) {
        return sign.endsWith("=") && !COMPARISONS.contains(sign);
    }

    private static String name(Expression target) {
        if (target instanceof Expression.Name name) {
            return name.name();
        }
        throw target.span().error("stands left of '='; expected a name there, or == for a comparison");
    }

    /// An expression, or several with commas between.
    private Expression listed() {
        Expression first = expression();
        if (!next().is(",")) {
            return first;
        }
        List<Expression> all = new ArrayList<>(List.of(first));
        while (accept(",")) {
            if (next().is("=") || next().kind() == Kind.BREAK || next().kind() == Kind.END) {
                break;
            }
            all.add(expression());
        }
        return new Expression.Sequence(all, false, first.span().to(last()));
    }

    private Expression expression() {
        if (++depth > DEEPEST) {
            throw next().span()
                    .error("is nested more than %s deep; expected less. Give parts names: a = …; b = a …"
                            .formatted(DEEPEST));
        }
        Span start = next().span();
        Expression left = sum();
        if (next().kind() == Kind.SIGN && COMPARISONS.contains(next().text())) {
            left = binary(start, left, take().text(), sum());
            if (next().kind() == Kind.SIGN && COMPARISONS.contains(next().text())) {
                throw unexpected("one comparison; multiply two of them, as in (0 < x) * (x < 1)");
            }
        }
        depth--;
        return left;
    }

    private Expression sum() {
        Span start = next().span();
        Expression left = product();
        while (next().kind() == Kind.SIGN && SUMS.contains(next().text())) {
            left = binary(start, left, take().text(), product());
        }
        return left;
    }

    private Expression product() {
        Span start = next().span();
        Expression left = sign();
        while (next().kind() == Kind.SIGN && PRODUCTS.contains(next().text())) {
            left = binary(start, left, take().text(), sign());
        }
        return left;
    }

    /// Signs in front of a power, from the right: `-x**2` is `-(x**2)`.
    private Expression sign() {
        List<Token> minus = new ArrayList<>();
        while (next().is("-") || next().is("+")) {
            Token sign = take();
            if (sign.is("-")) {
                minus.add(sign);
            }
        }
        Expression value = power();
        for (Token sign : minus.reversed()) {
            value = new Expression.Negative(value, sign.span().to(last()));
        }
        return value;
    }

    private Expression power() {
        Span start = next().span();
        Expression base = postfix(start, atom());
        if (!next().is("**")) {
            return base;
        }
        at++;
        if (++depth > DEEPEST) {
            throw next().span()
                    .error("has more than %s powers on top of each other; expected fewer".formatted(DEEPEST));
        }
        Expression power = binary(start, base, "**", sign());
        depth--;
        return power;
    }

    /// @param start where the left operand begins, its parentheses included
    private Expression binary(Span start, Expression left, String sign, Expression right) {
        return new Expression.Binary(sign, left, right, start.to(last()));
    }

    private Expression postfix(Span start, Expression first) {
        Expression value = first;
        while (true) {
            if (accept(".")) {
                value = afterPoint(start, value);
            } else if (next().is("[")) {
                value = index(start, value);
            } else if (next().is("(")) {
                throw value.span().error("is no function; expected an operator before '('");
            } else {
                return value;
            }
        }
    }

    private Expression afterPoint(Span start, Expression value) {
        Token name = name("a name, such as T, shape or mean(…)");
        return next().is("(")
                ? call(start, name, value)
                : new Expression.Attribute(value, name.text(), start.to(name.span()));
    }

    private Expression atom() {
        Token token = next();
        if (token.kind() == Kind.BREAK || token.kind() == Kind.END) {
            throw unexpected(OPERAND);
        }
        take();
        return switch (token.kind()) {
            case NUMBER -> new Expression.Literal(number(token), token.span());
            case WORD ->
                new Expression.Word(token.text().substring(1, token.text().length() - 1), token.span());
            case NAME -> named(token);
            case SIGN -> token.is("(") || token.is("[") ? sequence(token) : refused(token);
            case BREAK, END -> refused(token);
        };
    }

    private Expression refused(Token token) {
        at--;
        if (token.is("=")) {
            throw unexpected("a name on the left of '='");
        }
        throw unexpected(OPERAND);
    }

    private static double number(Token token) {
        double value = Double.parseDouble(token.text().replace("_", ""));
        if (Double.isInfinite(value)) {
            throw token.span().error("is too large; expected less than 1.8e308");
        }
        return value;
    }

    private Expression named(Token token) {
        if (WORDS.contains(token.text())) {
            return new Expression.Word(token.text(), token.span());
        }
        PythonWord.check(token);
        if (MODULES.contains(token.text()) && accept(".")) {
            Token name = name("a function");
            if (next().is("(")) {
                return call(token.span(), name, null);
            }
            return constant(token.span().to(name.span()), name.text());
        }
        return next().is("(") ? call(token.span(), token, null) : new Expression.Name(token.text(), token.span());
    }

    private static Expression constant(Span span, String name) {
        return switch (name) {
            case "pi" -> new Expression.Literal(Math.PI, span);
            case "e" -> new Expression.Literal(Math.E, span);
            case "newaxis" -> new Expression.Word("None", span);
            default -> throw span.error("is unknown; expected np.pi, np.e, np.newaxis or a function with '('");
        };
    }

    /// @param receiver what stands before the point
    private Expression call(Span start, Token name, @Nullable Expression receiver) {
        take();
        List<Expression> arguments = new ArrayList<>();
        Map<String, Expression> keywords = new LinkedHashMap<>();
        if (receiver != null) {
            arguments.add(receiver);
        }
        while (!next().is(")")) {
            argument(arguments, keywords);
            if (!accept(",")) {
                break;
            }
        }
        close(")");
        Span span = start.to(last());
        return new Expression.Call(name.text(), receiver != null, List.copyOf(arguments), keywords, name.span(), span);
    }

    private void argument(List<Expression> arguments, Map<String, Expression> keywords) {
        Token name = next();
        if (name.kind() == Kind.NAME && tokens.get(at + 1).is("=")) {
            at += 2;
            if (keywords.put(name.text(), expression()) != null) {
                throw name.span().error("is given twice; expected it once");
            }
        } else if (!keywords.isEmpty()) {
            throw unexpected("name=value, as before it, or ')'");
        } else {
            arguments.add(expression());
        }
    }

    private Expression sequence(Token opening) {
        boolean brackets = opening.is("[");
        String closing = brackets ? "]" : ")";
        List<Expression> elements = new ArrayList<>();
        boolean comma = brackets;
        while (!next().is(closing)) {
            elements.add(expression());
            if (!accept(",")) {
                break;
            }
            comma = true;
        }
        close(closing);
        if (elements.size() == 1 && !comma) {
            return elements.getFirst();
        }
        return new Expression.Sequence(
                List.copyOf(elements), brackets, opening.span().to(last()));
    }

    private Expression index(Span start, Expression of) {
        take();
        List<Expression> places = new ArrayList<>();
        while (!next().is("]")) {
            places.add(place());
            if (!accept(",")) {
                break;
            }
        }
        if (places.isEmpty()) {
            throw unexpected("a position, such as 0 or 1:3");
        }
        close("]");
        return new Expression.Index(of, List.copyOf(places), start.to(last()));
    }

    private Expression place() {
        Span start = next().span();
        if (next().is(".") && tokens.get(at + 1).is(".") && tokens.get(at + 2).is(".")) {
            at += 3;
            return new Expression.Word("...", start.to(last()));
        }
        Optional<Expression> from = bound();
        if (!accept(":")) {
            return from.orElseThrow(() -> unexpected("a position, such as 0 or 1:3"));
        }
        Optional<Expression> to = bound();
        Optional<Expression> step = accept(":") ? bound() : Optional.empty();
        return new Expression.Slice(from, to, step, start.to(last()));
    }

    private Optional<Expression> bound() {
        return next().is(":") || next().is(",") || next().is("]") ? Optional.empty() : Optional.of(expression());
    }

    private Token name(String expected) {
        if (next().kind() != Kind.NAME) {
            throw unexpected(expected);
        }
        return take();
    }

    private void close(String sign) {
        if (!accept(sign)) {
            throw unexpected("an operator, ',' or '%s'".formatted(sign));
        }
    }

    private boolean accept(String sign) {
        boolean found = next().is(sign);
        at += found ? 1 : 0;
        return found;
    }

    private Token next() {
        return tokens.get(at);
    }

    private Token take() {
        Token token = tokens.get(at);
        at = Math.min(at + 1, tokens.size() - 1);
        return token;
    }

    /// Where the last word that was taken stands.
    private Span last() {
        return tokens.get(Math.max(0, at - 1)).span();
    }

    private FormulaException unexpected(String expected) {
        Token token = next();
        PythonWord.check(token);
        boolean end = token.kind() == Kind.END;
        Span place = end ? new Span(text, text.length(), text.length()) : token.span();
        return place.error((end ? "it stops; expected " : "is one too many here; expected ") + expected);
    }
}
