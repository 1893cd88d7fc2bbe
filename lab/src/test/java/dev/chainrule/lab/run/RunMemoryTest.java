package dev.chainrule.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.train.MemoryNeed;
import dev.chainrule.train.MemoryNeed.Growth;
import org.junit.jupiter.api.Test;

class RunMemoryTest {
    private static final long MIB = 1 << 20;

    /// 6 MiB for the rest and 18 as room, 76 for the images, 50 for what batches do not change, and 1 for each
    /// image of a batch.
    private static RunMemory memory(int batchSize) {
        Growth step = new Growth(10 * MIB, MIB);
        var training = new MemoryNeed(10 * MIB, 10 * MIB, 10 * MIB, new Growth(0, 0), step, new Growth(0, 0), 10 * MIB);
        return new RunMemory("Vgg", training, 76 * MIB, batchSize, 300, 0);
    }

    private static LargestTensors largest() {
        LargestTensors largest = new LargestTensors(Precision.FLOAT32);
        largest.add("W1", Shape.of(512, 1024));
        return largest;
    }

    @Test
    void aRunThatFitsIsLetThrough() {
        assertThat(memory(30).peak()).isEqualTo(162 * MIB);
        assertThat(memory(30)).hasToString("162 MiB of heap at the peak");
        assertThatCode(() -> memory(30).require(225 * MIB, () -> {
                    throw new AssertionError("asked for the largest tensors");
                }))
                .doesNotThrowAnyException();
    }

    @Test
    void aBatchThatIsTooLargeIsRefusedWithTheLargestThatFits() {
        assertThatThrownBy(() -> memory(31).require(225 * MIB, RunMemoryTest::largest))
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "batch-size: 31 images a step of Vgg need about 226 MiB of heap, which does not fit 225 MiB;"
                                + " expected at most 30. The largest tensors: W1 (512, 1024) of 2 MiB. More heap:"
                                + " JDK_JAVA_OPTIONS=-Xmx1g");
        assertThatThrownBy(() -> memory(3000).require(1152 * MIB, RunMemoryTest::largest))
                .hasMessage(
                        "batch-size: 3000 images a step of Vgg need about 3.8 GiB of heap, which does not fit 1.1 GiB;"
                                + " expected at most 300. The largest tensors: W1 (512, 1024) of 2 MiB. More heap:"
                                + " JDK_JAVA_OPTIONS=-Xmx4g");
    }

    /// 6 MiB for the rest and 18 as room, 76 for the images, 10 for the network and 900 for the covariance.
    @Test
    void whatIsComputedFromTheImagesBeforeTheFirstStepMustFitToo() {
        RunMemory plain = memory(1);
        RunMemory whitened = new RunMemory("Vgg", plain.training(), plain.images(), 1, 300, 900 * MIB);
        assertThat(whitened.peak()).isEqualTo(992 * MIB);
        assertThatCode(() -> whitened.require(1263 * MIB, RunMemoryTest::largest))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> whitened.require(1152 * MIB, RunMemoryTest::largest))
                .isInstanceOf(SettingsException.class)
                .hasMessage("whitening: a covariance with its eigenvectors needs about 1.2 GiB of heap, which does not"
                        + " fit 1.1 GiB; expected smaller or fewer images. More heap: JDK_JAVA_OPTIONS=-Xmx2g");
    }

    @Test
    void whereNoBatchFitsTheNetworkOrTheImagesAreTooLarge() {
        assertThatThrownBy(() -> memory(8).require(168 * MIB, RunMemoryTest::largest))
                .hasMessageContaining("need about 198 MiB of heap, which does not fit 168 MiB")
                .hasMessageContaining("expected a smaller network or fewer images, as not even batches of 1 fit");
    }
}
