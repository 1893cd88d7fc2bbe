package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Tensors;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequentialTest implements LayerContract {
    @Override
    public Layer layer(Precision precision) {
        return Sequential.of(
                new Flatten(),
                affine(precision, 1, 24, 10),
                new Tanh(),
                affine(precision, 2, 10, 6),
                new LeakyRelu(0.1));
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
        return List.of(Shape.of(3, 24), Shape.of(2, 2, 3, 4));
    }

    @Override
    public List<Shape> refused() {
        return List.of(Shape.of(3, 25), Shape.of(24));
    }

    @Override
    public int terms() {
        return 100;
    }

    @Test
    void aLayerUsedTwiceGetsTheSumOfBothGradients() {
        Affine shared = affine(Precision.FLOAT64, 1, 5, 5);
        Sequential twice = Sequential.of(shared, new Tanh(), shared);
        assertThat(twice.parameters()).hasSize(2);
        var x = Tensors.gaussian(Precision.FLOAT64, 1, 1, 4, 5);
        var reports = dev.chainrule.check.GradientCheck.layer(
                twice, x, new Mode.Train(RandomKey.of(0)), new dev.chainrule.random.NumpyRandom(1));
        assertThat(reports).allMatch(report -> report.passes(1e-7));
    }

    @Test
    void aComposedLayerHasTheBuffersOfItsChildrenOnce() {
        Layer first = new BatchNorm(BatchNorm.Settings.of(), Precision.FLOAT64, Shape.of(1, 3), "_a");
        Layer second = new BatchNorm(BatchNorm.Settings.of(), Precision.FLOAT64, Shape.of(1, 3), "_b");
        Layer composed = new Layer() {
            @Override
            public List<Layer> children() {
                return List.of(first, second, first);
            }

            @Override
            public Pass forward(Tensor x, Mode mode) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Shape outputShape(Shape input) {
                return input;
            }
        };
        assertThat(composed.buffers())
                .extracting(Buffer::name)
                .containsExactly(
                        "running_mean_a",
                        "running_var_a",
                        "running_batches_a",
                        "running_mean_b",
                        "running_var_b",
                        "running_batches_b");
    }

    @Test
    void askingForTheInputGradientThatWasNotComputedSaysWhatToCall() {
        var x = Tensors.gaussian(Precision.FLOAT64, 1, 1, 3, 24);
        Pass pass = layer(Precision.FLOAT64).forward(x, new Mode.Evaluate());
        Gradients gradients = pass.parameterGradients(Tensors.gaussian(Precision.FLOAT64, 2, 1, 3, 6));
        assertThatThrownBy(gradients::input)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("call backward");
    }

    @Test
    void trainingGoesBackNoFurtherThanToTheFirstLayerThatIsTrained() {
        Layer oneWay = new Layer() {
            @Override
            public Pass forward(Tensor x, Mode mode) {
                return Pass.of(x, dy -> {
                    throw new AssertionError("nothing below is trained");
                });
            }

            @Override
            public Shape outputShape(Shape input) {
                return input;
            }
        };
        var x = Tensors.gaussian(Precision.FLOAT64, 1, 1, 3, 5);
        Affine trained = affine(Precision.FLOAT64, 1, 5, 5);
        Pass pass = Sequential.of(oneWay, trained, new Tanh()).forward(x, new Mode.Evaluate());
        assertThat(pass.parameterGradients(x).byName()).containsOnlyKeys("W1", "b1");
        Pass untrained = Sequential.of(oneWay, new Tanh()).forward(x, new Mode.Evaluate());
        assertThat(untrained.parameterGradients(x).byName()).isEmpty();
    }

    @Test
    void whatIsInsideIsFrozenWithIt() {
        BatchNorm norm = BatchNormTest.layer(BatchNorm.Settings.of(), Precision.FLOAT64, 1, 5);
        Sequential sequence = Sequential.of(Sequential.of(norm));
        sequence.freeze();
        sequence.forward(Tensors.gaussian(Precision.FLOAT64, 1, 1, 3, 5), new Mode.Train(RandomKey.of(0)));
        assertThat(norm.buffers().getFirst().value().toArray()).containsOnly(0);
        assertThat(norm.parameters()).noneMatch(Parameter::isTrained);
    }

    @Test
    void withoutLayersItIsTheIdentity() {
        var x = Tensors.gaussian(Precision.FLOAT32, 1, 1, 2, 3);
        assertThat(Sequential.of().forward(x, new Mode.Evaluate()).output()).isSameAs(x);
    }
}
