package dev.chainrule.bench;

import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.random.RandomGenerator;

/// Operands to compute with, whose numbers do not matter.
final class RandomTensors {
    private RandomTensors() {}

    /// Gaussian numbers in stored order.
    static Tensor gaussian(Precision precision, Shape shape, RandomGenerator random) {
        Tensor tensor = Tensor.zeros(precision, shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.setStored(i, random.nextGaussian());
        }
        return tensor;
    }
}
