package dev.chainrule.lab.demonstration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.lab.demonstration.EpsilonNets.Growth;
import dev.chainrule.lab.demonstration.EpsilonNets.Net;
import org.junit.jupiter.api.Test;

class EpsilonOutsideTest {
    @Test
    void forwardTheOutputsAreTooLargeWhereTheDeviationIsSmall() {
        assertThat(EpsilonNets.forwardRatio(1e-3, 1e-5)).isCloseTo(3.2837, within(1e-4));
        assertThat(EpsilonNets.forwardRatio(1e-4, 1e-5)).isCloseTo(28.76, within(0.01));
        assertThat(EpsilonNets.forwardRatio(1, 1e-5)).isCloseTo(0.999995, within(1e-8));
    }

    @Test
    void errorsOfTheLayersAddUpOnTheWayBack() {
        Growth growth = EpsilonNets.growth(new Net(0.01, 1e-5));

        assertThat(growth.check()).isLessThan(1e-6);
        assertThat(growth.errors()).hasSize(EpsilonNets.DEPTH).isSorted();
        assertThat(growth.last()).isCloseTo(0.007, within(0.002));
        assertThat(growth.first()).isCloseTo(growth.ofAllFactors(), within(0.01));
        assertThat(growth.times()).isBetween(5.0, 12.0);
    }

    @Test
    void errorsAreProportionalToASmallEpsilon() {
        Growth small = EpsilonNets.growth(new Net(0.01, 1e-8));
        Growth smaller = EpsilonNets.growth(new Net(0.01, 1e-9));

        assertThat(small.first() / smaller.first()).isCloseTo(10, within(0.1));
    }

    @Test
    void epsilonUnderTheRootInBothPassesHasNoError() {
        assertThat(EpsilonNets.control()).isLessThan(1e-11);
    }
}
