package dev.chainrule.tensor;

import java.util.Arrays;
import java.util.List;

/// The axes that a sum, a mean or a maximum goes over. A negative number counts from the last axis, which is −1.
///
/// ```java
/// x.minus(x.mean(Axes.kept(1)));   // each row about its mean: (4, 3) − (4, 1)
/// ```
///
/// @param numbers of the axes; none for all of them
/// @param kept whether they stay in the result with extent 1, NumPy's `keepdims`, or vanish
public record Axes(List<Integer> numbers, boolean kept) {
    /// Copies the list.
    public Axes {
        numbers = List.copyOf(numbers);
    }

    /// Axes that vanish in the result; none for all.
    public static Axes of(int... numbers) {
        return new Axes(Arrays.stream(numbers).boxed().toList(), false);
    }

    /// Axes that stay in the result with extent 1; none for all.
    public static Axes kept(int... numbers) {
        return new Axes(Arrays.stream(numbers).boxed().toList(), true);
    }

    /// For each axis of a shape whether it is one of these.
    ///
    /// @throws ShapeMismatchException if the shape has no such axis, or an axis is given twice
    public boolean[] of(Shape shape) {
        boolean[] among = new boolean[shape.rank()];
        Arrays.fill(among, numbers.isEmpty());
        for (int number : numbers) {
            int axis = counted(number, shape);
            if (among[axis]) {
                throw new ShapeMismatchException(
                        "Axes: axis %s of %s is given twice; expected each once".formatted(number, numbers));
            }
            among[axis] = true;
        }
        return among;
    }

    /// An axis of a shape, counted from 0.
    ///
    /// @param number of the axis; negative from the last
    /// @throws ShapeMismatchException if the shape has no such axis
    public static int counted(int number, Shape shape) {
        int axis = number < 0 ? number + shape.rank() : number;
        if (axis < 0 || axis >= shape.rank()) {
            throw new ShapeMismatchException("Axes: axis %s does not fit shape %s; expected %s"
                    .formatted(
                            number,
                            shape,
                            shape.rank() == 0
                                    ? "none, since it is a single number"
                                    : "%s to %s".formatted(-shape.rank(), shape.rank() - 1)));
        }
        return axis;
    }

    /// What is left of a shape.
    ///
    /// @throws ShapeMismatchException as [#of(Shape)]
    public Shape reduced(Shape shape) {
        boolean[] among = of(shape);
        int[] extents = shape.toArray();
        int left = 0;
        for (int axis = 0; axis < among.length; axis++) {
            if (!among[axis] || kept) {
                extents[left++] = among[axis] ? 1 : extents[axis];
            }
        }
        return Shape.of(Arrays.copyOf(extents, left));
    }

    /// How many numbers of a shape each number of the result comes from.
    public int terms(Shape shape) {
        boolean[] among = of(shape);
        long terms = 1;
        for (int axis = 0; axis < among.length; axis++) {
            terms *= among[axis] ? shape.extent(axis) : 1;
        }
        return (int) terms;
    }
}
