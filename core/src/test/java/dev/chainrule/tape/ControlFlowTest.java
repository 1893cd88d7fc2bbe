package dev.chainrule.tape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.TapeLayer;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// A tape is recorded anew each time, so a formula may branch and loop.
class ControlFlowTest {
    private static Tensor vector(double... values) {
        return Tensor.of(Precision.FLOAT64, Shape.of(values.length), values);
    }

    @Test
    void aWeightInALoopGetsTheSumOverItsUses() {
        Tape tape = new Tape();
        Variable w = tape.variable("w", vector(2, 3));
        Variable y = tape.constant(vector(1, 1));
        for (int i = 0; i < 4; i++) {
            y = y.times(tape.variable("w", w.value()));
        }
        assertThat(y.sum().gradients().of(w).toArray()).containsExactly(new double[] {32, 108}, within(1e-12));
    }

    @Test
    void aWeightThatWasLeftOutHasZeros() {
        Tape tape = new Tape();
        Variable y = tape.variable("x", vector(1, 2)).sum();
        TapeGradients gradients = y.gradients();
        Variable later = tape.variable("w", vector(5, 6, 7));
        assertThat(gradients.of(later).toArray()).containsExactly(0, 0, 0);
        assertThatThrownBy(() -> gradients.of(later.times(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("TapeGradients: value 5 (3) was not there when value 1 () was computed; expected a variable"
                        + " of the same tape, before it");
    }

    @Test
    void aLayerMayLeaveOutAParameter() {
        Parameter even = new Parameter("even", Parameter.Kind.SCALE, vector(2, 2));
        Parameter odd = new Parameter("odd", Parameter.Kind.SCALE, vector(3, 3));
        TapeLayer layer = TapeLayer.of(
                given -> given.x().times(given.of(given.x().shape().extent(0) % 2 == 0 ? even : odd)), even, odd);
        Tensor x = Tensor.of(Precision.FLOAT64, Shape.of(1, 2), 5, 7);
        Gradients gradients = layer.forward(x, new Mode.Train(RandomKey.of(0))).backward(x);
        assertThat(gradients.of(odd).toArray()).containsExactly(25, 49);
        assertThat(gradients.of(even).toArray()).containsExactly(0, 0);
        assertThat(gradients.input().toArray()).containsExactly(15, 21);
    }
}
