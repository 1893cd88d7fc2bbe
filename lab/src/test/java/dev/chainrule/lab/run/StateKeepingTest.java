package dev.chainrule.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.lab.settings.CheckpointPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateKeepingTest {
    private static final long SECOND = 1_000_000_000;
    private static final long STEPS_PER_EPOCH = 4;

    private long now = 7 * SECOND;
    private final List<Long> written = new ArrayList<>();
    private final List<String> said = new ArrayList<>();

    private StateKeeping keeping(String every, long costNanos, Integer... steps) {
        return new StateKeeping(
                new CheckpointPlan(every, 3, List.of(steps)),
                STEPS_PER_EPOCH,
                () -> {
                    written.add(now / SECOND);
                    now += costNanos;
                },
                reason -> said.add(reason.getMessage()),
                () -> now);
    }

    private static void steps(StateKeeping keeping, int from, int to) {
        for (int step = from; step <= to; step++) {
            keeping.stepped(step);
        }
    }

    @Test
    void aQuickStateIsKeptEveryTenSeconds() {
        StateKeeping keeping = keeping("auto", 0);
        for (int i = 0; i < 350; i++) {
            now += SECOND / 10;
            keeping.stepped(i);
        }
        assertThat(written).containsExactly(17L, 27L, 37L);
    }

    @Test
    void whatIsSlowToWriteIsWrittenSeldom() {
        StateKeeping keeping = keeping("auto", SECOND);
        for (int i = 0; i < 300; i++) {
            now += SECOND;
            keeping.stepped(i);
        }
        assertThat(written).containsExactly(17L, 118L, 219L);
    }

    @Test
    void stepsEpochsAndMinutesAreCounted() {
        steps(keeping("3 steps", 0), 1, 10);
        assertThat(written).as("3, 6, 9").hasSize(3);
        written.clear();
        steps(keeping("2-epochs", 0), 1, 17);
        assertThat(written).as("8, 16").hasSize(2);
        written.clear();
        StateKeeping minutes = keeping("1 minute", 0);
        for (int i = 0; i < 130; i++) {
            now += SECOND;
            minutes.stepped(i);
        }
        assertThat(written).hasSize(2);
    }

    @Test
    void namedStepsAndTheEndAreAlwaysKept() {
        StateKeeping keeping = keeping("never", 0, 2, 5);
        steps(keeping, 1, 9);
        keeping.measuredBest();
        assertThat(written).hasSize(2);
        keeping.stepped((1L << 32) + 5);
        assertThat(written).as("another step than 5").hasSize(2);
        keeping.ending();
        assertThat(written).hasSize(3);
    }

    @Test
    void theBestIsKeptUnlessThatWouldTakeMuchTime() {
        StateKeeping keeping = keeping("auto", SECOND);
        keeping.measuredBest();
        now += 99 * SECOND;
        keeping.measuredBest();
        now += SECOND;
        keeping.measuredBest();
        assertThat(written).containsExactly(7L, 108L);
    }

    @Test
    void whatCannotBeWrittenIsSaidOnceUntilItCan() {
        boolean[] full = {true};
        StateKeeping keeping = new StateKeeping(
                new CheckpointPlan("1 step", 1, List.of()),
                1,
                () -> {
                    if (full[0]) {
                        throw new IOException("no space left");
                    }
                },
                reason -> said.add(reason.getMessage()),
                () -> now);
        steps(keeping, 1, 3);
        assertThat(said).containsExactly("no space left");
        full[0] = false;
        steps(keeping, 4, 4);
        full[0] = true;
        steps(keeping, 5, 6);
        assertThat(said).hasSize(2);
    }
}
