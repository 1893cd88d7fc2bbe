package dev.chainrule.lab.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.data.LabeledImages;
import dev.chainrule.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTest {
    private static final Cifar10 ALL = new Cifar10(numbered(50_000), numbered(10_000));

    /// Images of two grey pixels that spell their number.
    private static LabeledImages numbered(int count) {
        byte[] pixels = new byte[2 * count];
        for (int i = 0; i < count; i++) {
            pixels[2 * i] = (byte) (i >> 8);
            pixels[2 * i + 1] = (byte) i;
        }
        return new LabeledImages(pixels, new int[count], Shape.of(1, 1, 2), Cifar10.CLASS_NAMES);
    }

    private static int number(LabeledImages images, int i) {
        return (images.pixels()[2 * i] & 0xff) << 8 | (images.pixels()[2 * i + 1] & 0xff);
    }

    @ParameterizedTest
    @CsvSource({
        "bundled, 4000, 49000, 1000, 1000",
        "cs231n, 49000, 49000, 1000, 1000",
        "cs231n-pytorch, 49000, 49000, 1000, 10000",
        "kth, 45000, 45000, 5000, 10000",
        "kth-49000, 49000, 49000, 1000, 10000",
        "kth-single-batch, 10000, 10000, 10000, 10000"
    })
    void eachSplitTakesTheImagesThatItsCourseTakes(String id, int train, int validationFrom, int validation, int test)
            throws DatasetException {
        Partition parts = Split.named(id).of(ALL);
        assertThat(parts.train().size()).isEqualTo(train);
        assertThat(number(parts.train(), train - 1)).isEqualTo(train - 1);
        assertThat(parts.validation().size()).isEqualTo(validation);
        assertThat(number(parts.validation(), 0)).isEqualTo(validationFrom);
        assertThat(parts.test().size()).isEqualTo(test);
        assertThat(number(parts.test(), test - 1)).isEqualTo(test - 1);
    }

    @Test
    void theBundledSplitNeedsNoCache() throws IOException {
        Partition parts = Split.BUNDLED.load(new DatasetCache(Path.of("nowhere")));
        assertThat(parts.train().size()).isEqualTo(4000);
        assertThat(parts.validation().size()).isEqualTo(1000);
        assertThat(parts.test().size()).isEqualTo(1000);
    }

    @Test
    void anUnknownSplitIsNamedWithTheKnownOnes() {
        assertThatThrownBy(() -> Split.named("cs229"))
                .hasMessage("Split 'cs229' is unknown; expected one of bundled, cs231n, cs231n-pytorch, kth,"
                        + " kth-49000, kth-single-batch");
    }
}
