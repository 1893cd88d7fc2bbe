package dev.chainrule.lab.formula;

import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Numbers in nested brackets, as an array.
final class NestedNumbers {
    private static final int MOST_AXES = 4;

    private NestedNumbers() {}

    /// A float64 array of the numbers.
    ///
    /// @throws FormulaException if rows differ in length, there is no number, or one is missing
    static Tensor array(Operand operand) {
        List<Integer> extents = new ArrayList<>();
        for (Value value = operand.value(); value instanceof Value.Sequence sequence; ) {
            extents.add(sequence.elements().size());
            if (sequence.elements().isEmpty() || extents.size() > MOST_AXES) {
                throw operand.span()
                        .error("is no array; expected numbers in one to four brackets, such as [[1, 2], [3, 4]]");
            }
            value = sequence.elements().getFirst();
        }
        Shape shape = Operand.checked(
                operand.span(), extents.stream().mapToInt(Integer::intValue).toArray());
        List<Double> numbers = new ArrayList<>();
        add(operand, operand.value(), 0, shape, numbers);
        return Tensor.of(
                Precision.FLOAT64,
                shape,
                numbers.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static void add(Operand operand, Value value, int axis, Shape shape, List<Double> numbers) {
        if (axis == shape.rank() && value instanceof Value.Plain(double number)) {
            numbers.add(number);
        } else if (axis < shape.rank()
                && value instanceof Value.Sequence sequence
                && sequence.elements().size() == shape.extent(axis)) {
            sequence.elements().forEach(element -> add(operand, element, axis + 1, shape, numbers));
        } else {
            throw operand.span()
                    .error(
                            "has rows of different lengths or something that is no number; expected %s numbers in each bracket of %s"
                                    .formatted(shape.rank() == 0 ? 1 : shape.extent(shape.rank() - 1), shape));
        }
    }
}
