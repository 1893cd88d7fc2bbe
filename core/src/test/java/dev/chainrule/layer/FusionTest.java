package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Tensors;
import dev.chainrule.Tolerance;
import dev.chainrule.kernel.Pooling;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What fusion may change: nothing but what lies between the layers.
class FusionTest {
    private static final List<LayerSpec> LAYERS = List.of(
            Convolution2d.Settings.same(5, 3),
            BatchNorm.Settings.of(),
            new Relu.Settings(),
            MaxPool.Settings.square(2),
            Dropout.Settings.of(0.7),
            BatchNorm.Settings.of(),
            new Relu.Settings(),
            MaxPool.Settings.square(2).withTies(Pooling.Ties.SPLIT),
            new Flatten.Settings(),
            Affine.Settings.of(4),
            BatchNorm.Settings.of(),
            new Relu.Settings(),
            Dropout.Settings.of(0.5));

    private static Model model(Precision precision, Fusion fusion) {
        return ModelBuilder.build(
                new ModelSpec("Net", Shape.of(3, 8, 8), precision, LAYERS), new NumpyRandom(1), fusion);
    }

    @ParameterizedTest
    @EnumSource
    void outputsAndStatisticsHaveTheSameBitsAndGradientsAgree(Precision precision) {
        Model fused = model(precision, Fusion.NORMALIZATION);
        Model plain = model(precision, Fusion.NONE);
        Tensor x = Tensors.gaussian(precision, 1, 1, 6, 3, 8, 8);
        Tensor dy = Tensors.gaussian(precision, 2, 1, 6, 4);
        Mode train = new Mode.Train(RandomKey.of(5));
        Pass one = fused.forward(x, train);
        Pass other = plain.forward(x, train);

        assertThat(one.output().toArray()).isEqualTo(other.output().toArray());
        Gradients left = one.backward(dy);
        Gradients right = other.backward(dy);
        Tolerance.assertClose(left.input(), right.input(), 1e-5);
        for (int i = 0; i < fused.parameters().size(); i++) {
            Parameter parameter = fused.parameters().get(i);
            Parameter twin = plain.parameters().get(i);
            assertThat(parameter.name()).isEqualTo(twin.name());
            Tolerance.assertClose(left.of(parameter), right.of(twin), 1e-5);
        }
        for (int i = 0; i < fused.buffers().size(); i++) {
            assertThat(fused.buffers().get(i).value().toArray())
                    .isEqualTo(plain.buffers().get(i).value().toArray());
        }
        assertThat(fused.scores(x).toArray()).isEqualTo(plain.scores(x).toArray());
    }

    @Test
    void onlyPoolsOfTwoThatFollowARectifiedNormalisationAreFused() {
        BatchNorm norm = BatchNormTest.layer(BatchNorm.Settings.of(), Precision.FLOAT32, 1, 5, 4, 4);
        assertThat(Fusion.NORMALIZATION.of(List.of(norm))).containsExactly(norm);
        assertThat(Fusion.NORMALIZATION.of(List.of(norm, new Relu()))).hasToString("[BatchNorm(5) with Relu]");
        assertThat(Fusion.NORMALIZATION.of(List.of(norm, new Tanh(), new Relu())))
                .hasToString("[BatchNorm(5), Tanh, Relu]");
        assertThat(Fusion.NORMALIZATION.of(List.of(norm, new Relu(), MaxPool.square(3))))
                .hasToString("[BatchNorm(5) with Relu, MaxPool(3×3, stride 3)]");
    }

    @ParameterizedTest
    @EnumSource
    void withoutItEachLayerIsThere(Fusion fusion) {
        List<Layer> layers = model(Precision.FLOAT32, fusion).network().layers();
        assertThat(layers).hasSize(9);
        assertThat(layers.get(1))
                .hasToString(
                        switch (fusion) {
                            case NONE -> "Sequential[BatchNorm(5), Relu, MaxPool(2×2, stride 2)]";
                            case NORMALIZATION -> "BatchNorm(5) with Relu and MaxPool";
                        });
    }
}
