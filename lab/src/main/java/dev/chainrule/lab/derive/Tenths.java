package dev.chainrule.lab.derive;

import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Random numbers for paper: different multiples of 0.1 but 0, so that they are exact on paper and no two are equal.
final class Tenths {
    private static final int LEAST = 20;

    private final RandomGenerator random;

    Tenths(long seed) {
        this.random = RandomKey.of(seed).child("derive").generator();
    }

    /// The generator behind them.
    RandomGenerator random() {
        return random;
    }

    /// Numbers around `middle`.
    Tensor around(int middle, Shape shape) {
        int half = Math.max(LEAST, shape.size());
        return between(10 * middle - half, 10 * middle + half, shape);
    }

    /// Numbers above 0.
    Tensor positive(Shape shape) {
        return between(1, 2 * Math.max(LEAST, shape.size()), shape);
    }

    private Tensor between(int least, int most, Shape shape) {
        List<Integer> tenths = new ArrayList<>();
        for (int tenth = least; tenth <= most; tenth++) {
            if (tenth != 0) {
                tenths.add(tenth);
            }
        }
        double[] numbers = new double[shape.size()];
        Arrays.setAll(numbers, i -> tenths.remove(/* index */ random.nextInt(tenths.size())) / 10.0);
        return Tensor.of(Precision.FLOAT64, shape, numbers);
    }
}
