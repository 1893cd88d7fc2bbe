package dev.chainrule.lab.demonstration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.lab.demonstration.RunningAverageSteps.Reached;
import dev.chainrule.layer.EvaluationStatistics.Start;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunningAverageStepsTest {
    @Test
    void fromZerosTheShareOfThePowersOfKeepIsReached() {
        List<Reached> steps = RunningAverageSteps.steps(Start.ZEROS);

        assertThat(steps).hasSize(RunningAverageSteps.STEPS);
        assertThat(steps.get(0).mean()).isCloseTo(0.1, within(1e-12));
        assertThat(steps.get(0).variance()).isCloseTo(0.1, within(1e-12));
        assertThat(steps.get(9).variance()).isCloseTo(0.6513, within(0.005));
        assertThat(steps.get(43).variance()).isCloseTo(0.9903, within(0.005));
        assertThat(steps.get(0).outputs().deviation()).isCloseTo(3.162, within(0.02));
        // 0.9 · 3 is left of the mean, and is divided by the root of 0.1 · 4
        assertThat(steps.get(0).outputs().mean()).isCloseTo(4.27, within(0.03));
    }

    @Test
    void correctedOrFromTheFirstBatchEvaluationIsRightFromTheFirstStepOn() {
        for (Start start : List.of(Start.ZEROS_CORRECTED, Start.FIRST_BATCH)) {
            for (Reached each : RunningAverageSteps.steps(start)) {
                assertThat(each.outputs().deviation()).as("%s", start).isCloseTo(1, within(0.02));
                assertThat(each.outputs().mean()).as("%s", start).isCloseTo(0, within(0.02));
            }
        }
    }
}
