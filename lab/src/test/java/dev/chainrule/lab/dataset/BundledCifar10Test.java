package dev.chainrule.lab.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.tensor.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BundledCifar10Test {
    private static final BundledCifar10 DATA = BundledCifar10.load();

    @Test
    void itHoldsFourThousandAThousandAndAThousandImages() {
        assertThat(DATA.train().size()).isEqualTo(4000);
        assertThat(DATA.validation().size()).isEqualTo(1000);
        assertThat(DATA.test().size()).isEqualTo(1000);
        assertThat(DATA.train().imageShape()).isEqualTo(Shape.of(3, 32, 32));
        assertThat(DATA.train().classNames())
                .startsWith("airplane", "automobile")
                .endsWith("ship", "truck");
    }

    @Test
    void theFirstTenTrainingLabelsAreThePublishedOnes() {
        assertThat(Arrays.copyOf(DATA.train().labels(), 10)).containsExactly(6, 9, 9, 4, 1, 1, 2, 7, 8, 3);
    }

    @Test
    void theImagesAreThoseOfTheOfficialRelease() {
        assertThat(Checksum.sha256(DATA.train().pixels()))
                .isEqualTo("28afc872aa454f5edfb44b9dc53187ac9e792b2e75c81b091face3432c78e91b");
        assertThat(Checksum.sha256(DATA.validation().pixels()))
                .isEqualTo("10d094200a52eef5cde35d326e892bd4ec21512366a2be7c222e96e10ff40d03");
        assertThat(Checksum.sha256(DATA.test().pixels()))
                .isEqualTo("f167149948fc8fe0b9a76ba86421e987817f98b63761ba9415c5d42664d51f03");
    }

    @Test
    void theMeansOfAllTrainingImagesAreThePublishedOnes() {
        double[] sums = new double[3];
        double[] mean = DATA.meanOfTraining49000();
        byte[] rest = DATA.validation().pixels();
        for (int i = 0; i < mean.length; i++) {
            sums[i / 1024] += mean[i] * 49_000;
        }
        for (int i = 0; i < rest.length; i++) {
            sums[i % 3072 / 1024] += rest[i] & 0xff;
        }
        double pixels = 50_000 * 1024.0;
        assertThat(sums[0] / pixels).isCloseTo(125.3069, within(5e-5));
        assertThat(sums[1] / pixels).isCloseTo(122.9504, within(5e-5));
        assertThat(sums[2] / pixels).isCloseTo(113.8654, within(5e-5));
    }

    @Test
    void theMeanImageIsACopy() {
        DATA.meanOfTraining49000()[0] = -1;
        assertThat(DATA.meanOfTraining49000()[0]).isCloseTo(130.7, within(0.1));
    }
}
