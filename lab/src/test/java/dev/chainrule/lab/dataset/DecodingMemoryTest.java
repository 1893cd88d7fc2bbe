package dev.chainrule.lab.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DecodingMemoryTest {
    private static final long TWENTY_MIB = 20 << 20;

    private static ImageHeader header(int side) {
        return new ImageHeader(ImageKind.PNG, new ImageSize(side, side), Orientation.UPRIGHT);
    }

    @Test
    void anImageThatNeverFitsIsRefusedInOneLine() {
        assertThatThrownBy(() -> new DecodingMemory(TWENTY_MIB).take("big.png", header(2000)))
                .isInstanceOf(DataFileException.class)
                .hasMessage("big.png: PNG of size 2000 × 2000 needs 46 MiB while it is decoded, and half of the heap"
                        + " has 20; make it smaller, or more heap: JDK_JAVA_OPTIONS=-Xmx1g");
    }

    @Test
    void anImageForWhichThereIsNoRoomNowWaitsUntilAnotherIsDone() throws Exception {
        DecodingMemory memory = new DecodingMemory(TWENTY_MIB);
        DecodingMemory.Room first = memory.take("a.png", header(1000));
        Thread second = Thread.ofVirtual().start(() -> {
            try (DecodingMemory.Room _ = memory.take("b.png", header(1000))) {
                // there was room
            } catch (DataFileException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(second.join(Duration.ofMillis(100))).isFalse();
        first.close();
        assertThat(second.join(Duration.ofMinutes(1))).isTrue();
    }
}
