package dev.chainrule.lab.demonstration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.random.NumpyRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class L2PriorTest {

    /// One feature: the weights are Σxy / (Σx² + N·λ).
    @Test
    void theClosedFormIsThatOfTheNormalEquations() {
        LinearCase one = new LinearCase(new double[][] {{1}, {2}, {3}}, new double[] {2, 3, 7}, new double[] {2});
        assertThat(one.weights(0)).containsExactly(new double[] {29.0 / 14}, within(1e-15));
        assertThat(one.weights(2)).containsExactly(new double[] {29.0 / 20}, within(1e-15));
        assertThat(one.excessError(1.5)).isEqualTo(0.25);
        LinearCase two =
                new LinearCase(new double[][] {{1, 1}, {1, -1}, {0, 2}}, new double[] {3, 1, 5}, new double[] {0, 0});
        // (2, 0; 0, 6)·w = (4, 12)
        assertThat(two.weights(0)).containsExactly(new double[] {2, 2}, within(1e-15));
        // (2 + 3/3, 0; 0, 6 + 3/3)
        assertThat(two.weights(1.0 / 3)).containsExactly(new double[] {4.0 / 3, 12.0 / 7}, within(1e-15));
    }

    @Test
    void trainingFindsTheMostProbableWeights() {
        List<L2Prior.Trained> trained = L2Prior.trained();
        assertThat(trained).hasSize(3).allMatch(each -> each.difference() < 1e-9);
        assertThat(trained.get(1).length())
                .isEqualTo(trained.get(2).length())
                .isLessThan(trained.get(0).length());
    }

    @Test
    void theBestPenaltyIsThatOfThePriorFromWhichTheWeightsCome() {
        for (double tau : new double[] {0.25, 1}) {
            L2Prior.Errors errors = L2Prior.errors(tau);
            assertThat(errors.bestAtPrior()).isTrue();
            assertThat(errors.factors()[errors.best()]).isBetween(0.7, 1.42);
            assertThat(errors.atPrior()).isLessThan(0.8 * errors.unpenalised());
        }
        assertThat(L2Prior.lambda(0.5)).isEqualTo(1 / 7.5, within(1e-15));
        assertThat(L2Prior.width(0.005, 45_000)).isEqualTo(0.0471, within(1e-4));
    }

    @Test
    void objectivesAreTheLogarithmsOfDensities() {
        assertThat(Posterior.ofSquaredError(0.5, 2)).isLessThan(1e-12);
        assertThat(Posterior.ofSoftmax(0.3)).isLessThan(1e-12);
    }

    @Test
    void drawsAreOfTheWidthsThatWereAskedFor() {
        LinearCase one = LinearCase.draw(2000, 50, 3, 0.5, new NumpyRandom(5));
        assertThat(Math.sqrt(one.excessError(new double[50]) / 50)).isBetween(2.0, 4.0);
        // with as many examples the weights are found up to the noise
        assertThat(one.excessError(one.weights(0))).isBetween(50 * 0.25 / 4000, 50 * 0.25 / 1000);
    }
}
