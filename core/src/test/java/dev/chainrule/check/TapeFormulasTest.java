package dev.chainrule.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.catalogue.Catalogue;
import dev.chainrule.check.mistake.KnownFormulas;
import dev.chainrule.kernel.Pooling;
import dev.chainrule.layer.AveragePool;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.GroupNorm;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerNorm;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.layer.Size2d;
import dev.chainrule.layer.TapeLayer;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.LossPass;
import dev.chainrule.loss.MulticlassHinge;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TapeFormulasTest {
    private static final Shape ROWS = Shape.of(6, 5);
    private static final Shape IMAGES = Shape.of(3, 4, 5, 5);
    private static final List<String> ACTIVATIONS =
            List.of("relu", "leaky-relu", "sigmoid", "tanh", "silu", "softplus", "elu");

    static Stream<Arguments> layers() {
        Stream<Arguments> rows = Stream.concat(
                        Stream.of(
                                Examples.of(Catalogue.LAYERS.type("affine")),
                                BatchNorm.Settings.of().withEpsilon(0.1),
                                LayerNorm.Settings.of()),
                        ACTIVATIONS.stream().map(id -> Examples.of(Catalogue.LAYERS.type(id))))
                .map(spec -> Arguments.of(spec, ROWS));
        Stream<Arguments> images = Stream.of(
                        BatchNorm.Settings.of(),
                        BatchNorm.Settings.of().withPer(BatchNorm.Per.POSITION),
                        LayerNorm.Settings.of(),
                        GroupNorm.Settings.of(2),
                        GroupNorm.Settings.of(2).withScale(GroupNorm.ScaleShape.IMAGE),
                        Convolution2d.Settings.of(2, new Size2d(3, 2))
                                .withStride(Size2d.square(2))
                                .withPadding(Size2d.square(1)),
                        Convolution2d.Settings.of(4, new Size2d(2, 3))
                                .withStride(new Size2d(1, 2))
                                .withPadding(new Size2d(2, 1))
                                .withDilation(new Size2d(2, 1))
                                .withGroups(2),
                        MaxPool.Settings.of(Size2d.square(2)).withStride(Size2d.square(1)),
                        MaxPool.Settings.of(new Size2d(3, 2)).withPadding(Size2d.square(1)),
                        AveragePool.Settings.of(new Size2d(2, 3)).withStride(Size2d.square(2)),
                        AveragePool.Settings.of(Size2d.square(3))
                                .withPadding(Size2d.square(1))
                                .withPaddingCounts(false))
                .map(spec -> Arguments.of(spec, IMAGES));
        return Stream.concat(rows, images);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void theTapeAgreesWithTheBackwardPassWrittenByHand(LayerSpec spec, Shape shape) {
        Layer layer = KnownFormulas.build(spec, shape);
        Random random = new Random(7);
        layer.parameters()
                .forEach(parameter -> parameter
                        .value()
                        .copyFrom(Tensor.gaussian(
                                Precision.FLOAT64, parameter.value().shape(), random)));
        TapeLayer tape = TapeFormulas.of(spec, layer).orElseThrow();
        Tensor x = Tensor.gaussian(Precision.FLOAT64, shape, random);
        Pass byHand = layer.forward(x, new Mode.Train(RandomKey.of(1)));
        Pass byTape = tape.forward(x, new Mode.Train(RandomKey.of(1)));
        same(byTape.output(), byHand.output());
        Tensor dy = Tensor.gaussian(Precision.FLOAT64, byHand.output().shape(), random);
        same(byTape.backward(dy).input(), byHand.backward(dy).input());
        for (Parameter parameter : layer.parameters()) {
            same(byTape.backward(dy).of(parameter), byHand.backward(dy).of(parameter));
        }
    }

    static Stream<Loss> losses() {
        return Stream.of(
                SoftmaxCrossEntropy.of(),
                SoftmaxCrossEntropy.smoothed(0.1),
                SoftmaxCrossEntropy.smoothed(0.1).withSmoothingOver(SoftmaxCrossEntropy.Over.ALL_CLASSES),
                MulticlassHinge.of(),
                new MulticlassHinge(0.5, true));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void theTapeAgreesWithTheGradientOfALoss(Loss loss) {
        Tensor scores = Tensor.gaussian(Precision.FLOAT64, Shape.of(4, 3), new Random(2));
        int[] labels = {2, 0, 1, 1};
        LossPass byTape = TapeFormulas.of(loss).orElseThrow().forward(scores, labels);
        LossPass byHand = loss.forward(scores, labels);
        assertThat(byTape.value()).isCloseTo(byHand.value(), Offset.offset(1e-12));
        same(byTape.dscores(), byHand.dscores());
    }

    @Test
    void layersThatAreRandomOrSplitTiesHaveNone() {
        LayerSpec dropout = Dropout.Settings.of(0.5);
        assertThat(TapeFormulas.of(dropout, KnownFormulas.build(dropout, ROWS))).isEmpty();
        LayerSpec split = MaxPool.Settings.of(Size2d.square(2)).withTies(Pooling.Ties.SPLIT);
        assertThat(TapeFormulas.of(split, KnownFormulas.build(split, IMAGES))).isEmpty();
    }

    private static void same(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.toArray()).containsExactly(expected.toArray(), Offset.offset(1e-12));
    }
}
