package dev.chainrule.course;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.fixture.Case;
import dev.chainrule.fixture.ExpectedValues;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.Progress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// The learning-rate schedule of KTH DD2424.
class ScheduleCasesTest {
    private static final Case EXAMPLE = ExpectedValues.named("kth_cyclical_lr");

    @Test
    void theCyclicRateIsTheCourses() {
        LearningRate schedule = new LearningRate.Cyclic(
                EXAMPLE.parameter("eta_max"), (long) EXAMPLE.parameter("n_s"), EXAMPLE.parameter("eta_min"), false);

        double[] rates = Arrays.stream(EXAMPLE.input("t").values())
                .map(t -> schedule.at(new Progress((long) t, 450, 2000)))
                .toArray();

        assertThat(ExpectedValues.relativeError(rates, EXAMPLE.expected("eta").values()))
                .isLessThanOrEqualTo(EXAMPLE.tolerance("rel"));
    }
}
