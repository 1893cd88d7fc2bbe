package dev.chainrule.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.optim.Progress;
import dev.chainrule.train.History;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryComparisonTest {
    /// Of so many steps a history keeps every fourth.
    private static final long STEPS = 2L * History.MOST + 8;

    private static double loss(long step) {
        return 1.0 / step;
    }

    private static History history() {
        History history = new History();
        for (long step = 1; step <= STEPS; step++) {
            history.add(loss(step), 0.1);
        }
        return history;
    }

    private static void step(HistoryComparison comparison, long step, double loss, double rate) {
        comparison.stepped(new Progress(step, 1, STEPS, List.of()), loss, rate);
    }

    @Test
    void ofALongRunTheStepsThatWereKeptAreComparedAndNoOthers() {
        History history = history();
        assertThat(history.stride()).isEqualTo(4);
        HistoryComparison comparison = new HistoryComparison(history, STEPS, _ -> {});
        for (long step = 1; step <= STEPS; step++) {
            step(comparison, step, step % 4 == 0 ? loss(step) : -1, 0.1);
            assertThat(comparison.stopRequested()).isEqualTo(step == STEPS);
        }
        assertThat(comparison.step()).isEmpty();
        assertThat(comparison.done()).isEqualTo(STEPS);
    }

    @Test
    void aKeptStepOfALongRunThatDiffersIsNamed() {
        HistoryComparison comparison = new HistoryComparison(history(), STEPS, _ -> {});
        step(comparison, 4, loss(4), 0.1);
        assertThat(comparison.step()).isEmpty();
        step(comparison, STEPS - 4, loss(STEPS - 5), 0.1);
        assertThat(comparison.step()).hasValue(STEPS - 4);
        assertThat(comparison.difference())
                .isEqualTo("step %s: loss %s, where the run had %s"
                        .formatted(STEPS - 4, loss(STEPS - 5), loss(STEPS - 4)));
        assertThat(comparison.stopRequested()).isTrue();
    }

    @Test
    void anotherRateAndAStepTooManyDiffer() {
        History history = new History();
        history.add(Double.NaN, 0.1);
        HistoryComparison same = new HistoryComparison(history, 2, _ -> {});
        step(same, 1, Double.NaN, 0.1);
        assertThat(same.step()).isEmpty();
        step(same, 2, 1, 0.1);
        assertThat(same.difference()).isEqualTo("step 2: the run had ended before it");
        HistoryComparison other = new HistoryComparison(history, 2, _ -> {});
        step(other, 1, Double.NaN, 0.2);
        assertThat(other.difference()).isEqualTo("step 1: learning rate 0.2, where the run had 0.1");
    }
}
