package dev.chainrule.check.mistake;

import dev.chainrule.check.mistake.Computation.Step;
import dev.chainrule.kernel.NormalDistribution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Formulas as text, such as `dx = (g - meanTerm) * inverse`: arithmetic by element on the results of other steps, and
/// some functions. A single number goes with all. On the right of its own `=` a step is what it was before.
final class Expression {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*([0-9.]+(?:[eE]-?[0-9]+)?|[a-zA-Z]\\w*|`[^`]+`|[-+*/(),])");

    private static final Map<String, DoubleUnaryOperator> BY_ELEMENT = Map.of(
            "sqrt",
            Math::sqrt,
            "square",
            v -> v * v,
            "exp",
            StrictMath::exp,
            "log",
            StrictMath::log,
            "tanh",
            StrictMath::tanh,
            "logistic",
            v -> 1 / (1 + StrictMath.exp(-v)),
            "normal",
            NormalDistribution::cumulative,
            "positive",
            v -> v > 0 ? 1 : 0,
            "notNegative",
            v -> v >= 0 ? 1 : 0,
            "kept",
            v -> v == 0 ? 0 : 1);

    /// Functions of numbers and of the group that each belongs to.
    private static final Map<String, Grouped> BY_GROUP = Map.of(
            "sums", Numbers::summedBy,
            "means", Numbers::meansBy,
            "mean", Numbers::meanBy,
            "spread", Numbers::spreadBy);

    private interface Grouped {
        Numbers of(Numbers numbers, Numbers groups);
    }

    /// A part of a formula.
    private interface Part {
        /// @param before what the step was before
        Numbers of(Computation c, @Nullable Step before);
    }

    private final String name;
    private final List<String> tokens = new ArrayList<>();
    private int at;

    private Expression(String name, String text) {
        this.name = name;
        Matcher token = TOKEN.matcher(text);
        int end = 0;
        while (token.find() && token.start() == end) {
            tokens.add(token.group(1).replace("`", ""));
            end = token.end();
        }
        if (!text.substring(end).isBlank()) {
            throw new IllegalArgumentException("Expression: '" + text + "' is no formula from " + end);
        }
    }

    /// Steps, one a line or with semicolons between.
    static Formulas.Change steps(String text) {
        Formulas.Change all = Formulas.NOTHING;
        for (String line : text.split("[;\n]", -1)) {
            String[] sides = line.split("=", 2);
            if (!line.isBlank()) {
                String name = sides[0].strip().replace("`", "");
                Part part = new Expression(name, sides[1]).whole();
                all = all.and(steps -> {
                    Step before = steps.get(name);
                    steps.put(name, c -> part.of(c, before));
                });
            }
        }
        return all;
    }

    private Part whole() {
        Part part = sum();
        if (at < tokens.size()) {
            throw new IllegalArgumentException("Expression: '%s' of %s is no formula".formatted(tokens, name));
        }
        return part;
    }

    private boolean next(String token) {
        boolean found = at < tokens.size() && tokens.get(at).equals(token);
        at += found ? 1 : 0;
        return found;
    }

    private Part sum() {
        Part sum = product();
        while (at < tokens.size()
                && (tokens.get(at).equals("+") || tokens.get(at).equals("-"))) {
            sum = next("+") ? both(sum, product(), Double::sum) : minus(sum);
        }
        return sum;
    }

    private Part minus(Part from) {
        next("-");
        return both(from, product(), (a, b) -> a - b);
    }

    private Part product() {
        Part product = factor();
        while (true) {
            if (next("*")) {
                product = both(product, factor(), (a, b) -> a * b);
            } else if (next("/")) {
                product = both(product, factor(), (a, b) -> a / b);
            } else {
                return product;
            }
        }
    }

    private static Part both(Part one, Part other, DoubleBinaryOperator operator) {
        return (c, before) -> one.of(c, before).with(other.of(c, before), operator);
    }

    private Part factor() {
        if (next("-")) {
            Part positive = factor();
            return (c, before) -> positive.of(c, before).times(-1);
        }
        if (next("(")) {
            Part inner = sum();
            next(")");
            return inner;
        }
        String word = tokens.get(at++);
        if (Character.isDigit(word.charAt(0))) {
            Numbers constant = new Numbers(Double.parseDouble(word));
            return (c, before) -> constant;
        }
        return next("(") ? function(word) : word.equals(name) ? Expression::former : (c, before) -> c.get(word);
    }

    private static Numbers former(Computation c, @Nullable Step before) {
        return Objects.requireNonNull(Objects.requireNonNull(before).of(c));
    }

    private Part function(String word) {
        Part numbers = sum();
        Part groups = next(",") ? sum() : numbers;
        next(")");
        DoubleUnaryOperator function = BY_ELEMENT.get(word);
        if (function != null) {
            return (c, before) -> numbers.of(c, before).map(function);
        }
        Grouped grouped = Objects.requireNonNull(BY_GROUP.get(word), () -> "no function " + word);
        return (c, before) -> grouped.of(numbers.of(c, before), groups.of(c, before));
    }
}
