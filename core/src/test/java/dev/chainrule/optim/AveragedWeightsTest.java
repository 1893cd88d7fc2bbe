package dev.chainrule.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.layer.Buffer;
import dev.chainrule.layer.Parameter;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class AveragedWeightsTest {
    private static final int STEPS = 12;

    private final Tensor weight = Tensor.of(Precision.FLOAT64, Shape.of(2), 1, -2);
    private final Tensor statistic = Tensor.of(Precision.FLOAT64, Shape.of(1), 10);
    private final Tensor count = Tensor.of(Precision.FLOAT64, Shape.of(1), 0);

    private AveragedWeights averaged(WeightAverage settings) {
        return new AveragedWeights(
                settings,
                List.of(new Parameter("W", Parameter.Kind.WEIGHT, weight)),
                List.of(new Buffer("running_mean", statistic), new Buffer("running_batches", count, true)));
    }

    /// A step that multiplies the weights by 1.5 and counts.
    private void step(AveragedWeights averaged, int step) {
        for (int i = 0; i < 2; i++) {
            weight.setStored(i, 1.5 * weight.getStored(i));
        }
        statistic.setStored(0, 10 + step);
        count.setStored(0, step);
        averaged.stepped(new Progress(step, 3, STEPS));
    }

    @Test
    void anExponentialAverageFollowsItsFormulaAndTrainingDoesNotSeeIt() {
        AveragedWeights averaged = averaged(new WeightAverage.Ema(0.9, 2, false));
        double mean = 1;
        double meanStatistic = 10;
        for (int step = 1; step <= 7; step++) {
            step(averaged, step);
            if (step % 2 == 0) {
                mean = 0.9 * mean + 0.1 * StrictMath.pow(1.5, step);
                meanStatistic = 0.9 * meanStatistic + 0.1 * (10 + step);
            }
        }
        assertThat(weight.getStored(0)).isEqualTo(StrictMath.pow(1.5, 7));
        averaged.show();
        assertThat(weight.getStored(0)).isCloseTo(mean, within(1e-14));
        assertThat(weight.getStored(1)).isCloseTo(-2 * mean, within(1e-14));
        assertThat(statistic.getStored(0)).isCloseTo(meanStatistic, within(1e-13));
        assertThat(count.getStored(0))
                .as("a count is the one of the last update")
                .isEqualTo(6);
        averaged.hide();
        assertThat(weight.getStored(0)).isEqualTo(StrictMath.pow(1.5, 7));
        assertThat(statistic.getStored(0)).isEqualTo(17);
        assertThat(count.getStored(0)).isEqualTo(7);
    }

    @Test
    void aWarmUpForgetsTheFirstWeightsSoon() {
        AveragedWeights averaged = averaged(new WeightAverage.Ema(0.3, 1, true));
        double mean = 1;
        double[] kept = {2 / 11.0, 3 / 12.0, 0.3, 0.3};
        for (int step = 1; step <= 4; step++) {
            step(averaged, step);
            mean = kept[step - 1] * mean + (1 - kept[step - 1]) * StrictMath.pow(1.5, step);
        }
        averaged.show();
        assertThat(weight.getStored(0)).isCloseTo(mean, within(1e-14));
    }

    @Test
    void aWarmUpCountsUpdatesNotSteps() {
        AveragedWeights averaged = averaged(new WeightAverage.Ema(0.9, 2, true));
        double mean = 1;
        for (int step = 1; step <= 6; step++) {
            step(averaged, step);
            if (step % 2 == 0) {
                double updates = step * 0.5;
                double kept = (1 + updates) / (10 + updates);
                mean = kept * mean + (1 - kept) * StrictMath.pow(1.5, step);
            }
        }
        assertThat(averaged.means().keySet()).containsExactly("W", "running_mean", "running_batches");
        assertThat(averaged.means().get("W").getStored(0)).isCloseTo(mean, within(1e-13));
    }

    @Test
    void anAverageOfEqualFloatsIsThatFloat() {
        Tensor one = Tensor.of(Precision.FLOAT32, Shape.of(1), 0.1);
        AveragedWeights averaged = new AveragedWeights(
                new WeightAverage.Ema(0.9999, 1, false),
                List.of(new Parameter("W", Parameter.Kind.WEIGHT, one)),
                List.of());
        for (int step = 1; step <= 20_000; step++) {
            averaged.stepped(new Progress(step, 1, 20_000));
        }
        averaged.show();
        assertThat(one.getStored(0)).isCloseTo(0.1, within(1e-8));
    }

    @Test
    void lookaheadGoesAPartOfTheWayAndTrainingGoesOnFromThere() {
        AveragedWeights averaged = averaged(new WeightAverage.Lookahead(3, 0.25, 0));
        double slow = 1;
        double fast = 1;
        for (int step = 1; step <= 7; step++) {
            step(averaged, step);
            fast *= 1.5;
            if (step % 3 == 0) {
                slow += 0.25 * (fast - slow);
                fast = slow;
            }
            assertThat(weight.getStored(0)).isCloseTo(fast, within(1e-14));
        }
        averaged.show();
        assertThat(weight.getStored(0)).isCloseTo(slow, within(1e-14));
    }

    @Test
    void lookaheadGainsWeightOverTheRun() {
        AveragedWeights averaged = averaged(new WeightAverage.Lookahead(4, 0.25, 3));
        double slow = 1;
        double fast = 1;
        for (int step = 1; step <= STEPS; step++) {
            step(averaged, step);
            fast *= 1.5;
            if (step % 4 == 0) {
                double kept = 0.75 * StrictMath.pow(step / (double) STEPS, 3);
                slow = kept * slow + (1 - kept) * fast;
                fast = slow;
            }
        }
        assertThat(weight.getStored(0)).isCloseTo(slow, within(1e-13));
    }

    @Test
    void withoutAnAverageNothingChanges() {
        AveragedWeights averaged = averaged(new WeightAverage.None());
        step(averaged, 1);
        averaged.show();
        assertThat(weight.getStored(0)).isEqualTo(1.5);
        averaged.hide();
        assertThat(weight.getStored(0)).isEqualTo(1.5);
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new WeightAverage.Ema(1, 5, true))
                .hasMessage("Ema: decay 1.0 is out of range; expected a number of at least 0 and below 1");
        assertThatThrownBy(() -> new WeightAverage.Ema(0.9, 0, true))
                .hasMessage("Ema: every 0 is out of range; expected a whole number of at least 1");
        assertThatThrownBy(() -> new WeightAverage.Lookahead(5, 0, 0))
                .hasMessage("Lookahead: share 0.0 is out of range; expected a number above 0 and at most 1");
        assertThatThrownBy(() -> new WeightAverage.Lookahead(5, 0.5, -1))
                .hasMessage("Lookahead: growth -1.0 is out of range; expected a finite number of at least 0");
    }
}
