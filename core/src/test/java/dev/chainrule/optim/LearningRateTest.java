package dev.chainrule.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LearningRateTest {
    private static double at(LearningRate schedule, long step) {
        return schedule.at(new Progress(step, 100, 1000));
    }

    @Test
    void epochDecayMultipliesOnceAnEpoch() {
        var decay = new LearningRate.EpochDecay(0.1, 0.5);
        assertThat(at(decay, 0)).isEqualTo(0.1);
        assertThat(at(decay, 99)).isEqualTo(0.1);
        assertThat(at(decay, 100)).isEqualTo(0.05);
        assertThat(at(decay, 350)).isEqualTo(0.0125);
    }

    @Test
    void stepMultipliesEverySoManyEpochs() {
        var step = new LearningRate.Step(1, 0.1, 5);
        assertThat(at(step, 499)).isEqualTo(1);
        assertThat(at(step, 500)).isEqualTo(0.1);
    }

    @Test
    void exponentialAndInverseTimeFollowTheirFormulas() {
        assertThat(at(new LearningRate.Exponential(2, 0.3), 250)).isCloseTo(2 * Math.exp(-0.75), within(1e-15));
        assertThat(at(new LearningRate.InverseTime(2, 0.3), 250)).isCloseTo(2 / 1.75, within(1e-15));
    }

    @Test
    void cosineGoesFromTheRateToTheMinimum() {
        var cosine = new LearningRate.Cosine(1, 0.2);
        assertThat(at(cosine, 0)).isEqualTo(1);
        assertThat(at(cosine, 500)).isCloseTo(0.6, within(1e-12));
        assertThat(at(cosine, 1000)).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void theCycleIsATriangleThatStartsAgain() {
        var cyclic = new LearningRate.Cyclic(0.1, 500, 1e-5, false);
        for (long t = 0; t < 10_000; t++) {
            long within = t % 1000;
            double up = within <= 500 ? within / 500.0 : 2 - within / 500.0;
            assertThat(at(cyclic, t)).isCloseTo(1e-5 + up * (0.1 - 1e-5), within(1e-15));
        }
    }

    @Test
    void doublingCyclesPeakLaterAndLater() {
        var cyclic = new LearningRate.Cyclic(1, 10, 0, true);
        assertThat(at(cyclic, 10)).isEqualTo(1);
        assertThat(at(cyclic, 20)).isEqualTo(0);
        assertThat(at(cyclic, 21)).isEqualTo(0.05);
        assertThat(at(cyclic, 40)).isEqualTo(1);
        assertThat(at(cyclic, 60)).isEqualTo(0);
        assertThat(at(cyclic, 100)).isEqualTo(1);
    }

    @Test
    void oneCycleRisesThenFallsBelowItsStart() {
        var one = new LearningRate.OneCycle(0.5, 0.3);
        assertThat(at(one, 0)).isCloseTo(0.02, within(1e-15));
        assertThat(at(one, 150)).isCloseTo(0.26, within(1e-15));
        assertThat(at(one, 300)).isCloseTo(0.5, within(1e-15));
        assertThat(at(one, 1000)).isCloseTo(0.00005, within(1e-12));
        assertThat(at(new LearningRate.OneCycle(0.5, 0), 0)).isEqualTo(0.5);
    }

    @Test
    void aScheduleOfOnesOwnIsAFunction() {
        LearningRate.Own own = progress -> 1.0 / (1 + progress.epoch());
        assertThat(at(own, 99)).isEqualTo(1);
        assertThat(at(own, 300)).isEqualTo(0.25);
        assertThat(own.rate()).isEqualTo(1);
    }

    @Test
    void aPlateauReducesTheRateAgainAndAgain() {
        LearningRate plateau = new LearningRate.ReduceOnPlateau(1, 0.5, 2, 0.2);
        List<Double> accuracies = List.of(0.3, 0.5, 0.5, 0.4, 0.5, 0.6, 0.6, 0.6, 0.1, 0.1);
        double[] rates = IntStream.rangeClosed(0, accuracies.size())
                .mapToDouble(n -> plateau.at(new Progress(n, 1, 100, accuracies.subList(0, n))))
                .toArray();
        assertThat(rates).containsExactly(1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.2);
        assertThat(at(plateau, 50)).isEqualTo(1);
    }

    @Test
    void ratesThatAreNotPositiveAndFiniteAreRefused() {
        for (double rate : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new LearningRate.Constant(rate))
                    .hasMessage(
                            "LearningRate.Constant: rate %s is out of range; expected a finite number above 0", rate);
        }
        assertThatThrownBy(() -> new LearningRate.Cyclic(0.1, 0, 1e-5, false)).hasMessageContaining("halfCycle 0");
    }
}
