package dev.chainrule.lab.demonstration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.lab.demonstration.SoftmaxStability.Case;
import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.tensor.Precision;
import org.junit.jupiter.api.Test;

class SoftmaxStabilityTest {
    @Test
    void formsBreakWhereNumbersOverflowOrVanish() {
        assertThat(SoftmaxStability.breaksAt(SoftmaxForm.NAIVE, Precision.FLOAT32, true))
                .isCloseTo(88.723, within(0.001));
        assertThat(SoftmaxStability.breaksAt(SoftmaxForm.NAIVE, Precision.FLOAT64, true))
                .isCloseTo(709.783, within(0.001));
        assertThat(SoftmaxStability.breaksAt(SoftmaxForm.MAXIMUM_SUBTRACTED, Precision.FLOAT32, false))
                .isCloseTo(103.972, within(0.001));
        assertThat(SoftmaxStability.breaksAt(SoftmaxForm.MAXIMUM_SUBTRACTED, Precision.FLOAT64, false))
                .isCloseTo(745.133, within(0.001));
        assertThat(SoftmaxStability.breaksAt(SoftmaxForm.MAXIMUM_SUBTRACTED, Precision.FLOAT32, true))
                .isInfinite();
        assertThat(SoftmaxStability.breaksAt(SoftmaxForm.LIBRARY, Precision.FLOAT32, false))
                .isInfinite();
    }

    @Test
    void theExactValuesOfTheCasesAreThoseOfPaper() {
        Case sure = Case.one(100, true);
        assertThat(sure.loss()).isCloseTo(9 * StrictMath.exp(-100), within(1e-50));
        assertThat(sure.gradient()).isCloseTo(-9 * StrictMath.exp(-100), within(1e-50));
        Case wrong = Case.one(2, false);
        assertThat(wrong.loss()).isCloseTo(StrictMath.log(9 + StrictMath.exp(2)), within(1e-14));
        assertThat(wrong.gradient()).isCloseTo(StrictMath.exp(2) / (9 + StrictMath.exp(2)), within(1e-14));
        Case negative = Case.one(-2, true);
        assertThat(negative.loss()).isCloseTo(2 + StrictMath.log(9 + StrictMath.exp(-2)), within(1e-14));
        assertThat(negative.gradient()).isCloseTo(-9 / (9 + StrictMath.exp(-2)), within(1e-14));
    }

    @Test
    void theLibraryIsFiniteAndRightWhereTheOthersAreNot() {
        assertThat(new SoftmaxStability()
                        .show(BaseSettings.Data.SAMPLE, share -> {})
                        .asExpected())
                .isTrue();
        Case wrong = Case.one(1000, false);
        assertThat(SoftmaxForm.LIBRARY.of(Precision.FLOAT32, wrong.scores(), 1).loss())
                .isEqualTo(1000);
        assertThat(SoftmaxForm.MAXIMUM_SUBTRACTED
                        .of(Precision.FLOAT32, wrong.scores(), 1)
                        .loss())
                .isInfinite();
        assertThat(SoftmaxForm.NAIVE.of(Precision.FLOAT64, wrong.scores(), 1).gradient()[0])
                .isNaN();
    }
}
