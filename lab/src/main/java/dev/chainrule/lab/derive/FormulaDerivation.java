package dev.chainrule.lab.derive;

import dev.chainrule.lab.formula.Formula;
import dev.chainrule.lab.formula.FormulaException;
import dev.chainrule.lab.formula.Given;
import dev.chainrule.settings.NumberText;
import dev.chainrule.tape.Tape;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// A formula derived at given or random numbers.
///
/// ```java
/// Formula formula = Formula.of("x - mean(x, 0)");
/// var given = Map.of("x", Given.of("(4, 3)"));
/// System.out.println(FormulaDerivation.of(formula, given, Optional.empty(), 0).text());
/// ```
public final class FormulaDerivation {
    private final Formula formula;
    private final Map<String, Given> given;
    private final Tape tape = new Tape();
    private final Map<String, Tensor> numbers = new LinkedHashMap<>();
    private final Formula.Recorded recorded;
    private final Tensor dy;
    private final boolean positive;

    private FormulaDerivation(
            Formula formula, Map<String, Given> given, Optional<Given> upstream, long seed, boolean positive) {
        this.formula = formula;
        this.given = given;
        this.positive = positive;
        Tenths tenths = new Tenths(seed);
        for (String name : formula.names()) {
            numbers.put(name, numbers(name, tenths));
        }
        Set<String> positions = formula.positions();
        this.recorded = formula.on(tape, name -> {
            Tensor tensor = Objects.requireNonNull(numbers.get(name), name);
            return positions.contains(name)
                    ? tape.constant(tensor).named(name, "positions")
                    : tape.variable(name, tensor);
        });
        if (recorded.result().isConstant()) {
            throw new FormulaException(
                    "no gradient flows from the result to any name; expected a formula whose result changes with its"
                            + " names");
        }
        this.dy = upstream(upstream, tenths, recorded.result().shape());
    }

    private Tensor numbers(String name, Tenths tenths) {
        Given one = given.get(name);
        if (one == null) {
            throw new FormulaException("'%s' has no numbers; expected some for each of %s"
                    .formatted(name, String.join(", ", formula.names())));
        }
        return switch (one) {
            case Given.Numbers known -> known.numbers().copy();
            case Given.OfShape any -> {
                if (formula.positions().contains(name)) {
                    throw new FormulaException(
                            "'%s' stands for positions and has only a shape; expected whole numbers, such as [0, 2, 1]"
                                    .formatted(name));
                }
                yield positive ? tenths.positive(any.shape()) : tenths.around(0, any.shape());
            }
        };
    }

    private static Tensor upstream(Optional<Given> upstream, Tenths tenths, Shape shape) {
        Given one = upstream.orElse(
                shape.size() == 1
                        ? new Given.Numbers(Tensor.of(Precision.FLOAT64, shape, 1))
                        : new Given.OfShape(shape));
        Shape known = switch (one) {
            case Given.Numbers numbers -> numbers.numbers().shape();
            case Given.OfShape any -> any.shape();
        };
        if (!known.equals(shape)) {
            throw new FormulaException(
                    "dy of shape %s does not fit the result of the formula %s; expected %2$s".formatted(known, shape));
        }
        return switch (one) {
            case Given.Numbers numbers -> numbers.numbers();
            case Given.OfShape any -> tenths.around(0, shape);
        };
    }

    /// Derives a formula.
    ///
    /// @param given the numbers, or only the shape, of each of its names
    /// @param dy likewise of the gradient with respect to the result; without it 1 for a single number, else random
    /// @param seed of the random numbers
    /// @throws FormulaException if numbers are missing or do not fit the formula, in one line that names the part
    public static Derivation of(Formula formula, Map<String, Given> given, Optional<Given> dy, long seed) {
        FormulaDerivation derivation = new FormulaDerivation(formula, given, dy, seed, false);
        Optional<String> problem = derivation.infinite();
        boolean random = formula.names().stream().anyMatch(name -> given.get(name) instanceof Given.OfShape);
        if (problem.isPresent() && random) {
            derivation = new FormulaDerivation(formula, given, dy, seed, true);
            problem = derivation.infinite();
        }
        if (problem.isPresent()) {
            throw new FormulaException(problem.get());
        }
        return derivation.derivation();
    }

    /// Where the first value that is infinite or no number stands.
    private Optional<String> infinite() {
        for (Variable variable : new Uses(recorded.result()).needed()) {
            double[] values = variable.value().toArray();
            for (int at = 0; at < values.length; at++) {
                if (!Double.isFinite(values[at])) {
                    return Optional.of("'%s' is %s%s; expected finite numbers. Give others"
                            .formatted(words(variable), kind(values[at]), where(variable, at)));
                }
            }
        }
        return Optional.empty();
    }

    private String words(Variable variable) {
        return recorded.words().getOrDefault(variable, variable.name());
    }

    private static String kind(double value) {
        return Double.isNaN(value) ? "no number" : "infinite";
    }

    /// The first input at that place, if it has the same shape.
    private static String where(Variable variable, int at) {
        for (Variable input : variable.inputs()) {
            if (input.shape().equals(variable.shape())) {
                return " where its input is " + NumberText.of(input.value().toArray()[at]);
            }
        }
        return "";
    }

    private Derivation derivation() {
        var titles = new Derivation.Titles("Formula", formula.toString().strip(), explanation(), "");
        Derivation derivation = new Derivation(titles, recorded.result(), dy, recorded.words(), List.of());
        derivation.graph().nodes().reversed().forEach(this::requireFinite);
        return derivation;
    }

    private void requireFinite(Node node) {
        double[] gradient = node.constant() ? new double[0] : node.gradient().toArray();
        for (int at = 0; at < gradient.length; at++) {
            if (!Double.isFinite(gradient[at])) {
                throw new FormulaException(
                        "the gradient with respect to '%s' is %s where it is %s; expected numbers at which all of the formula has a derivative"
                                .formatted(
                                        words(node.variable()),
                                        kind(gradient[at]),
                                        NumberText.of(node.value().toArray()[at])));
            }
        }
    }

    private String explanation() {
        List<String> random = formula.names().stream()
                .filter(name -> given.get(name) instanceof Given.OfShape)
                .toList();
        String chosen = random.isEmpty()
                ? "All numbers were given."
                : "Random numbers for %s, multiples of 0.1%s."
                        .formatted(
                                String.join(", ", random),
                                positive ? ", above 0 because parts of the formula are not defined below" : "");
        StringBuilder text = new StringBuilder(chosen);
        for (String name : formula.positions()) {
            Tensor positions = numbers.getOrDefault(name, dy);
            String word = positions.size() == 1 ? "position" : "positions";
            text.append(" %s holds the %s %s.".formatted(name, word, Figures.list(positions)));
        }
        return text.toString();
    }
}
