package dev.chainrule.lab.formula;

import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// What is given for a name of a formula: the numbers themselves, or the shape of numbers to be chosen.
public sealed interface Given {
    /// Characters of the text, at most.
    int MOST_CHARACTERS = 100_000;

    /// Axes of a shape, at most.
    int MOST_AXES = 4;

    /// What a text may be.
    String EXPECTED = "expected a shape such as (4, 3), or numbers such as [[1, 2], [3, 4]]";

    /// Numbers as they are to be.
    record Numbers(Tensor numbers) implements Given {}

    /// Numbers of one's choice.
    record OfShape(Shape shape) implements Given {}

    /// Reads `(4, 3)` or `4,3` as a shape, `[[1, 2], [3, 4]]` and `0.5` as numbers in float64.
    ///
    /// @throws FormulaException if it is neither
    static Given of(String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new FormulaException(
                    "%s characters are too many; expected at most %s".formatted(text.length(), MOST_CHARACTERS));
        }
        if (text.isBlank()) {
            throw new FormulaException("the text is empty; " + EXPECTED);
        }
        Expression expression = Parser.value(text);
        Operand operand = new Operand(value(expression), expression.span());
        if (expression instanceof Expression.Sequence sequence && !sequence.brackets()) {
            return new OfShape(shape(operand));
        }
        return new Numbers(NestedNumbers.array(operand));
    }

    private static Shape shape(Operand operand) {
        List<Integer> extents = operand.wholes();
        if (extents.size() > MOST_AXES) {
            throw operand.span().error("has %s axes; expected at most %s".formatted(extents.size(), MOST_AXES));
        }
        return Operand.checked(
                operand.span(), extents.stream().mapToInt(Integer::intValue).toArray());
    }

    private static Value value(Expression expression) {
        return switch (expression) {
            case Expression.Literal literal -> new Value.Plain(literal.value());
            case Expression.Negative negative
            when value(negative.operand()) instanceof Value.Plain(double number) -> new Value.Plain(-number);
            case Expression.Sequence sequence ->
                new Value.Sequence(
                        sequence.elements().stream().map(Given::value).toList());
            case Expression.Name _,
                    Expression.Word _,
                    Expression.Negative _,
                    Expression.Binary _,
                    Expression.Attribute _,
                    Expression.Call _,
                    Expression.Index _,
                    Expression.Slice _ -> throw expression.span().error("is no number; " + EXPECTED);
        };
    }
}
