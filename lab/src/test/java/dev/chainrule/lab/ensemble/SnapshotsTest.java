package dev.chainrule.lab.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.optim.Adam;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.train.Descent;
import org.junit.jupiter.api.Test;

class SnapshotsTest {
    private static Descent descent(LearningRate schedule) {
        return Descent.of(Adam.of(), schedule);
    }

    @Test
    void theLastEndsOfCyclesAreTaken() {
        Descent cyclic = descent(LearningRate.Cyclic.of(0.1, 50));
        assertThat(Snapshots.steps(cyclic, 2, 10, 450)).containsExactly(300L, 400L);
        assertThat(Snapshots.steps(cyclic, 4, 10, 400)).containsExactly(100L, 200L, 300L, 400L);
        Descent doubling = descent(LearningRate.Cyclic.of(0.1, 50).withDoubling(true));
        assertThat(Snapshots.steps(doubling, 3, 10, 700)).containsExactly(100L, 300L, 700L);
        Descent waves = descent(new LearningRate.CosineRestarts(0.1, 2, 3, 0));
        assertThat(Snapshots.steps(waves, 2, 10, 300)).containsExactly(80L, 260L);
    }

    @Test
    void withoutAsManyCyclesThePartsAreEqual() {
        Descent cyclic = descent(LearningRate.Cyclic.of(0.1, 50));
        assertThat(Snapshots.steps(cyclic, 5, 10, 400)).containsExactly(80L, 160L, 240L, 320L, 400L);
        assertThat(Snapshots.steps(descent(new LearningRate.Constant(0.1)), 3, 10, 100))
                .containsExactly(33L, 66L, 100L);
    }
}
