package dev.chainrule.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.Progress;
import dev.chainrule.optim.Sgd;
import org.junit.jupiter.api.Test;

class DescentTest {
    @Test
    void warmUpScalesASchedule() {
        Descent warm = Descent.of(new Sgd(), new LearningRate.Constant(1)).withWarmUpSteps(10);
        assertThat(warm.rateAt(new Progress(0, 100, 1000))).isEqualTo(0.1);
        assertThat(warm.rateAt(new Progress(9, 100, 1000))).isEqualTo(1);
        assertThat(warm.rateAt(new Progress(500, 100, 1000))).isEqualTo(1);
    }
}
