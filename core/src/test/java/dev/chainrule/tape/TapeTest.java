package dev.chainrule.tape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.kernel.Parallel;
import dev.chainrule.kernel.PoolingWindow;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Build;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Axes;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class TapeTest {
    private static Tensor gaussian(String name, int... extents) {
        return Tensor.gaussian(
                Precision.FLOAT64,
                Shape.of(extents),
                RandomKey.of(7).child(name).generator());
    }

    private static void assertClose(Tensor actual, Tensor expected, double allowed) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.toArray()).containsExactly(expected.toArray(), within(allowed));
    }

    @Test
    void theGradientOfCentringTakesTheMeanOutOfDy() {
        Tape tape = new Tape();
        Variable x = tape.variable("x", gaussian("x", 4, 3));
        Tensor dy = gaussian("dy", 4, 3);
        Tensor dx = x.minus(x.mean(0)).gradients(dy).of(x);
        assertClose(dx, dy.minus(dy.mean(0)), 1e-15);
    }

    @Test
    void batchNormalisationOnTheTapeIsTheLayer() {
        Tensor x = gaussian("x", 8, 5);
        Tensor dy = gaussian("dy", 8, 5);
        Layer layer = BatchNorm.Settings.of()
                .build(new Build(x.shape(), Precision.FLOAT64, RandomKey.of(1).generator()));
        Pass pass = layer.forward(x, new Mode.Train(RandomKey.of(0)));
        Gradients expected = pass.backward(dy);

        Tape tape = new Tape();
        Variable in = tape.variable("x", x);
        List<Parameter> parameters = layer.parameters();
        Variable gamma = tape.variable("gamma", parameters.get(0).value());
        Variable beta = tape.variable("beta", parameters.get(1).value());
        Variable deviation = in.variance(0).plus(1e-5).sqrt();
        Variable y = in.minus(in.mean(0)).dividedBy(deviation).times(gamma).plus(beta);
        TapeGradients gradients = y.gradients(dy);

        assertClose(y.value(), pass.output(), 1e-12);
        assertClose(gradients.of(in), expected.input(), 1e-12);
        assertClose(gradients.of(gamma), expected.of(parameters.get(0)), 1e-12);
        assertClose(gradients.of(beta), expected.of(parameters.get(1)), 1e-12);
    }

    @Test
    void aGradientCanBeDifferentiatedAgain() {
        Tape tape = new Tape();
        Variable x = tape.variable("x", Tensor.of(Precision.FLOAT64, Shape.of(3), 1, 2, 3));
        Variable y = x.power(3).sum();
        Variable dx = y.gradient(x);
        assertClose(dx.value(), Tensor.of(Precision.FLOAT64, Shape.of(3), 3, 12, 27), 1e-12);
        Variable ddx = dx.sum().gradient(x);
        assertClose(ddx.value(), Tensor.of(Precision.FLOAT64, Shape.of(3), 6, 12, 18), 1e-12);
        assertClose(ddx.sum().gradient(x).value(), Tensor.of(Precision.FLOAT64, Shape.of(3), 6, 6, 6), 1e-12);
    }

    @Test
    void theHessianOfAProductIsItsOtherFactors() {
        Tape tape = new Tape();
        Variable x = tape.variable("x", gaussian("x", 3, 3));
        Variable y = x.matmul(x).sum();
        Tensor v = gaussian("v", 3, 3);
        Tensor ones = Tensor.zeros(Precision.FLOAT64, Shape.of(3, 3)).plus(1);
        Tensor expected = ones.matmul(v.transpose()).plus(v.transpose().matmul(ones));
        assertClose(y.hessianProduct(x, v), expected, 1e-12);
    }

    @Test
    void theJacobianHoldsEveryDerivative() {
        Tape tape = new Tape();
        Variable x = tape.variable("x", gaussian("x", 2, 2));
        Tensor jacobian = x.minus(x.mean(Axes.kept(1))).jacobian(x);
        assertThat(jacobian.shape()).isEqualTo(Shape.of(2, 2, 2, 2));
        assertThat(jacobian.get(0, 0, 0, 0)).isEqualTo(0.5);
        assertThat(jacobian.get(0, 0, 0, 1)).isEqualTo(-0.5);
        assertThat(jacobian.get(0, 0, 1, 0)).isZero();
    }

    @Test
    void imagesAreBroadcastByChannel() {
        Tape tape = new Tape();
        Variable x = tape.variable("x", gaussian("x", 2, 3, 4, 5));
        Variable b = tape.variable("b", gaussian("b", 3, 1, 1));
        Tensor dy = gaussian("dy", 2, 3, 4, 5);
        Variable y = x.plus(b);
        assertThat(y.value().get(1, 2, 3, 4))
                .isEqualTo(x.value().get(1, 2, 3, 4) + b.value().get(2, 0, 0));
        assertClose(y.gradients(dy).of(b), dy.sum(0, 2, 3).reshape(3, 1, 1), 1e-12);
    }

    @Test
    void theBitsAreTheSameForEachNumberOfThreads() {
        List<Tensor> one;
        List<Tensor> three;
        try (Parallel single = Parallel.ofThreads(1);
                Parallel several = Parallel.ofThreads(3)) {
            one = Parallel.with(single, TapeTest::convolutionalNet);
            three = Parallel.with(several, TapeTest::convolutionalNet);
        }
        for (int i = 0; i < one.size(); i++) {
            assertThat(three.get(i).toArray()).isEqualTo(one.get(i).toArray());
        }
    }

    /// The loss and the gradients of a small net in float32.
    private static List<Tensor> convolutionalNet() {
        Tape tape = new Tape();
        Variable x = floats(tape, "x", 6, 3, 17, 15);
        Variable filters = floats(tape, "filters", 17, 3, 3, 3);
        Variable gamma = floats(tape, "gamma", 17, 1, 1);
        Variable w = floats(tape, "w", 17, 10);
        Variable features = x.convolution(filters, 1, 1).times(gamma).tanh();
        Variable scores =
                features.maxPool(PoolingWindow.square(2, 2)).mean(2, 3).matmul(w);
        Variable loss = scores.logSoftmax(1)
                .pick(new int[6])
                .mean()
                .negated()
                .plus(w.square().sum());
        TapeGradients gradients = loss.gradients();
        return List.of(loss.value(), gradients.of(x), gradients.of(filters), gradients.of(gamma), gradients.of(w));
    }

    private static Variable floats(Tape tape, String name, int... extents) {
        Tensor value = gaussian(name, extents);
        return tape.variable(name, Tensor.of(Precision.FLOAT32, value.shape(), value.toArray()));
    }

    @Test
    void variablesOfTwoTapesDoNotMix() {
        Variable x = new Tape().variable("x", gaussian("x", 2));
        Variable y = new Tape().variable("y", gaussian("y", 2));
        assertThatThrownBy(() -> x.plus(y))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Tape: y (2) belongs to another tape; expected variables of one tape. Take its value() into"
                        + " this one");
    }

    @Test
    void onlyASingleNumberHasGradientsWithoutDy() {
        Variable x = new Tape().variable("x", gaussian("x", 2));
        assertThatThrownBy(() -> x.times(2).gradients())
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("gradients: value (2) does not fit a single number; expected a sum or mean over all axes,"
                        + " or gradients(dy)");
    }
}
