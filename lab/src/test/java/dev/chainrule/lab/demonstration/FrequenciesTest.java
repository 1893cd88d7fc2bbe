package dev.chainrule.lab.demonstration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrequenciesTest {
    private static final Shape IMAGE = Shape.of(2, 8, 16);

    @ParameterizedTest
    @CsvSource({"0, 3, 3", "2, 0, 2", "3, 4, 5", "0, 8, 8", "1, 1, 1"})
    void aWaveHasAllOfItsPowerAtItsFrequency(int down, int along, int ring) {
        double[] pixels = new double[IMAGE.size()];
        double squares = 0;
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Math.cos(2 * Math.PI * (down * (i / 16 % 8) / 8.0 + along * (i % 16) / 16.0));
            squares += pixels[i] * pixels[i];
        }
        Frequencies frequencies = Frequencies.none(IMAGE);
        frequencies.add(pixels, IMAGE);
        assertThat(frequencies.power()[ring]).isCloseTo(squares, within(1e-9));
        assertThat(Arrays.stream(frequencies.power()).sum()).isCloseTo(squares, within(1e-9));
        assertThat(frequencies.mean()).isCloseTo(ring, within(1e-9));
        assertThat(frequencies.shareUpTo(ring)).isCloseTo(1, within(1e-9));
    }

    @Test
    void noiseHasAsMuchPowerAsThereAreWaves() {
        NumpyRandom random = new NumpyRandom(1);
        double[] pixels = new double[IMAGE.size() * 400];
        Arrays.setAll(pixels, i -> random.nextGaussian());
        Frequencies frequencies = Frequencies.none(IMAGE);
        frequencies.add(pixels, IMAGE);
        assertThat(Arrays.stream(frequencies.waves()).sum()).isEqualTo(IMAGE.size());
        assertThat(frequencies.shareUpTo(3)).isCloseTo(frequencies.wavesUpTo(3), within(0.01));
        for (double relative : frequencies.relative()) {
            assertThat(relative).isCloseTo(1, within(0.15));
        }
    }
}
