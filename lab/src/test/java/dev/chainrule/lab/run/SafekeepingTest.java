package dev.chainrule.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SafekeepingTest {
    private static final long SECOND = 1_000_000_000;

    private long now = 7 * SECOND;
    private final List<Long> written = new ArrayList<>();

    private Safekeeping keeping(long costNanos) {
        return new Safekeeping(
                () -> {
                    written.add(now / SECOND);
                    now += costNanos;
                },
                () -> now);
    }

    @Test
    void quickMeasurementsWriteEveryTenSeconds() {
        Safekeeping keeping = keeping(0);
        for (int i = 0; i < 350; i++) {
            now += SECOND / 10;
            keeping.offered();
        }
        assertThat(written).containsExactly(17L, 27L, 37L);
    }

    @Test
    void whatIsSlowToWriteIsWrittenSeldom() {
        Safekeeping keeping = keeping(SECOND);
        for (int i = 0; i < 300; i++) {
            now += SECOND;
            keeping.offered();
        }
        assertThat(written).containsExactly(17L, 118L, 219L);
    }

    @Test
    void aFileThatCannotBeWrittenDoesNotStopARun() {
        Safekeeping keeping = new Safekeeping(
                () -> {
                    written.add(now);
                    throw new IOException("no space left");
                },
                () -> now);
        now += 10 * SECOND;
        keeping.offered();
        now += 10 * SECOND;
        keeping.offered();
        assertThat(written).hasSize(2);
    }
}
