package dev.chainrule.check;

import dev.chainrule.check.mistake.Mistake;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Parameter;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Affine layers, activations and dropout with mistakes.
final class StudentLayers {
    private static final Shape SHAPE = Shape.of(6, 4);

    private StudentLayers() {}

    /// What every student's affine layer has; square, so that a wrong transpose goes unnoticed.
    abstract static class Affine extends StudentLayer {
        final Tensor weights = add("W", Parameter.Kind.WEIGHT, drawn(4, 4)).value();
        final Tensor biases = add("b", Parameter.Kind.BIAS, drawn(4)).value();

        @Nullable
        Np x;

        @Override
        Np forward(Np input) {
            x = input;
            return input.dot(Np.of(weights)).plus(Np.of(biases));
        }

        Np x() {
            return Objects.requireNonNull(x);
        }

        Np w() {
            return Np.of(weights);
        }

        Np returns(Np dx, Np dw, Np db) {
            gradients.add(dw);
            gradients.add(db);
            return dx;
        }
    }

    static final class NotTransposed extends Affine {
        @Override
        Np backward(Np dy) {
            return returns(dy.dot(w()), x().transposed().dot(dy), dy.sum0());
        }
    }

    static final class WeightGradientTransposed extends Affine {
        @Override
        Np backward(Np dy) {
            return returns(dy.dot(w().transposed()), dy.transposed().dot(x()), dy.sum0());
        }
    }

    static final class BiasOverAllUnits extends Affine {
        @Override
        Np backward(Np dy) {
            Np db = Np.of(biases).full(dy.sum());
            return returns(dy.dot(w().transposed()), x().transposed().dot(dy), db);
        }
    }

    static final class DividedAgain extends Affine {
        @Override
        Np backward(Np dy) {
            int n = dy.rows;
            return returns(
                    dy.dot(w().transposed()),
                    x().transposed().dot(dy).over(n),
                    dy.sum0().over(n));
        }
    }

    static final class NoBias extends Affine {
        @Override
        Np forward(Np input) {
            x = input;
            return input.dot(w());
        }

        @Override
        Np backward(Np dy) {
            return returns(dy.dot(w().transposed()), x().transposed().dot(dy), dy.sum0());
        }
    }

    static final class BiasNotSummed extends Affine {
        @Override
        Np backward(Np dy) {
            return returns(dy.dot(w().transposed()), x().transposed().dot(dy), dy);
        }
    }

    /// A function of each element with its input and output kept.
    abstract static class Activation extends StudentLayer {
        Np x = Np.array(0, 0);
        Np y = Np.array(0, 0);

        abstract double function(double value);

        @Override
        Np forward(Np input) {
            x = input;
            y = input.map(this::function);
            return y;
        }
    }

    /// A right rectifier's forward pass.
    abstract static class Relu extends Activation {
        @Override
        double function(double value) {
            return Math.max(0, value);
        }
    }

    static final class MaskOfGradient extends Relu {
        @Override
        Np backward(Np dy) {
            return dy.map(d -> d > 0 ? d : 0);
        }
    }

    static final class NoMask extends Relu {
        @Override
        Np backward(Np dy) {
            return dy;
        }
    }

    static final class PassesAtZero extends Relu {
        @Override
        Np backward(Np dy) {
            return dy.with(x, (d, v) -> v >= 0 ? d : 0);
        }
    }

    static final class TimesOutput extends Relu {
        @Override
        Np backward(Np dy) {
            return dy.times(y);
        }
    }

    static final class NoSlope extends Activation {
        @Override
        double function(double value) {
            return value > 0 ? value : 0.01 * value;
        }

        @Override
        Np backward(Np dy) {
            return dy.with(x, (d, v) -> v > 0 ? d : 0);
        }
    }

    static final class SigmoidOfInput extends Activation {
        @Override
        double function(double value) {
            return 1 / (1 + Math.exp(-value));
        }

        @Override
        Np backward(Np dy) {
            return dy.times(x).times(x.times(-1).plus(1));
        }
    }

    static final class TanhWithoutSquare extends Activation {
        @Override
        double function(double value) {
            return Math.tanh(value);
        }

        @Override
        Np backward(Np dy) {
            return dy.times(y.times(-1).plus(1));
        }
    }

    /// Dropout with p as the probability to keep.
    abstract static class Dropout extends StudentLayer {
        final double p = 0.7;
        Np mask = Np.array(0, 0);

        Np draw(Np like, double probability) {
            return like.map(ignored -> random.nextDouble() < probability ? 1 : 0);
        }
    }

    static final class NotDivided extends Dropout {
        @Override
        Np forward(Np x) {
            if (!training) {
                return x;
            }
            mask = draw(x, p);
            return x.times(mask);
        }

        @Override
        Np backward(Np dy) {
            return dy.times(mask);
        }
    }

    static final class NoMaskInBackward extends Dropout {
        @Override
        Np forward(Np x) {
            if (!training) {
                return x;
            }
            mask = draw(x, p).over(p);
            return x.times(mask);
        }

        @Override
        Np backward(Np dy) {
            return dy.over(p);
        }
    }

    static final class MaskDrawnAgain extends Dropout {
        @Override
        Np forward(Np x) {
            return training ? x.times(draw(x, p)).over(p) : x;
        }

        @Override
        Np backward(Np dy) {
            return dy.times(draw(dy, p)).over(p);
        }
    }

    static final class DividedTwice extends Dropout {
        @Override
        Np forward(Np x) {
            if (!training) {
                return x;
            }
            mask = draw(x, p).over(p);
            return x.times(mask).over(p);
        }

        @Override
        Np backward(Np dy) {
            return dy.times(mask).over(p);
        }
    }

    static final class DropProbability extends Dropout {
        @Override
        Np forward(Np x) {
            if (!training) {
                return x;
            }
            mask = draw(x, 1 - p).over(1 - p);
            return x.times(mask);
        }

        @Override
        Np backward(Np dy) {
            return dy.times(mask);
        }
    }

    static final class ScalesInEvaluation extends Dropout {
        @Override
        Np forward(Np x) {
            if (!training) {
                return x.times(p);
            }
            mask = draw(x, p).over(p);
            return x.times(mask);
        }

        @Override
        Np backward(Np dy) {
            return dy.times(mask);
        }
    }

    static List<Submission> all() {
        LayerSpec affine = dev.chainrule.layer.Affine.Settings.of(4);
        LayerSpec relu = new dev.chainrule.layer.Relu.Settings();
        LayerSpec dropout = dev.chainrule.layer.Dropout.Settings.of(0.7);
        return List.of(
                of("dx = dout.dot(w)", new NotTransposed(), affine, Mistake.WEIGHT_TRANSPOSED),
                of("dw = dout.T.dot(x)", new WeightGradientTransposed(), affine, Mistake.WEIGHT_GRADIENT_TRANSPOSED),
                of("db = dout.sum()", new BiasOverAllUnits(), affine, Mistake.SUMMED_OVER_UNITS),
                of("dw and db divided by N again", new DividedAgain(), affine, Mistake.BATCH_SIZE_TWICE),
                of("no bias", new NoBias(), affine, Mistake.BIAS_FORGOTTEN),
                of("db = dout", new BiasNotSummed(), affine, Mistake.NOT_SUMMED),
                of("dout > 0", new MaskOfGradient(), relu, Mistake.MASK_FROM_GRADIENT),
                of("no mask", new NoMask(), relu, Mistake.MASK_MISSING),
                of("x >= 0", new PassesAtZero(), relu, Mistake.MASK_INCLUDES_ZERO),
                of("dout * out", new TimesOutput(), relu, Mistake.VALUE_INSTEAD_OF_MASK),
                of(
                        "leaky: 0 on the left",
                        new NoSlope(),
                        new dev.chainrule.layer.LeakyRelu.Settings(0.01),
                        Mistake.SLOPE_FORGOTTEN_IN_BACKWARD),
                of(
                        "sigmoid: x (1 - x)",
                        new SigmoidOfInput(),
                        new dev.chainrule.layer.Sigmoid.Settings(),
                        Mistake.DERIVATIVE_FROM_INPUT),
                of(
                        "tanh: 1 - y",
                        new TanhWithoutSquare(),
                        new dev.chainrule.layer.Tanh.Settings(),
                        Mistake.SQUARE_MISSING),
                wide("mask not divided by p", new NotDivided(), dropout, Mistake.KEEP_NOT_DIVIDED),
                wide("dx = dout / p", new NoMaskInBackward(), dropout, Mistake.MASK_FORGOTTEN_IN_BACKWARD),
                wide("mask drawn again", new MaskDrawnAgain(), dropout, Mistake.MASK_REDRAWN),
                wide("divided twice", new DividedTwice(), dropout, Mistake.KEEP_DIVIDED_TWICE),
                wide("p as the probability to drop", new DropProbability(), dropout, Mistake.KEEP_IS_DROP),
                wide("scaled in evaluation", new ScalesInEvaluation(), dropout, Mistake.EVALUATION_SCALE));
    }

    private static Submission of(String title, StudentLayer layer, LayerSpec kind, Mistake expected) {
        return new Submission(
                title, expected, () -> GradientCheck.of(layer).as(kind).run(SHAPE));
    }

    private static Submission wide(String title, StudentLayer layer, LayerSpec kind, Mistake expected) {
        return new Submission(
                title, expected, () -> GradientCheck.of(layer).as(kind).run(Shape.of(10, 20)));
    }
}
