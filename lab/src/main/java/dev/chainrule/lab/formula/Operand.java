package dev.chainrule.lab.formula;

import dev.chainrule.tape.Operation;
import dev.chainrule.tape.Tape;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// A value and where it stands.
record Operand(Value value, Span span) {
    /// So many numbers an array may have.
    static final int MOST_NUMBERS = 4096;

    /// It as a node of the tape; a plain number becomes a constant.
    ///
    /// @throws FormulaException if it is neither
    Variable variable(Tape tape) {
        return switch (value) {
            case Value.Node node -> node.variable();
            case Value.Plain number -> tape.constant(number.value(), Precision.FLOAT64);
            case Value.Sequence sequence ->
                throw span.error("is " + value.kind()
                        + "; expected an array or a number. Write array(%s)".formatted(span.words()));
            case Value.Word word -> throw span.error("is " + value.kind() + "; expected an array or a number");
            case Value.Count count -> throw span.error("counts positions; expected an array or a number");
        };
    }

    /// The shape of an array.
    Shape variableShape() {
        return value instanceof Value.Node node ? node.variable().shape() : Shape.of();
    }

    /// It as a whole number.
    ///
    /// @throws FormulaException if it is none
    int whole() {
        double number = value instanceof Value.Plain given ? given.value() : Double.NaN;
        if (number != StrictMath.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
            throw span.error("is %s; expected a whole number such as 1".formatted(value.kind()));
        }
        return (int) number;
    }

    /// It as whole numbers: one, or a sequence of them.
    List<Integer> wholes() {
        if (!(value instanceof Value.Sequence sequence)) {
            return List.of(whole());
        }
        return sequence.elements().stream()
                .map(element -> new Operand(element, span).whole())
                .toList();
    }

    /// The positions or labels that an array holds.
    ///
    /// @throws FormulaException if it is no constant of whole numbers from 0 on
    int[] positions() {
        if (!(value instanceof Value.Node node)) {
            throw span.error("is %s; expected an array of positions".formatted(value.kind()));
        }
        if (node.variable().operation() != Operation.Given.CONSTANT) {
            throw span.error("is computed and no list of positions; expected one such as [0, 2, 1]. Write x * mask or"
                    + " where(mask, x, 0) for a mask");
        }
        double[] numbers = node.variable().value().toArray();
        int[] positions = new int[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            positions[i] = (int) numbers[i];
            if (positions[i] != numbers[i] || positions[i] < 0) {
                throw span.error("holds %s, which is no position; expected whole numbers from 0 on, such as [0, 2, 1]"
                        .formatted(numbers[i]));
            }
        }
        return positions;
    }

    /// Whether it is `True`.
    ///
    /// @throws FormulaException if it is no truth value
    boolean truth() {
        if (value instanceof Value.Word(String word) && (word.equals("True") || word.equals("False"))) {
            return word.equals("True");
        }
        throw span.error("is %s; expected True or False".formatted(value.kind()));
    }

    /// Whether it is `None`.
    boolean none() {
        return value instanceof Value.Word(String word) && word.equals("None");
    }

    /// The elements of a sequence.
    ///
    /// @throws FormulaException if it is none
    List<Operand> elements() {
        if (!(value instanceof Value.Sequence sequence)) {
            throw span.error("is %s; expected several in parentheses, such as (a, b)".formatted(value.kind()));
        }
        List<Operand> elements = new ArrayList<>();
        sequence.elements().forEach(element -> elements.add(new Operand(element, span)));
        return elements;
    }

    /// Refuses an array before it is computed if nobody could read it, or it would not fit into memory.
    ///
    /// @param extents of its axes
    static Shape checked(Span span, int... extents) {
        long numbers = 1;
        for (int extent : extents) {
            if (extent < 1) {
                throw span.error("has an extent of %s; expected at least 1".formatted(extent));
            }
            numbers = Math.min(Integer.MAX_VALUE, numbers * extent);
        }
        if (numbers > MOST_NUMBERS) {
            throw span.error("has more numbers than can be shown; expected at most %s. Choose smaller shapes"
                    .formatted(MOST_NUMBERS));
        }
        return Shape.of(extents);
    }
}
