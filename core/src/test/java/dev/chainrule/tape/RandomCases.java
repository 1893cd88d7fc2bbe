package dev.chainrule.tape;

import dev.chainrule.tensor.Axes;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// Draws shapes and numbers for operations of the tape.
final class RandomCases {
    private static final int MOST_AXES = 4;
    private static final int MOST_EXTENT = 4;

    private final RandomGenerator random;

    RandomCases(RandomGenerator random) {
        this.random = random;
    }

    /// An operation at certain numbers.
    ///
    /// @param inputs in float64
    /// @param formula of the inputs
    record Case(List<Tensor> inputs, Function<List<Variable>, Variable> formula) {
        Case(Tensor x, Function<Variable, Variable> formula) {
            this(List.of(x), inputs -> formula.apply(inputs.getFirst()));
        }

        Case(Tensor a, Tensor b, Pair formula) {
            this(List.of(a, b), inputs -> formula.of(inputs.get(0), inputs.get(1)));
        }
    }

    /// A formula of two.
    interface Pair {
        Variable of(Variable a, Variable b);
    }

    int upTo(int most) {
        return random.nextInt(1, most + 1);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean coin() {
        return random.nextBoolean();
    }

    /// A shape of 0 to 4 axes.
    Shape shape() {
        return shape(random.nextInt(MOST_AXES + 1));
    }

    Shape shape(int rank) {
        int[] extents = new int[rank];
        Arrays.setAll(extents, axis -> upTo(MOST_EXTENT));
        return Shape.of(extents);
    }

    /// A shape that can be broadcast to another: without some of its first axes, and with 1 in some places.
    Shape broadcastable(Shape to) {
        int from = random.nextInt(to.rank() + 1);
        int[] extents = Arrays.copyOfRange(to.toArray(), from, to.rank());
        for (int axis = 0; axis < extents.length; axis++) {
            extents[axis] = random.nextInt(3) == 0 ? 1 : extents[axis];
        }
        return Shape.of(extents);
    }

    /// Two shapes that are broadcast to one, either of which may be the smaller along an axis.
    List<Shape> pair() {
        Shape shape = shape();
        Shape other = broadcastable(shape);
        int[] extents = shape.toArray();
        for (int axis = 0; axis < other.rank(); axis++) {
            int own = axis + shape.rank() - other.rank();
            extents[own] = other.extent(axis) > 1 && random.nextInt(4) == 0 ? 1 : extents[own];
        }
        return coin() ? List.of(Shape.of(extents), other) : List.of(other, Shape.of(extents));
    }

    Axes axes(Shape shape) {
        List<Integer> all = new ArrayList<>();
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (coin()) {
                all.add(coin() ? axis : axis - shape.rank());
            }
        }
        return new Axes(all, coin());
    }

    /// Gaussian numbers.
    Tensor gaussian(Shape shape) {
        return Tensor.gaussian(Precision.FLOAT64, shape, random);
    }

    /// Numbers from 0.5 to 2.5, away from the ends of the domains of roots and logarithms.
    Tensor positive(Shape shape) {
        return gaussian(shape).map(x -> 0.5 + 2 * random.nextDouble());
    }

    /// Numbers that are at least 0.02 from each other and from 0, so that no difference steps over a kink.
    Tensor apart(Shape shape) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < shape.size(); i++) {
            places.add(i);
        }
        Collections.shuffle(places, new Random(random.nextLong()));
        Tensor x = Tensor.zeros(Precision.FLOAT64, shape);
        for (int i = 0; i < shape.size(); i++) {
            x.setStored(i, 0.05 * (places.get(i) - shape.size() / 2) + 0.02);
        }
        return x;
    }
}
