package dev.chainrule.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.explain.ReceptiveField.Region;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.AveragePool;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.GroupNorm;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Residual;
import dev.chainrule.layer.Size2d;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.settings.OutOfRangeException;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceptiveFieldTest {
    private static final Shape IMAGE = Shape.of(2, 24, 20);

    private static Model network(LayerSpec... layers) {
        return ModelBuilder.build(
                new ModelSpec("field", IMAGE, Precision.FLOAT64, List.of(layers)), new NumpyRandom(4));
    }

    private static Convolution2d.Settings convolution() {
        return Convolution2d.Settings.same(6, 3);
    }

    @Test
    void aThreeByThreeConvolutionBehindPoolingSeesSixPixelsAndEightBehindAnotherOne() {
        ReceptiveField field = ReceptiveField.of(
                network(
                        convolution(),
                        new Relu.Settings(),
                        MaxPool.Settings.square(2),
                        convolution(),
                        new Flatten.Settings(),
                        Affine.Settings.of(3)),
                IMAGE);
        assertThat(field.at("relu-1", 5, 7)).isEqualTo(new Region(4, 6, 3, 3));
        assertThat(field.at("max-pool-1", 5, 7)).isEqualTo(new Region(9, 13, 4, 4));
        assertThat(field.at("convolution-2", 5, 7)).isEqualTo(new Region(7, 11, 8, 8));
        assertThat(field.at("convolution-2", 0, 9)).isEqualTo(new Region(0, 15, 5, 5));
        assertThat(field.at("affine-1", 0, 0)).isEqualTo(new Region(0, 0, 24, 20));

        ReceptiveField pooled = ReceptiveField.of(
                network(MaxPool.Settings.square(2), convolution(), new Flatten.Settings(), Affine.Settings.of(3)),
                IMAGE);
        assertThat(pooled.at("convolution-1", 5, 7)).isEqualTo(new Region(8, 12, 6, 6));
    }

    @Test
    void isTheBoxOfAllGradientsThatAreNotZero() {
        Model model = network(
                Convolution2d.Settings.of(6, new Size2d(3, 2))
                        .withStride(new Size2d(2, 1))
                        .withDilation(new Size2d(1, 2))
                        .withPadding(new Size2d(1, 0)),
                new Relu.Settings(),
                Residual.Settings.of(List.of(convolution(), new Relu.Settings(), convolution())),
                AveragePool.Settings.of(new Size2d(3, 3))
                        .withStride(new Size2d(2, 2))
                        .withPadding(new Size2d(1, 1)),
                new Residual.Settings(
                        List.of(Convolution2d.Settings.same(4, 1)), List.of(Convolution2d.Settings.same(4, 3))),
                MaxPool.Settings.square(2),
                new Flatten.Settings(),
                Affine.Settings.of(3));
        Trace trace = Trace.of(model, Networks.examples(model, 60));
        ReceptiveField field = ReceptiveField.of(model, IMAGE);
        for (String layer : trace.names()) {
            Shape output = trace.output(layer).shape();
            boolean images = output.rank() == 4;
            int row = images ? output.extent(2) / 3 : 0;
            int column = images ? output.extent(3) / 2 : 0;
            assertThat(field.at(layer, row, column)).as(layer).isEqualTo(box(trace, layer, row, column));
        }
    }

    /// The gradient of all channels at one pixel, of all examples.
    private static Region box(Trace trace, String layer, int row, int column) {
        Tensor dy = Tensor.zeros(Precision.FLOAT64, trace.output(layer).shape());
        for (int n = 0; n < dy.shape().extent(0); n++) {
            for (int c = 0; c < dy.shape().extent(1); c++) {
                if (dy.shape().rank() == 4) {
                    dy.set(1 + 0.1 * c, n, c, row, column);
                } else {
                    dy.set(1 + 0.1 * c, n, c);
                }
            }
        }
        Tensor most = trace.backward(layer, dy).abs().max(0, 1);
        int top = IMAGE.extent(1);
        int left = IMAGE.extent(2);
        int bottom = 0;
        int right = 0;
        for (int i = 0; i < IMAGE.extent(1); i++) {
            for (int j = 0; j < IMAGE.extent(2); j++) {
                if (most.toArray()[i * IMAGE.extent(2) + j] > 0) {
                    top = Math.min(top, i);
                    left = Math.min(left, j);
                    bottom = Math.max(bottom, i + 1);
                    right = Math.max(right, j + 1);
                }
            }
        }
        return new Region(top, left, bottom - top, right - left);
    }

    @Test
    void aNormalisationWithinAnExampleSeesAllOfIt() {
        Model model = network(GroupNorm.Settings.of(1), convolution(), new Flatten.Settings(), Affine.Settings.of(3));
        assertThat(ReceptiveField.of(model, IMAGE).at("convolution-1", 3, 3)).isEqualTo(new Region(0, 0, 24, 20));
    }

    @Test
    void anImageThatIsARowIsSeenWholly() {
        Model model = Networks.ofRows(Precision.FLOAT32);
        assertThat(ReceptiveField.of(model, Shape.of(3, 2, 2)).at("relu-1", 0, 0))
                .isEqualTo(new Region(0, 0, 2, 2));
    }

    @Test
    void namesWhatDoesNotFit() {
        Model model = Networks.ofImages(Precision.FLOAT32);
        ReceptiveField field = ReceptiveField.of(model, Shape.of(3, 8, 8));
        assertThatThrownBy(() -> field.at("relu-1", 8, 0))
                .isInstanceOf(OutOfRangeException.class)
                .hasMessage("ReceptiveField: row 8 is out of range; expected 0 to 7");
        assertThatThrownBy(() -> field.at("relu-3", 0, 1))
                .isInstanceOf(OutOfRangeException.class)
                .hasMessage("ReceptiveField: column 1 is out of range; expected 0 to 0");
        assertThatThrownBy(() -> field.at("relu-9", 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layer 'relu-9' is unknown");
        assertThatThrownBy(() -> ReceptiveField.of(model, Shape.of(3, 9, 8)))
                .isInstanceOf(ShapeMismatchException.class);
    }
}
