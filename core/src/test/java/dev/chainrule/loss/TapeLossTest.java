package dev.chainrule.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tensors;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// Losses and penalties that are written as formulas, beside those whose gradients are derived by hand.
class TapeLossTest {
    private static final Loss LIKELIHOOD = TapeLoss.of(
            (scores, labels) -> scores.logSoftmax(1).pick(labels).mean().negated());
    private static final TapePenalty SQUARES = TapePenalty.of(w -> w.times(w).sum());

    @Test
    void aFormulaHasTheValueAndTheGradientOfTheLossWrittenByHand() {
        Tensor scores = Tensors.gaussian(Precision.FLOAT64, 3, 1, 4, 5);
        int[] labels = {4, 0, 2, 2};
        LossPass byTape = LIKELIHOOD.forward(scores, labels);
        LossPass byHand = SoftmaxCrossEntropy.of().forward(scores, labels);
        assertThat(byTape.value()).isCloseTo(byHand.value(), within(1e-12));
        assertThat(byTape.dscores().toArray()).containsExactly(byHand.dscores().toArray(), within(1e-12));
    }

    @Test
    void aFormulaIsNotAskedForLabelsThatDoNotFit() {
        Loss first = TapeLoss.of((scores, labels) -> scores.sum());
        assertThatThrownBy(() -> first.forward(Tensor.zeros(Precision.FLOAT64, Shape.of(2, 3)), new int[] {0, 3}))
                .hasMessage("TapeLoss: label 3 of row 1 does not fit scores (2, 3); expected 0 to 2");
    }

    @Test
    void aFormulaThatGivesSeveralNumbersIsRefused() {
        Tensor two = Tensor.zeros(Precision.FLOAT64, Shape.of(2, 3));
        assertThatThrownBy(() ->
                        TapeLoss.of((scores, labels) -> scores.pick(labels)).forward(two, new int[] {0, 1}))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("TapeLoss: loss (2) does not fit a single number; expected a mean over the examples");
        assertThatThrownBy(() -> TapePenalty.of(Variable::negated).value(two))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "TapePenalty: penalty (2, 3) does not fit a single number; expected a sum over the weights");
    }

    @Test
    void aPenaltyOfAFormulaAddsItsGradientToWhatIsThere() {
        for (Precision precision : Precision.values()) {
            Tensor weight = Tensors.gaussian(precision, 4, 1, 3, 2);
            Tensor byTape = Tensors.gaussian(precision, 5, 1, 3, 2);
            Tensor byHand = byTape.copy();
            WeightPenalty full = WeightPenalty.FullL2.of(1);
            assertThat(SQUARES.value(weight)).isCloseTo(full.value(weight), within(1e-6));
            SQUARES.addGradient(weight, byTape);
            full.addGradient(weight, byHand);
            assertThat(byTape.toArray()).containsExactly(byHand.toArray(), within(1e-6));
        }
    }

    @Test
    void aPenaltyOfAFormulaIsOnWhatItSays() {
        assertThat(SQUARES.of()).isEqualTo(Penalised.WEIGHTS);
        assertThat(SQUARES.on(Penalised.ALL).of()).isEqualTo(Penalised.ALL);
    }

    @Test
    void aFormulaIsNamedByItsKind() {
        assertThat(LIKELIHOOD).hasToString("TapeLoss");
        assertThat(SQUARES).hasToString("TapePenalty");
    }
}
