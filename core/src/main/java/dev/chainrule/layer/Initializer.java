package dev.chainrule.layer;

import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// The distribution that a new parameter is drawn from. Numbers are drawn one by one in row-major order of the shape,
/// in double, and then rounded to the parameter's precision.
public sealed interface Initializer {

    /// Fills a tensor.
    ///
    /// @param fanIn the number of inputs that one output sums over
    /// @param fanOut the number of outputs that one input contributes to
    default void fill(Tensor tensor, int fanIn, int fanOut, RandomGenerator random) {
        for (int i = 0; i < tensor.size(); i++) {
            tensor.setStored(Tensor.storedOffset(tensor.shape(), i), draw(fanIn, fanOut, random));
        }
    }

    /// Draws one number.
    double draw(int fanIn, int fanOut, RandomGenerator random);

    /// Gaussian with mean 0 and the given standard deviation (not variance).
    ///
    /// @param standardDeviation of each number
    record Normal(double standardDeviation) implements Initializer {
        /// Checks the setting.
        public Normal {
            Require.nonNegative("Normal", "standardDeviation", standardDeviation);
        }

        /// The courses' first guess, 0.01.
        public static Normal of() {
            return new Normal(0.01);
        }

        @Override
        public double draw(int fanIn, int fanOut, RandomGenerator random) {
            return standardDeviation * random.nextGaussian();
        }
    }

    /// Gaussian with variance 1 / fanIn, which keeps the variance of a linear layer's output (Xavier as the courses
    /// use it).
    record Xavier() implements Initializer {
        @Override
        public double draw(int fanIn, int fanOut, RandomGenerator random) {
            return Math.sqrt(1.0 / fanIn) * random.nextGaussian();
        }
    }

    /// Gaussian with variance 2 / (fanIn + fanOut), the compromise of Glorot and Bengio between forward and
    /// backward.
    record Glorot() implements Initializer {
        @Override
        public double draw(int fanIn, int fanOut, RandomGenerator random) {
            return Math.sqrt(2.0 / ((double) fanIn + fanOut)) * random.nextGaussian();
        }
    }

    /// Gaussian with variance 2 / fanIn, for layers whose rectified units lose half of their inputs (He and
    /// others).
    record He() implements Initializer {
        @Override
        public double draw(int fanIn, int fanOut, RandomGenerator random) {
            return Math.sqrt(2.0 / fanIn) * random.nextGaussian();
        }
    }

    /// Uniform between ±1 / √fanIn, of variance 1 / (3 · fanIn): how PyTorch's affine and convolutional layers
    /// start, weights and biases.
    record FanInUniform() implements Initializer {
        @Override
        public double draw(int fanIn, int fanOut, RandomGenerator random) {
            return (2 * random.nextDouble() - 1) / Math.sqrt(fanIn);
        }
    }

    /// Uniform in [low, high).
    ///
    /// @param low the lowest number
    /// @param high above all numbers
    record Uniform(double low, double high) implements Initializer {
        /// Checks the setting.
        public Uniform {
            Require.that(
                    low <= high && Double.isFinite(high - low),
                    "Uniform",
                    "low",
                    low,
                    "a finite number of at most high");
        }

        /// Between ±0.01.
        public static Uniform of() {
            return new Uniform(-0.01, 0.01);
        }

        @Override
        public double draw(int fanIn, int fanOut, RandomGenerator random) {
            return low + (high - low) * random.nextDouble();
        }
    }

    /// Every number the same: right for biases, and for weights the way to show that symmetry must be broken.
    ///
    /// @param value of each number
    record Constant(double value) implements Initializer {
        /// Checks the setting.
        public Constant {
            Require.finite("Constant", "value", value);
        }

        @Override
        public double draw(int fanIn, int fanOut, RandomGenerator random) {
            return value;
        }
    }

    /// Each unit is connected to a few inputs that are drawn at random; its other weights are 0. Unit by unit,
    /// first the inputs are drawn, then their Gaussian weights in that order. Units are the columns of a weight (D,
    /// M) and the filters of one of (F, C, KH, KW).
    ///
    /// Source: CS231n notes, neural networks 2; J. Martens, *Deep learning via Hessian-free optimization*, 2010.
    ///
    /// @param connections inputs of a unit; all of them if there are fewer
    /// @param standardDeviation of the weights that are drawn
    record Sparse(int connections, double standardDeviation) implements Initializer {
        /// Checks the settings.
        public Sparse {
            Require.atLeast(1, "Sparse", "connections", connections);
            Require.nonNegative("Sparse", "standardDeviation", standardDeviation);
        }

        /// The notes': 10 connections, small weights.
        public static Sparse of() {
            return new Sparse(10, 0.01);
        }

        @Override
        public void fill(Tensor tensor, int fanIn, int fanOut, RandomGenerator random) {
            Shape shape = tensor.shape();
            if (shape.rank() != 2 && shape.rank() != 4) {
                throw new ShapeMismatchException(
                        "Sparse: parameter %s does not fit rank 2 or 4; expected the weight of an affine layer or of a convolution"
                                .formatted(shape));
            }
            tensor.fill(0);
            int units = shape.extent(shape.rank() == 2 ? 1 : 0);
            int inputs = tensor.size() / units;
            for (int unit = 0; unit < units; unit++) {
                for (int input : drawn(Math.min(connections, inputs), inputs, random)) {
                    int position = shape.rank() == 2 ? input * units + unit : unit * inputs + input;
                    tensor.setStored(Tensor.storedOffset(shape, position), draw(fanIn, fanOut, random));
                }
            }
        }

        /// Some of the inputs, each at most once.
        private static int[] drawn(int count, int inputs, RandomGenerator random) {
            int[] order = new int[inputs];
            Arrays.setAll(order, i -> i);
            for (int i = 0; i < count; i++) {
                int other = i + random.nextInt(inputs - i);
                int input = order[other];
                order[other] = order[i];
                order[i] = input;
            }
            return Arrays.copyOf(order, count);
        }

        @Override
        public double draw(int fanIn, int fanOut, RandomGenerator random) {
            return standardDeviation * random.nextGaussian();
        }
    }

    /// A convolution that at first passes its input on: filter f of the first min(F, C) is 1 at the centre of
    /// channel f and 0 elsewhere, the remaining filters are drawn. With groups that holds in each group, whose
    /// number of filters follows from the fan-out. Only for weights (F, C / groups, KH, KW).
    ///
    /// Source: S. Zagoruyko and N. Komodakis, *DiracNets*, 2017.
    ///
    /// @param rest how the filters beyond the number of channels are drawn
    record Dirac(Initializer rest) implements Initializer {
        /// The remaining filters by He's rule.
        public static Dirac of() {
            return new Dirac(new He());
        }

        @Override
        public void fill(Tensor tensor, int fanIn, int fanOut, RandomGenerator random) {
            Shape shape = tensor.shape();
            if (shape.rank() != 4) {
                throw new ShapeMismatchException(
                        "Dirac: parameter %s does not fit rank 4; expected the weight (F, C, KH, KW) of a convolution"
                                .formatted(shape));
            }
            int filterSize = shape.sizePerExample();
            int ofGroup = Math.max(1, fanOut / (shape.extent(2) * shape.extent(3)));
            for (int i = 0; i < tensor.size(); i++) {
                boolean passes = i / filterSize % ofGroup < shape.extent(1);
                tensor.setStored(Tensor.storedOffset(shape, i), passes ? 0 : draw(fanIn, fanOut, random));
            }
            for (int f = 0; f < shape.extent(0); f++) {
                if (f % ofGroup < shape.extent(1)) {
                    tensor.set(1, f, f % ofGroup, shape.extent(2) / 2, shape.extent(3) / 2);
                }
            }
        }

        /// Draws one number of the remaining filters.
        @Override
        public double draw(int fanIn, int fanOut, RandomGenerator random) {
            return rest.draw(fanIn, fanOut, random);
        }
    }
}
