package dev.chainrule.course;

import static dev.chainrule.Tolerance.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Build;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.GroupNorm;
import dev.chainrule.layer.LayerNorm;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.LeakyRelu;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Size2d;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Axes;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Range;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What students' notes write with NumPy, written with tensors as they write it, beside the layers.
class CourseTensorsTest {
    private static final double EPSILON = 1e-5;
    private final NumpyRandom random = new NumpyRandom(231);

    private Tensor gaussian(int... extents) {
        return Tensor.gaussian(Precision.FLOAT64, Shape.of(extents), random)
                .times(3)
                .plus(1);
    }

    /// What a layer makes of x in training, with parameters that a layer has at its start.
    private static Tensor layer(LayerSpec spec, Tensor x) {
        return spec.build(new Build(x.shape(), x.precision(), new NumpyRandom(1)))
                .forward(x, new Mode.Train(RandomKey.of(1)))
                .output();
    }

    private static Tensor normalized(Tensor x, int axis) {
        Tensor centred = x.minus(x.mean(Axes.kept(axis)));
        return centred.dividedBy(x.variance(Axes.kept(axis)).plus(EPSILON).sqrt());
    }

    @Test
    void note07ImagesAreNormalizedAsRowsOfPixelsWithTheirChannelsLast() {
        Tensor x = gaussian(4, 3, 5, 2);
        Tensor rows = x.permute(0, 2, 3, 1).reshape(-1, 3);
        assertThat(rows.shape()).isEqualTo(Shape.of(4 * 5 * 2, 3));
        Tensor y = normalized(rows, 0).reshape(4, 5, 2, 3).permute(0, 3, 1, 2);
        assertClose(y, layer(BatchNorm.Settings.of(), x), 1e-12);
    }

    @Test
    void note13ArraysTakeTheShapesOfOthersAndIndicatorsAreMultipliedWith() {
        Tensor a = gaussian(6, 4);
        Tensor b = gaussian(2, 3, 4);
        assertThat(a.reshape(b.shape().toArray()).shape()).isEqualTo(b.shape());
        assertThat(Tensor.gaussian(Precision.FLOAT32, a.shape(), random).shape())
                .isEqualTo(a.shape());
        double squares = 0;
        for (double each : a.toArray()) {
            squares += each * each;
        }
        assertThat(Math.sqrt(a.times(a).sum().get())).isCloseTo(Math.sqrt(squares), within(1e-12));
        assertClose(a.times(a.greaterThan(0)), a.maximum(0), 0);
    }

    @Test
    void note116DropoutIsTwoLines() {
        double p = 0.25;
        Tensor x = gaussian(500, 500);
        Tensor mask = x.map(each -> random.nextDouble()).lessThan(p);
        Tensor out = x.times(mask).dividedBy(p);
        assertThat(mask.mean().get()).isCloseTo(p, within(0.005));
        assertThat(out.mean().get()).isCloseTo(x.mean().get(), within(0.05));
    }

    @Test
    void note118ConvolutionIsLoopsOverAPaddedImage() {
        Tensor x = gaussian(2, 3, 5, 6);
        Tensor w = gaussian(4, 3, 3, 3);
        Tensor b = gaussian(4);
        Tensor padded = x.pad(new int[] {0, 0, 1, 1}, new int[] {0, 0, 1, 1});
        Tensor out = Tensor.zeros(Precision.FLOAT64, Shape.of(2, 4, 3, 3));
        for (int n = 0; n < 2; n++) {
            for (int f = 0; f < 4; f++) {
                for (int i = 0; i < 3; i++) {
                    for (int j = 0; j < 3; j++) {
                        Tensor window = padded.slice(
                                Range.at(n), Range.all(), Range.of(2 * i, 2 * i + 3), Range.of(2 * j, 2 * j + 3));
                        double sum = window.times(w.slice(Range.at(f))).sum().get();
                        out.set(sum + b.get(f), n, f, i, j);
                    }
                }
            }
        }
        LayerSpec spec = Convolution2d.Settings.of(4, Size2d.square(3))
                .withStride(Size2d.square(2))
                .withPadding(Size2d.square(1));
        var layer = spec.build(new Build(x.shape(), Precision.FLOAT64, new NumpyRandom(1)));
        List<Parameter> parameters = layer.parameters();
        parameters.get(0).value().copyFrom(w);
        parameters.get(1).value().copyFrom(b);
        assertClose(out, layer.forward(x, new Mode.Evaluate()).output(), 1e-12);
    }

    @Test
    void note119TheLargestIsFoundByItsPositionAndItsCoordinates() {
        Tensor window = Tensor.of(new double[][] {{1, 5, 2}, {7, 3, 7}});
        assertThat(window.argmax()).isEqualTo(3);
        assertThat(window.shape().unravel(window.argmax())).containsExactly(1, 0);
        Tensor x = gaussian(2, 3, 4, 5);
        int[] place = x.shape().unravel(x.argmax());
        assertThat(x.get(place)).isEqualTo(x.max().get());
        assertThat(x.shape().position(place)).isEqualTo(x.argmax());
    }

    @Test
    void note34ExamplesAreRowsAndTheirColumnsAreATranspose() {
        Tensor rows = gaussian(5, 3);
        Tensor w = gaussian(3, 4);
        Tensor b = gaussian(4);
        Tensor scores = rows.matmul(w).plus(b);
        Tensor columns = w.transpose().matmul(rows.transpose()).plus(b.reshape(4, 1));
        assertThat(columns.shape()).isEqualTo(Shape.of(4, 5));
        assertClose(columns.transpose(), scores, 1e-14);
    }

    @Test
    void note39ALeakyIndicatorIsASumOfTwo() {
        Tensor s = gaussian(6, 5);
        Tensor indicator = s.greaterThan(0).plus(s.lessThan(0).times(0.01));
        assertClose(s.times(indicator), layer(LeakyRelu.Settings.of(), s), 1e-14);
    }

    @Test
    void note48LayersAreNormalizedAlongAxisOne() {
        Tensor x = gaussian(6, 5);
        assertClose(normalized(x, 1), layer(LayerNorm.Settings.of(), x), 1e-12);
    }

    @Test
    void note410GroupsAreRowsAndGammaHasAnAxisForEachOther() {
        Tensor x = gaussian(2, 6, 3, 4);
        Tensor groups = x.reshape(2 * 3, 6 / 3 * 3 * 4).transpose();
        Tensor normal = normalized(groups, 0).transpose().reshape(2, 6, 3, 4);
        Tensor gamma = Tensor.full(Precision.FLOAT64, Shape.of(6), 1);
        Tensor out = normal.times(gamma.reshape(1, 6, 1, 1));
        assertClose(out, layer(GroupNorm.Settings.of(3), x), 1e-12);
    }
}
