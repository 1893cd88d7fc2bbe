package dev.chainrule.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    /// Scores whose softmax is (p, 1 − p).
    private static float[] sure(double p) {
        return new float[] {(float) Math.log(p / (1 - p)), 0};
    }

    @Test
    void numbersAreThoseOfTheFormulas() {
        Evaluation answers =
                Evaluation.of(new int[] {0, 1, 0, -1}, new float[][] {sure(0.9), sure(0.8), sure(0.3), sure(0.99)});
        Calibration calibration = Calibration.of(answers, 2);
        assertThat(calibration.negativeLogLikelihood())
                .isCloseTo(-(Math.log(0.9) + Math.log(0.2) + Math.log(0.3)) / 3, within(1e-6));
        assertThat(calibration.brier()).isCloseTo(2 * (0.01 + 0.64 + 0.49) / 3, within(1e-6));
        // All three predictions are above one half: 0.9 right, 0.8 wrong, 0.7 wrong.
        assertThat(calibration.expectedError()).isCloseTo(0.8 - 1 / 3.0, within(1e-6));
        assertThat(calibration.bins().getFirst().examples()).isZero();
        Calibration.Bin upper = calibration.bins().getLast();
        assertThat(upper.examples()).isEqualTo(3);
        assertThat(upper.confidence()).isCloseTo(0.8, within(1e-6));
        assertThat(upper.accuracy()).isCloseTo(1 / 3.0, within(1e-12));
    }

    @Test
    void errorsOfBinsDoNotMakeUpForEachOther() {
        Evaluation answers = Evaluation.of(new int[] {1, 0}, new float[][] {sure(0.9), sure(0.6)});
        assertThat(Calibration.of(answers).expectedError()).isCloseTo((0.9 + 0.4) / 2, within(1e-6));
        assertThat(Calibration.of(answers, 1).expectedError()).isCloseTo(0.75 - 0.5, within(1e-6));
    }

    @Test
    void aCertainPredictionIsInTheLastBin() {
        Evaluation answers = Evaluation.of(new int[] {0}, new float[][] {{1000, 0}});
        Calibration calibration = Calibration.of(answers);
        assertThat(calibration.bins()).hasSize(15);
        assertThat(calibration.bins().getLast()).isEqualTo(new Calibration.Bin(1, 1, 1));
        assertThat(calibration.expectedError()).isZero();
        assertThat(calibration.negativeLogLikelihood()).isZero();
        assertThat(calibration.brier()).isZero();
    }

    @Test
    void whatIsNotKnownIsNotANumber() {
        Evaluation broken = Evaluation.of(new int[] {0, 0}, new float[][] {{Float.NaN, 0}, {1, 0}});
        Evaluation empty = Evaluation.of(new int[0], new float[0][]);
        for (Evaluation answers : Arrays.asList(broken, empty)) {
            Calibration calibration = Calibration.of(answers);
            assertThat(calibration.negativeLogLikelihood()).isNaN();
            assertThat(calibration.brier()).isNaN();
            assertThat(calibration.expectedError()).isNaN();
        }
    }
}
