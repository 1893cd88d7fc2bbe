package dev.chainrule.lab.formula;

import dev.chainrule.lab.text.Nearest;
import dev.chainrule.tape.Tape;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Records the parts of a formula on a tape, from the inside to the outside.
final class Evaluation {
    private static final Set<String> REDUCTIONS = Set.of("sum", "mean", "max", "min", "var", "std", "amax", "amin");

    private final Tape tape;
    private final Map<String, Value> values = new LinkedHashMap<>();
    private final Map<String, Expression> definitions = new LinkedHashMap<>();
    private final Map<Variable, Span> places = new HashMap<>();
    private final Set<String> free;
    private final Function<String, Variable> given;

    /// @param free the names that are given
    /// @param given asked for each of them at its first use
    Evaluation(Tape tape, Set<String> free, Function<String, Variable> given) {
        this.tape = tape;
        this.free = free;
        this.given = given;
    }

    /// The arrays that were given a name.
    Map<String, Variable> assigned() {
        Map<String, Variable> assigned = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (value instanceof Value.Node(Variable variable)) {
                assigned.put(name, variable);
            }
        });
        return assigned;
    }

    /// Where in the formula each node of the tape comes from.
    Map<Variable, Span> places() {
        return places;
    }

    /// Runs a statement.
    ///
    /// @return its value
    Operand run(Assignment statement) {
        Operand value = operand(statement.value());
        List<String> names = statement.names();
        if (names.size() > 1) {
            List<Operand> parts = value.elements();
            if (parts.size() != names.size()) {
                throw value.span()
                        .error("is %s; expected one for each of %s"
                                .formatted(value.value().kind(), names));
            }
            for (int i = 0; i < names.size(); i++) {
                values.put(names.get(i), parts.get(i).value());
            }
        } else if (names.size() == 1) {
            name(names.getFirst(), statement.meaning(), value);
            definitions.put(names.getFirst(), statement.value());
        }
        return value;
    }

    private void name(String name, String meaning, Operand value) {
        if (value.value() instanceof Value.Node(Variable variable)
                && variable.name().isEmpty()) {
            variable.named(name, meaning);
        }
        values.put(name, value.value());
    }

    private Operand operand(Expression expression) {
        Value value = value(expression);
        if (value instanceof Value.Node(Variable variable)) {
            places.putIfAbsent(variable, expression.span());
        }
        return new Operand(value, expression.span());
    }

    private Value value(Expression expression) {
        return switch (expression) {
            case Expression.Name name -> known(name);
            case Expression.Literal literal -> new Value.Plain(literal.value());
            case Expression.Word word -> new Value.Word(word.word());
            case Expression.Negative negative -> negative(operand(negative.operand()));
            case Expression.Binary binary -> binary(binary);
            case Expression.Attribute attribute -> attribute(attribute);
            case Expression.Call call -> call(call);
            case Expression.Index index -> index(index);
            case Expression.Slice slice ->
                throw slice.span().error("is a range; expected it in square brackets, such as x[1:3]");
            case Expression.Sequence sequence ->
                new Value.Sequence(sequence.elements().stream().map(this::value).toList());
        };
    }

    private Value known(Expression.Name name) {
        if (free.contains(name.name())) {
            values.computeIfAbsent(name.name(), each -> new Value.Node(given.apply(each)));
        }
        Value value = values.get(name.name());
        if (value == null) {
            throw name.span()
                    .error("has no value; expected one of %s%s"
                            .formatted(String.join(", ", values.keySet()), Nearest.hint(name.name(), values.keySet())));
        }
        return value;
    }

    private Value negative(Operand operand) {
        return operand.value() instanceof Value.Plain(double number)
                ? new Value.Plain(-number)
                : new Value.Node(operand.variable(tape).negated());
    }

    private Value binary(Expression.Binary binary) {
        Operand left = operand(binary.left());
        Operand right = operand(binary.right());
        Span span = binary.span();
        return switch (binary.sign()) {
            case "@" -> Products.matmul(tape, span, left, right);
            case "**" -> Products.power(tape, span, left, right);
            case "//", "%" -> ofWholes(binary.sign(), left, right, span);
            default -> byElement(binary, left, right);
        };
    }

    private static Value ofWholes(String sign, Operand left, Operand right, Span span) {
        if (left.value() instanceof Value.Plain && right.value() instanceof Value.Plain && right.whole() != 0) {
            int result = sign.equals("%")
                    ? Math.floorMod(left.whole(), right.whole())
                    : Math.floorDiv(left.whole(), right.whole());
            return new Value.Plain(result);
        }
        throw span.error("%s is for whole numbers other than 0, such as 6 // 2; expected / for arrays".formatted(sign));
    }

    private Value byElement(Expression.Binary binary, Operand left, Operand right) {
        if (left.value() instanceof Value.Plain(double a) && right.value() instanceof Value.Plain(double b)) {
            return Products.number(binary.span(), plain(binary.sign(), a, b));
        }
        Variable a = left.variable(tape);
        Variable b = right.variable(tape);
        Products.broadcast(binary.span(), a.shape(), b.shape(), advice(binary, a.shape(), b.shape()));
        return new Value.Node(
                switch (binary.sign()) {
                    case "+" -> a.plus(b);
                    case "-" -> a.minus(b);
                    case "*" -> a.times(b);
                    case "/" -> a.dividedBy(b);
                    case ">" -> a.greaterThan(b);
                    case ">=" -> a.atLeast(b);
                    case "<" -> a.lessThan(b);
                    case "<=" -> a.atMost(b);
                    case "==" -> a.equalTo(b);
                    case "!=" -> a.equalTo(b).negated().plus(1);
                    default -> throw new IllegalStateException("no operator " + binary.sign());
                });
    }

    private static double plain(String sign, double a, double b) {
        return switch (sign) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            case ">" -> a > b ? 1 : 0;
            case ">=" -> a >= b ? 1 : 0;
            case "<" -> a < b ? 1 : 0;
            case "<=" -> a <= b ? 1 : 0;
            case "==" -> a == b ? 1 : 0;
            case "!=" -> a == b ? 0 : 1;
            default -> throw new IllegalStateException("no operator " + sign);
        };
    }

    /// What to write where an axis is missing that a sum or mean has taken away.
    private String advice(Expression.Binary binary, Shape a, Shape b) {
        if (a.rank() == b.rank()) {
            return "";
        }
        Expression smaller = a.rank() < b.rank() ? binary.left() : binary.right();
        Optional<Integer> axis = a.rank() < b.rank() ? missing(a, b) : missing(b, a);
        if (axis.isEmpty()) {
            return "";
        }
        Expression definition =
                smaller instanceof Expression.Name name ? definitions.getOrDefault(name.name(), smaller) : smaller;
        if (definition instanceof Expression.Call call
                && REDUCTIONS.contains(call.function())
                && !call.keywords().containsKey("keepdims")) {
            String words = call.span().words();
            return ". Write %s, keepdims=True)".formatted(words.substring(0, words.lastIndexOf(')')));
        }
        return smaller instanceof Expression.Name name
                ? ". Write %s[%s]".formatted(name.name(), ":, ".repeat(axis.get()) + "None")
                : "";
    }

    /// The axis that a shape would need with extent 1 to fit a larger one; none if that is not it.
    private static Optional<Integer> missing(Shape small, Shape large) {
        for (int axis = small.rank(); axis >= 0; axis--) {
            int[] extents = new int[small.rank() + 1];
            for (int i = 0; i < extents.length; i++) {
                extents[i] = i == axis ? 1 : small.extent(i < axis ? i : i - 1);
            }
            int offset = large.rank() - extents.length;
            boolean fits = true;
            for (int i = 0; i < extents.length; i++) {
                fits &= extents[i] == 1 || extents[i] == large.extent(i + offset);
            }
            if (fits) {
                return Optional.of(axis);
            }
        }
        return Optional.empty();
    }

    private Value attribute(Expression.Attribute attribute) {
        Variable variable = operand(attribute.of()).variable(tape);
        Shape shape = variable.shape();
        return switch (attribute.name()) {
            case "T" -> new Value.Node(variable.transpose());
            case "shape" -> {
                List<Value> extents = new ArrayList<>();
                for (int extent : shape.toArray()) {
                    extents.add(new Value.Plain(extent));
                }
                yield new Value.Sequence(extents);
            }
            case "size" -> new Value.Plain(shape.size());
            case "ndim" -> new Value.Plain(shape.rank());
            default ->
                throw attribute
                        .span()
                        .error("'.%s' is unknown; expected .T, .shape, .size, .ndim or a function with '('"
                                .formatted(attribute.name()));
        };
    }

    private Value call(Expression.Call call) {
        List<Operand> arguments = call.arguments().stream().map(this::operand).toList();
        Map<String, Operand> keywords = new LinkedHashMap<>();
        call.keywords().forEach((name, value) -> keywords.put(name, operand(value)));
        return Functions.call(tape, call, arguments, keywords);
    }

    private Value index(Expression.Index index) {
        Operand of = operand(index.of());
        List<Indexing.Place> places = index.places().stream().map(this::place).toList();
        if (of.value() instanceof Value.Sequence sequence) {
            return element(sequence, places, index.span());
        }
        return new Value.Node(Indexing.of(of.variable(tape), places, index.span()));
    }

    /// `x.shape[0]`.
    private static Value element(Value.Sequence sequence, List<Indexing.Place> places, Span span) {
        int size = sequence.elements().size();
        int position = places.size() == 1 && !places.getFirst().slice()
                ? places.getFirst().operand().whole()
                : Integer.MAX_VALUE;
        if (position < -size || position >= size) {
            throw span.error(
                    "does not fit %s values; expected one position from %s to %s".formatted(size, -size, size - 1));
        }
        return sequence.elements().get(Math.floorMod(position, size));
    }

    private Indexing.Place place(Expression place) {
        if (!(place instanceof Expression.Slice slice)) {
            return new Indexing.Place(operand(place), List.of(), false);
        }
        Operand none = new Operand(new Value.Word("None"), slice.span());
        List<Operand> bounds = List.of(
                slice.from().map(this::operand).orElse(none),
                slice.to().map(this::operand).orElse(none),
                slice.step().map(this::operand).orElse(none));
        return new Indexing.Place(none, bounds, true);
    }
}
