package dev.chainrule.course;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.fixture.Case;
import dev.chainrule.fixture.ExpectedValues;
import dev.chainrule.fixture.Numbers;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.LossPass;
import dev.chainrule.loss.MulticlassHinge;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.tensor.Precision;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The losses on scores against the numbers of CS231n's `FullyConnectedNets` notebook.
class LossCasesTest {
    private static final Case EXAMPLE = ExpectedValues.named("svm_and_softmax_loss");
    private static final int ROW_AND_MEAN = 10 + 50;

    @ParameterizedTest
    @EnumSource
    void theHingeLossIsTheCourses(Precision precision) {
        LossPass pass = check(precision, new MulticlassHinge(EXAMPLE.parameter("delta"), false), "svm_loss", "svm_dx");

        assertThat(pass.value()).isCloseTo(EXAMPLE.tolerance("svm_loss_approx"), within(1e-3));
    }

    @ParameterizedTest
    @EnumSource
    void theSquaredHingeLossHasTheExpectedValues(Precision precision) {
        LossPass pass = check(
                precision,
                new MulticlassHinge(EXAMPLE.parameter("delta"), true),
                "squared_hinge_loss",
                "squared_hinge_dx");

        assertThat(pass.value()).isCloseTo(9, within(1e-3));
    }

    @ParameterizedTest
    @EnumSource
    void theSoftmaxLossIsTheCourses(Precision precision) {
        LossPass pass = check(precision, SoftmaxCrossEntropy.of(), "softmax_loss", "softmax_dx");

        assertThat(pass.value()).isCloseTo(EXAMPLE.tolerance("softmax_loss_approx"), within(1e-3));
    }

    @Test
    void theDrawnLabelsAreThePublishedOnes() {
        assertThat(EXAMPLE.draws().all().get("y").labels())
                .isEqualTo(EXAMPLE.input("values/y").labels());
    }

    private static LossPass check(Precision precision, Loss loss, String value, String gradient) {
        Agreement agreement = Agreement.recomputed(precision, ROW_AND_MEAN);
        Map<String, Numbers> drawn = EXAMPLE.draws().all();

        LossPass pass =
                loss.forward(agreement.tensor(drawn.get("x")), drawn.get("y").labels());

        agreement.check(value, pass.value(), EXAMPLE.expectedNumber(value));
        agreement.check(gradient, pass.dscores(), EXAMPLE.expectedDigest(gradient));
        return pass;
    }
}
