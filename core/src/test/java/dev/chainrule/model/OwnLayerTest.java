package dev.chainrule.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Tensors;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.Build;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Sequential;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A layer that the library does not know joins a model by its own settings, or as it is.
class OwnLayerTest {
    /// `y = x + shift`, one number for all.
    record Shift(Parameter shift) implements Layer {
        record Settings(double start) implements LayerSpec {
            @Override
            public Layer build(Build at) {
                return new Shift(at.parameter(
                        "shift" + at.number("shift"),
                        Parameter.Kind.BIAS,
                        Shape.of(1),
                        new Initializer.Constant(start),
                        1,
                        1));
            }
        }

        @Override
        public Pass forward(Tensor x, Mode mode) {
            Tensor y = x.copy();
            for (int i = 0; i < y.size(); i++) {
                y.setStored(i, y.getStored(i) + shift.value().getStored(0));
            }
            return new ShiftPass(shift, y);
        }

        private record ShiftPass(Parameter shift, Tensor output) implements Pass {
            @Override
            public Gradients backward(Tensor dy) {
                Tensor sum = Tensor.zeros(dy.precision(), Shape.of(1));
                for (double value : dy.toArray()) {
                    sum.setStored(0, sum.getStored(0) + value);
                }
                return Gradients.ofInput(dy).with(shift, sum);
            }
        }

        @Override
        public Shape outputShape(Shape input) {
            return input;
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(shift);
        }

        @Override
        public int calibrationBatches() {
            return 7;
        }
    }

    private static Model built() {
        List<LayerSpec> layers = List.of(
                new Shift.Settings(0.5),
                Affine.Settings.of(4),
                new Sequential.Settings(List.of(new Relu.Settings(), new Shift.Settings(-1))));
        ModelSpec spec = new ModelSpec("mine", Shape.of(3), Precision.FLOAT64, layers);
        return ModelBuilder.build(spec, new NumpyRandom(1));
    }

    @Test
    void itJoinsByItsOwnSettings() {
        Model model = built();
        assertThat(model.parameters()).extracting(Parameter::name).containsExactly("shift1", "W1", "b1", "shift2");
        assertThat(model.network().calibrationBatches()).isEqualTo(7);
    }

    @Test
    void aModelOfLayersAsTheyAreComputesTheSame(@TempDir Path folder) throws Exception {
        Model model = built();
        Model same = Model.of(
                "mine", Shape.of(3), Precision.FLOAT64, model.network().layers().toArray(Layer[]::new));
        Tensor x = Tensors.gaussian(Precision.FLOAT64, 1, 1, 5, 3);
        assertThat(same.scores(x).toArray()).isEqualTo(model.scores(x).toArray());
        assertThat(same.classes()).isEqualTo(4);
        assertThat(same.spec().layers().getFirst())
                .isEqualTo(LayerSpec.of(model.network().layers().getFirst()));

        Checkpoint.save(folder.resolve("weights"), same);
        Model other = built();
        other.parameters().forEach(parameter -> parameter.value().fill(9));
        Checkpoint.load(folder.resolve("weights"), other);
        assertThat(other.scores(x).toArray()).isEqualTo(model.scores(x).toArray());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Affine narrow = Affine.zeros(Precision.FLOAT32, 3, 2);
        assertThatThrownBy(() -> Model.of("mine", Shape.of(4), Precision.FLOAT32, narrow))
                .isInstanceOf(ShapeMismatchException.class);
        assertThatThrownBy(() -> Model.of("mine", Shape.of(3), Precision.FLOAT64, narrow))
                .hasMessage("Model mine: a parameter (3, 2) of FLOAT32 does not fit FLOAT64; expected FLOAT64");
    }
}
