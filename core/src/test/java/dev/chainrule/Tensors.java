package dev.chainrule;

import dev.chainrule.layer.Buffer;
import dev.chainrule.layer.Parameter;
import dev.chainrule.model.Model;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Makes tensors for tests.
public final class Tensors {
    private Tensors() {}

    /// Gaussian numbers of the given scale; the same in both precisions up to rounding.
    public static Tensor gaussian(Precision precision, long seed, double scale, int... extents) {
        RandomGenerator random = new NumpyRandom(seed);
        Shape shape = Shape.of(extents);
        double[] values = new double[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = scale * random.nextGaussian();
        }
        return Tensor.of(precision, shape, values);
    }

    /// The same numbers in another precision.
    public static Tensor converted(Tensor tensor, Precision precision) {
        return Tensor.of(precision, tensor.shape(), tensor.toArray());
    }

    /// Copies of all numbers that a model keeps, parameters before buffers.
    public static List<double[]> stateOf(Model model) {
        return Stream.concat(
                        model.parameters().stream().map(Parameter::value),
                        model.buffers().stream().map(Buffer::value))
                .map(Tensor::toArray)
                .toList();
    }
}
