package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Tensors;
import dev.chainrule.Tolerance;
import dev.chainrule.check.GradientCheck;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResidualTest implements LayerContract {
    @Override
    public Layer layer(Precision precision) {
        return new Residual(
                Sequential.of(affine(precision, 1, 12, 7), new Tanh(), affine(precision, 2, 7, 9)),
                affine(precision, 3, 12, 9));
    }

    private static Affine affine(Precision precision, int number, int inputs, int outputs) {
        return new Affine(
                new Parameter(
                        "W" + number,
                        Parameter.Kind.WEIGHT,
                        Tensors.gaussian(precision, 20 + number, 0.5, inputs, outputs)),
                new Parameter(
                        "b" + number, Parameter.Kind.BIAS, Tensors.gaussian(precision, 30 + number, 0.5, outputs)));
    }

    @Override
    public List<Shape> inputs() {
        return List.of(Shape.of(5, 12), Shape.of(1, 12));
    }

    @Override
    public List<Shape> refused() {
        return List.of(Shape.of(5, 11));
    }

    @Override
    public int terms() {
        return 40;
    }

    @Test
    void withoutAShortcutLayerTheInputItselfIsAdded() {
        Tensor x = Tensors.gaussian(Precision.FLOAT64, 1, 1, 2, 3, 4, 5);
        Pass pass = Residual.withIdentity(new Relu()).forward(x, new Mode.Evaluate());
        Tensor dy = Tensors.gaussian(Precision.FLOAT64, 2, 1, 2, 3, 4, 5);
        Tensor dx = pass.backward(dy).input();
        for (int i = 0; i < x.size(); i++) {
            double value = x.getStored(i);
            assertThat(pass.output().getStored(i)).isEqualTo(value + Math.max(0, value));
            assertThat(dx.getStored(i)).isEqualTo(dy.getStored(i) * (value > 0 ? 2 : 1));
        }
    }

    @Test
    void aLayerInBothWaysGetsTheSumOfBothGradients() {
        Affine shared = affine(Precision.FLOAT64, 1, 5, 5);
        Residual layer = new Residual(Sequential.of(shared, new Tanh(), shared), shared);
        assertThat(layer.parameters()).hasSize(2);
        var reports = GradientCheck.layer(
                layer,
                Tensors.gaussian(Precision.FLOAT64, 1, 1, 4, 5),
                new Mode.Train(RandomKey.of(0)),
                new NumpyRandom(1));
        assertThat(reports).hasSize(3).allMatch(report -> report.passes(Tolerance.GRADIENT));
    }

    @Test
    void aBodyThatChangesTheShapeNeedsAShortcutThatDoes() {
        Residual layer = Residual.withIdentity(affine(Precision.FLOAT32, 1, 5, 4));
        assertThatThrownBy(() -> layer.outputShape(Shape.of(2, 5)))
                .hasMessage("Residual: body output (2, 4) does not fit shortcut output (2, 5) for input (2, 5);"
                        + " expected equal shapes");
    }

    @Test
    void randomnessDiffersBetweenTheWays() {
        Layer noise = new Noise();
        double[] y = new Residual(noise, noise)
                .forward(Tensor.zeros(Precision.FLOAT64, Shape.of(1)), new Mode.Train(RandomKey.of(3)))
                .output()
                .toArray();
        Mode.Train mode = new Mode.Train(RandomKey.of(3));
        assertThat(y).containsExactly(Noise.draw(mode.child(0)) + Noise.draw(mode.child(1)));
    }

    /// Draws its output.
    private static final class Noise implements Layer {
        static double draw(Mode mode) {
            return mode instanceof Mode.Train train ? train.random().generator().nextDouble() : 0;
        }

        @Override
        public Pass forward(Tensor x, Mode mode) {
            return Sequential.of().forward(Tensor.of(x.precision(), x.shape(), draw(mode)), mode);
        }

        @Override
        public Shape outputShape(Shape input) {
            return input;
        }
    }
}
