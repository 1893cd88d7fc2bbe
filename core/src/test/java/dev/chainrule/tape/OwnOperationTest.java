package dev.chainrule.tape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.check.CheckReport;
import dev.chainrule.check.GradientCheck;
import dev.chainrule.layer.TapeLayer;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnOperationTest {
    /// `a · b²`, with a backward pass of its own.
    private record Product() implements Operation.Own {
        @Override
        public Tensor value(List<Tensor> inputs) {
            return inputs.get(0).times(inputs.get(1).square());
        }

        @Override
        public Variable gradient(int input, Use use) {
            Variable a = use.inputs().get(0);
            Variable b = use.inputs().get(1);
            return input == 0
                    ? use.dy().times(b.square())
                    : use.dy().times(a.times(b).times(2));
        }
    }

    private record Wrong(Shape shape, Precision precision) implements Operation.Own {
        @Override
        public Tensor value(List<Tensor> inputs) {
            return Tensor.zeros(precision, inputs.getFirst().shape());
        }

        @Override
        public Variable gradient(int input, Use use) {
            return use.dy().tape().constant(Tensor.zeros(precision, shape));
        }
    }

    private static Variable variable(double... values) {
        return new Tape().variable("x", Tensor.of(Precision.FLOAT64, Shape.of(values.length), values));
    }

    @Test
    void itsOwnBackwardPassIsTaken() {
        Variable a = variable(2, 3);
        Variable b = a.tape().variable("b", Tensor.of(Precision.FLOAT64, Shape.of(2), 5, 7));
        Variable y = a.through(new Product(), b);
        assertThat(y.value().toArray()).containsExactly(50, 147);
        TapeGradients gradients = y.sum().gradients();
        assertThat(gradients.of(a).toArray()).containsExactly(25, 49);
        assertThat(gradients.of(b).toArray()).containsExactly(20, 42);
    }

    @Test
    void whatItSendsBackCanBeDifferentiatedAgain() {
        Variable x = variable(2, 3);
        Variable cube = x.through(new Product(), x).sum();
        assertThat(cube.hessianProduct(x, Tensor.of(Precision.FLOAT64, Shape.of(2), 1, 10))
                        .toArray())
                .containsExactly(new double[] {12, 180}, within(1e-12));
    }

    @Test
    void itIsCheckedInALayer() {
        CheckReport report = GradientCheck.of(TapeLayer.of(
                        given -> given.x().through(new Product(), given.x().exp())))
                .run(Shape.of(4, 3));
        assertThat(report.passed()).as("%s", report).isTrue();
    }

    @Test
    void aGradientOfAnotherShapeIsRefused() {
        Wrong wrong = new Wrong(Shape.of(3), Precision.FLOAT64);
        assertThatThrownBy(() -> variable(1, 2).through(wrong).sum().gradients())
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Wrong[shape=(3), precision=FLOAT64]: gradient (3) does not fit input 0 (2); expected (2)");
    }

    @Test
    void anOutputOfAnotherPrecisionIsRefused() {
        Wrong wrong = new Wrong(Shape.of(2), Precision.FLOAT32);
        assertThatThrownBy(() -> variable(1, 2).through(wrong))
                .hasMessage("Tape: Wrong[shape=(2), precision=FLOAT32] of FLOAT32 does not fit inputs of FLOAT64;"
                        + " expected FLOAT64");
    }
}
