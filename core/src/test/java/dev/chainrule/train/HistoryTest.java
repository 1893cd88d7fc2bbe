package dev.chainrule.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What a history keeps of a run, however long it is.
class HistoryTest {

    /// The steps of which losses are kept, where the loss of a step is its number.
    private static double[] kept(long steps, long stride) {
        return LongStream.rangeClosed(1, steps / stride)
                .mapToDouble(i -> (double) (i * stride))
                .toArray();
    }

    @Test
    void aLongRunKeepsEverySecondStepThenEveryFourth() {
        History history = new History();
        for (long step = 1; step <= 2L * History.MOST + 5; step++) {
            history.add((double) step, (double) -step);
            if (step == 3) {
                assertThat(history.losses()).containsExactly(1, 2, 3);
            }
            if (step == History.MOST || step == History.MOST + 1 || step == 2L * History.MOST) {
                assertThat(history.stride()).isEqualTo(step == History.MOST ? 1 : 2);
                assertThat(Arrays.equals(history.losses(), kept(step, history.stride())))
                        .isTrue();
            }
        }
        assertThat(history.steps()).isEqualTo(2L * History.MOST + 5);
        assertThat(history.stride()).isEqualTo(4);
        assertThat(history.lastLoss()).isEqualTo(2.0 * History.MOST + 5);
        assertThat(Arrays.equals(history.losses(), kept(history.steps(), 4))).isTrue();
        assertThat(history.rates()[0]).isEqualTo(-4);
        History again = History.of(history.steps(), history.losses(), history.rates());
        assertThat(again.stride()).isEqualTo(4);
        for (int i = 0; i < 4; i++) {
            again.add(0, 0);
            history.copy().add(0, 0);
        }
        assertThat(again.losses()).hasSize(history.losses().length + 1);
    }

    @Test
    void stepsGoOnBeyondThoseOfAnInt() {
        long steps = (1L << 31) - 2;
        double[] losses = kept(steps, 512);
        History history = History.of(steps, losses, losses);
        for (int i = 0; i < 5; i++) {
            history.add(steps + i + 1.0, 1);
        }
        assertThat(history.steps()).isEqualTo((1L << 31) + 3);
        assertThat(history.stride()).isEqualTo(512);
        assertThat(history.lastLoss()).isEqualTo(0x1p31 + 3);
        double[] all = history.losses();
        assertThat(all[all.length - 1]).isEqualTo(0x1p31);
        assertThatThrownBy(() -> History.of(steps, new double[7], new double[7]))
                .hasMessage("History: 7 losses and 7 rates do not fit 2147483646 steps; expected 4194303 of each");
    }

    @Test
    void whatWasKeptIsAddedInItsOwnSteps() {
        History history = new History();
        history.add(4, 1, 0.1);
        history.add(4, 2, 0.1);
        history.add(3, 3, 0.1);
        history.add(4, 0.1);
        history.add(5, 0.1);
        assertThat(history.steps()).isEqualTo(13);
        assertThat(history.losses()).containsExactly(1, 2, 4);
        assertThatThrownBy(() -> history.add(4, 6, 0.1))
                .hasMessage("History: 4 steps at once do not fit a history of 13; expected 1 to 3");
        assertThatThrownBy(() -> new History().add(3, 6, 0.1)).hasMessageContaining("expected 1 to 1");
        assertThatThrownBy(() -> new History().add(Long.MIN_VALUE, 6, 0.1)).hasMessageContaining("History: ");
        assertThatThrownBy(() -> new History().add(0, 6, 0.1)).hasMessageContaining("expected 1 to 1");
    }
}
