package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Tensors;
import dev.chainrule.Tolerance;
import dev.chainrule.check.GradientCheck;
import dev.chainrule.check.GradientReport;
import dev.chainrule.layer.GroupNorm.ScaleShape;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GroupNormTest {
    private static final Mode EVALUATE = new Mode.Evaluate();

    private static GroupNorm layer(Precision precision, int groups, ScaleShape scale, int... input) {
        GroupNorm layer = new GroupNorm(new GroupNorm.Settings(groups, 1e-5, scale), precision, Shape.of(input), "1");
        int seed = 90;
        for (Parameter parameter : layer.parameters()) {
            parameter
                    .value()
                    .copyFrom(Tensors.gaussian(
                            precision, seed++, 1, parameter.value().shape().toArray()));
        }
        return layer;
    }

    @Nested
    class OfImages implements LayerContract {
        @Override
        public Layer layer(Precision precision) {
            return GroupNormTest.layer(precision, 3, ScaleShape.IMAGE, 1, 18, 4, 5);
        }

        @Override
        public List<Shape> inputs() {
            return List.of(Shape.of(2, 18, 4, 5), Shape.of(1, 18, 1, 1), Shape.of(5, 18, 3, 3));
        }

        @Override
        public List<Shape> refused() {
            return List.of(Shape.of(2, 17, 4, 5), Shape.of(18, 4, 5));
        }

        @Override
        public int terms() {
            return 100;
        }
    }

    @Nested
    class OfFeatures implements LayerContract {
        @Override
        public Layer layer(Precision precision) {
            return GroupNormTest.layer(precision, 2, ScaleShape.CHANNELS, 1, 40);
        }

        @Override
        public List<Shape> inputs() {
            return List.of(Shape.of(7, 40));
        }

        @Override
        public List<Shape> refused() {
            return List.of(Shape.of(7, 41));
        }

        @Override
        public int terms() {
            return 100;
        }
    }

    @Test
    void oneGroupIsLayerNormalisationOverChannelsAndPixels() {
        for (Precision precision : Precision.values()) {
            Tensor x = Tensors.gaussian(precision, 1, 2, 3, 6, 4, 5);
            Tensor y = ones(precision, 1, 3, 6, 4, 5).forward(x, EVALUATE).output();
            LayerNorm rows = new LayerNorm(1e-5, precision, Shape.of(3, 120), "");
            Tensor flat = rows.forward(Tensor.of(precision, Shape.of(3, 120), x.toArray()), EVALUATE)
                    .output();
            assertClose(precision, y.toArray(), flat.toArray());
        }
    }

    @Test
    void asManyGroupsAsChannelsIsInstanceNormalisation() {
        for (Precision precision : Precision.values()) {
            Tensor x = Tensors.gaussian(precision, 1, 2, 3, 6, 4, 5);
            Tensor y = ones(precision, 6, 3, 6, 4, 5).forward(x, EVALUATE).output();
            LayerNorm planes = new LayerNorm(1e-5, precision, Shape.of(18, 20), "");
            Tensor flat = planes.forward(Tensor.of(precision, Shape.of(18, 20), x.toArray()), EVALUATE)
                    .output();
            assertClose(precision, y.toArray(), flat.toArray());
        }
    }

    private static GroupNorm ones(Precision precision, int groups, int... input) {
        return new GroupNorm(new GroupNorm.Settings(groups, 1e-5, ScaleShape.CHANNELS), precision, Shape.of(input), "");
    }

    private static void assertClose(Precision precision, double[] actual, double[] expected) {
        double tolerance = precision == Precision.FLOAT64 ? 1e-12 : 4e-6;
        Shape shape = Shape.of(actual.length);
        Tolerance.assertClose(
                Tensor.of(Precision.FLOAT64, shape, actual), Tensor.of(Precision.FLOAT64, shape, expected), tolerance);
    }

    @Test
    void bothShapesOfGammaGiveTheSameNumbers() {
        Tensor x = Tensors.gaussian(Precision.FLOAT32, 1, 2, 3, 6, 4, 5);
        GroupNorm image = layer(Precision.FLOAT32, 2, ScaleShape.IMAGE, 1, 6, 4, 5);
        GroupNorm channels = layer(Precision.FLOAT32, 2, ScaleShape.CHANNELS, 1, 6, 4, 5);
        assertThat(image.forward(x, EVALUATE).output().toArray())
                .isEqualTo(channels.forward(x, EVALUATE).output().toArray());
        Parameter gamma = image.parameters().getFirst();
        assertThat(image.forward(x, EVALUATE).backward(x).of(gamma).shape()).isEqualTo(Shape.of(1, 6, 1, 1));
    }

    @Test
    void groupsOfTwoValuesAreRightToTheToleranceOfTwoValues() {
        Tensor x = Tensors.gaussian(Precision.FLOAT64, 4, 1, 3, 4, 1, 1);
        GroupNorm layer = layer(Precision.FLOAT64, 2, ScaleShape.CHANNELS, 1, 4, 1, 1);
        for (GradientReport report : GradientCheck.layer(layer, x, EVALUATE, new NumpyRandom(3))) {
            assertThat(report.passes(2e-6)).as("%s", report).isTrue();
        }
    }

    @Test
    void aConstantGroupStaysFinite() {
        Tensor x = Tensor.zeros(Precision.FLOAT32, Shape.of(2, 4, 3, 3));
        x.fill(7.7);
        GroupNorm layer = layer(Precision.FLOAT32, 2, ScaleShape.CHANNELS, 1, 4, 1, 1);
        Pass pass = layer.forward(x, EVALUATE);
        for (double dx : pass.backward(pass.output()).input().toArray()) {
            assertThat(dx).isFinite();
        }
    }

    @Test
    void groupsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> layer(Precision.FLOAT32, 4, ScaleShape.CHANNELS, 1, 6, 4, 4))
                .hasMessage("GroupNorm: 4 groups do not fit 6 channels; expected a divisor of 6");
        assertThatThrownBy(() -> layer(Precision.FLOAT32, 0, ScaleShape.CHANNELS, 1, 6, 4, 4))
                .hasMessageContaining("GroupNorm: groups 0 is out of range");
        assertThatThrownBy(() -> layer(Precision.FLOAT32, 6, ScaleShape.CHANNELS, 2, 6, 1, 1))
                .hasMessageContaining("one value per group");
    }
}
