package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tensors;
import dev.chainrule.Tolerance;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BatchNormFusionTest {
    private static final BatchNorm.Settings SETTINGS = BatchNorm.Settings.of();
    private static final Mode TRAIN = new Mode.Train(RandomKey.of(0));
    private static final Mode EVALUATE = new Mode.Evaluate();

    @Nested
    class WithReluInTheSamePass implements LayerContract {
        @Override
        public Layer layer(Precision precision) {
            return BatchNormTest.layer(SETTINGS, precision, 1, 37).rectified();
        }

        @Override
        public List<Shape> inputs() {
            return List.of(Shape.of(5, 37), Shape.of(9, 37));
        }

        @Override
        public List<Shape> refused() {
            return List.of(Shape.of(5, 36));
        }

        @Override
        public int terms() {
            return 100;
        }
    }

    @Nested
    class WithReluAndPoolInTheSamePass implements LayerContract {
        @Override
        public Layer layer(Precision precision) {
            return BatchNormTest.layer(SETTINGS, precision, 1, 19, 1, 1).rectifiedAndPooled();
        }

        @Override
        public List<Shape> inputs() {
            return List.of(Shape.of(2, 19, 4, 6), Shape.of(1, 19, 2, 2), Shape.of(3, 19, 5, 4));
        }

        @Override
        public List<Shape> refused() {
            return List.of(Shape.of(2, 18, 4, 4), Shape.of(2, 19, 4, 1), Shape.of(2, 19));
        }

        @Override
        public int terms() {
            return 100;
        }
    }

    @Test
    void theFusedReluGivesTheBitsOfTheSeparateOne() {
        for (Precision precision : Precision.values()) {
            Tensor x = Tensors.gaussian(precision, 1, 1, 70, 21);
            Tensor dy = Tensors.gaussian(precision, 2, 1, 70, 21);
            BatchNorm layer = BatchNormTest.layer(SETTINGS, precision, 1, 21);
            Pass fused = layer.rectified().forward(x, TRAIN);
            Pass separate = Sequential.of(layer, new Relu()).forward(x, TRAIN);
            assertThat(fused.output().toArray()).isEqualTo(separate.output().toArray());
            Gradients a = fused.backward(dy);
            Gradients b = separate.backward(dy);
            assertThat(a.input().toArray()).isEqualTo(b.input().toArray());
            for (Parameter parameter : layer.parameters()) {
                assertThat(a.of(parameter).toArray()).isEqualTo(b.of(parameter).toArray());
            }
        }
    }

    @Test
    void aNotANumberStaysVisible() {
        Tensor x = Tensors.gaussian(Precision.FLOAT32, 4, 1, 40, 18);
        x.set(Double.NaN, 3, 5);
        Tensor y = BatchNormTest.layer(SETTINGS, Precision.FLOAT32, 1, 18)
                .rectified()
                .forward(x, TRAIN)
                .output();
        assertThat(y.get(0, 5)).isNaN();
        assertThat(y.get(0, 6)).isNotNaN();
    }

    @ParameterizedTest
    @CsvSource({"1,1,2,2", "2,3,4,6", "3,17,6,2", "1,33,8,8", "2,64,32,32", "2,5,7,4", "3,18,2,9"})
    void theFusedPoolGivesTheNumbersOfTheSeparateOne(int examples, int channels, int height, int width) {
        for (Precision precision : Precision.values()) {
            Tensor x = Tensors.gaussian(precision, 1, 1, examples, channels, height, width);
            for (BatchNorm.Per per :
                    examples > 1 ? BatchNorm.Per.values() : new BatchNorm.Per[] {BatchNorm.Per.CHANNEL}) {
                BatchNorm layer = BatchNormTest.layer(
                        SETTINGS.withPer(per), precision, x.shape().toArray());
                assertFusedPoolGivesTheSame(layer, x, TRAIN);
                assertFusedPoolGivesTheSame(layer, x, EVALUATE);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theFusedPoolGivesTheGradientToTheSameOfEqualNumbers(Precision precision) {
        Tensor x = Tensors.gaussian(precision, 1, 1, 2, 19, 16, 16);
        for (int i = 0; i < x.size(); i++) {
            x.setStored(i, Math.rint(x.getStored(i)));
        }
        assertFusedPoolGivesTheSame(BatchNormTest.layer(SETTINGS, precision, 1, 19, 16, 16), x, TRAIN);
    }

    @ParameterizedTest
    @EnumSource
    void aNotANumberGoesTheSameWayThroughTheFusedPool(Precision precision) {
        Tensor x = Tensors.gaussian(precision, 1, 1, 2, 37, 8, 6);
        BatchNorm layer = BatchNormTest.layer(SETTINGS, precision, 1, 37, 8, 6);
        layer.forward(x, TRAIN);
        int[] channels = {0, 3, 17, 30, 36};
        for (int i = 0; i < 20; i++) {
            x.set(Double.NaN, i % 2, channels[i % 5], i % 8, i % 6);
        }
        x.set(Double.NaN, 1, 9, 5, 3); // the last of its window, so that another gets the gradient
        assertFusedPoolGivesTheSame(layer, x, EVALUATE);
        Tensor y = layer.rectifiedAndPooled().forward(x, EVALUATE).output();
        assertThat(y.get(0, 0, 0, 0)).isNaN();
        assertThat(y.get(0, 1, 0, 0)).isNotNaN();
    }

    @ParameterizedTest
    @EnumSource
    void theFusedPoolKnowsInfinity(Precision precision) {
        Tensor x = Tensors.gaussian(precision, 1, 1, 2, 37, 8, 6);
        for (int i = 0; i < x.size(); i += 7) {
            x.setStored(i, i % 2 == 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY);
        }
        BatchNorm layer = BatchNormTest.layer(SETTINGS, precision, 1, 37, 8, 6);
        assertThat(layer.rectifiedAndPooled().forward(x, EVALUATE).output().toArray())
                .isEqualTo(Sequential.of(layer.rectified(), MaxPool.square(2))
                        .forward(x, EVALUATE)
                        .output()
                        .toArray());
    }

    private static void assertFusedPoolGivesTheSame(BatchNorm layer, Tensor x, Mode mode) {
        Pass fused = layer.rectifiedAndPooled().forward(x, mode);
        Pass separate = Sequential.of(layer.rectified(), MaxPool.square(2)).forward(x, mode);
        assertThat(fused.output().toArray()).isEqualTo(separate.output().toArray());
        Tensor dy = Tensors.gaussian(x.precision(), 2, 1, fused.output().shape().toArray());
        Gradients a = fused.backward(dy);
        Gradients b = separate.backward(dy);
        double tolerance = x.precision() == Precision.FLOAT32 ? Tolerance.float32(1) : 1e-15;
        assertSameNumbers(a.input(), b.input(), tolerance);
        for (Parameter parameter : layer.parameters()) {
            assertSameNumbers(a.of(parameter), b.of(parameter), tolerance);
        }
    }

    /// The same finite numbers up to a share of the largest, and the same others.
    private static void assertSameNumbers(Tensor actual, Tensor expected, double tolerance) {
        double[] a = actual.toArray();
        double[] e = expected.toArray();
        double largest =
                Arrays.stream(e).filter(Double::isFinite).map(Math::abs).max().orElse(0);
        for (int i = 0; i < e.length; i++) {
            if (Double.isFinite(e[i])) {
                assertThat(a[i]).as("element %d", i).isCloseTo(e[i], within(tolerance * largest));
            } else {
                assertThat(a[i]).as("element %d", i).isEqualTo(Double.valueOf(e[i]));
            }
        }
    }

    @Test
    void saysWhatFollows() {
        BatchNorm layer = BatchNormTest.layer(SETTINGS, Precision.FLOAT32, 1, 64, 8, 8);
        assertThat(layer).hasToString("BatchNorm(64)");
        assertThat(layer.rectified()).hasToString("BatchNorm(64) with Relu");
        assertThat(layer.rectifiedAndPooled()).hasToString("BatchNorm(64) with Relu and MaxPool");
        assertThat(layer.isRectified()).isFalse();
        assertThat(layer.rectified().isRectified()).isTrue();
        assertThat(layer.rectifiedAndPooled().isRectified()).isTrue();
    }
}
