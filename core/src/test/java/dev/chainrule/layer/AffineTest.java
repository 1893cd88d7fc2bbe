package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Tensors;
import dev.chainrule.check.CheckReport;
import dev.chainrule.check.GradientCheck;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AffineTest implements LayerContract {
    @Override
    public Layer layer(Precision precision) {
        return new Affine(
                new Parameter("W1", Parameter.Kind.WEIGHT, Tensors.gaussian(precision, 11, 0.5, 13, 9)),
                new Parameter("b1", Parameter.Kind.BIAS, Tensors.gaussian(precision, 12, 0.5, 9)));
    }

    @Override
    public List<Shape> inputs() {
        return List.of(Shape.of(6, 13), Shape.of(1, 13), Shape.of(100, 13));
    }

    @Override
    public List<Shape> refused() {
        return List.of(Shape.of(6, 12), Shape.of(13), Shape.of(1, 13, 1, 1));
    }

    @Override
    public int terms() {
        return 100;
    }

    @Test
    void theErrorNamesBothShapes() {
        var x = Tensors.gaussian(Precision.FLOAT32, 1, 1, 8, 7);
        assertThatThrownBy(() -> layer(Precision.FLOAT32).forward(x, new Mode.Evaluate()))
                .hasMessage("Affine: input (8, 7) does not fit weight (13, 9); expected (N, 13)");
    }

    @Test
    void aBiasThatDoesNotFitTheWeightIsRefused() {
        var w = new Parameter("W1", Parameter.Kind.WEIGHT, Tensors.gaussian(Precision.FLOAT32, 1, 1, 3, 4));
        var b = new Parameter("b1", Parameter.Kind.BIAS, Tensors.gaussian(Precision.FLOAT32, 1, 1, 3));
        assertThatThrownBy(() -> new Affine(w, b))
                .hasMessage("Affine: bias (3) does not fit weight (3, 4); expected weight (D, M) and bias (M)");
    }

    @Test
    void aWeightThatIsNoMatrixIsRefused() {
        var w = new Parameter("W1", Parameter.Kind.WEIGHT, Tensors.gaussian(Precision.FLOAT32, 1, 1, 3));
        assertThatThrownBy(() -> new Affine(w, null))
                .hasMessage("Affine: weight (3) does not fit rank 2; expected (D, M)");
    }

    @ParameterizedTest
    @EnumSource
    void withoutBiasItIsTheLayerWithABiasOfZero(Precision precision) {
        var w = new Parameter("W1", Parameter.Kind.WEIGHT, Tensors.gaussian(precision, 1, 1, 13, 9));
        var b = new Parameter("b1", Parameter.Kind.BIAS, Tensor.zeros(precision, Shape.of(9)));
        Affine without = new Affine(w, null);
        Tensor x = Tensors.gaussian(precision, 2, 1, 6, 13);
        Tensor dy = Tensors.gaussian(precision, 3, 1, 6, 9);

        Pass pass = without.forward(x, new Mode.Evaluate());
        Pass zero = new Affine(w, b).forward(x, new Mode.Evaluate());

        assertThat(without.parameters()).containsExactly(w);
        assertThat(pass.output().toArray()).isEqualTo(zero.output().toArray());
        assertThat(pass.backward(dy).input().toArray())
                .isEqualTo(zero.backward(dy).input().toArray());
        assertThat(pass.backward(dy).of(w).toArray())
                .isEqualTo(zero.backward(dy).of(w).toArray());
        assertThat(pass.parameterGradients(dy).of(w).toArray())
                .isEqualTo(zero.parameterGradients(dy).of(w).toArray());
    }

    @Test
    void aBiasIsASetting() {
        var random = new NumpyRandom(1);
        Layer without =
                Affine.Settings.of(4).withBias(false).build(new Build(Shape.of(1, 3), Precision.FLOAT32, random));
        assertThat(without.parameters()).extracting(Parameter::name).containsExactly("W1");
        for (boolean bias : new boolean[] {true, false}) {
            CheckReport report = GradientCheck.of(Affine.Settings.of(4)
                            .withBias(bias)
                            .build(new Build(Shape.of(1, 3), Precision.FLOAT64, random)))
                    .as(Affine.Settings.of(4).withBias(bias))
                    .run(Shape.of(5, 3));
            assertThat(report.passed()).as("%s", report).isTrue();
        }
    }
}
