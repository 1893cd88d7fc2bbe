package dev.chainrule.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.tensor.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ImagePlanesTest {
    private final ImagePlanes planes = new ImagePlanes(Shape.of(2, 2, 3));
    private final double[] image = {1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60};

    @Test
    void whatLeavesAnImageComesInOnTheOtherSide() {
        assertThat(planes.moved(image, 1, 1)).containsExactly(6, 4, 5, 3, 1, 2, 60, 40, 50, 30, 10, 20);
        assertThat(planes.moved(planes.moved(image, 5, 7), -5, -7)).containsExactly(image);
    }

    @Test
    void aBlurIsAMeanWithTheWeightsOfAGaussian() {
        ImagePlanes one = new ImagePlanes(Shape.of(1, 7, 7));
        double[] point = new double[49];
        point[3 * 7 + 3] = 1;

        double[] blurred = one.blurred(point, 0.5);

        double sum = 1 + 2 * Math.exp(-2) + 2 * Math.exp(-8);
        assertThat(blurred[3 * 7 + 3]).isCloseTo(1 / (sum * sum), within(1e-15));
        assertThat(blurred[3 * 7 + 4]).isCloseTo(Math.exp(-2) / (sum * sum), within(1e-15));
        assertThat(blurred[5 * 7 + 2]).isCloseTo(Math.exp(-10) / (sum * sum), within(1e-15));
        assertThat(blurred[3 * 7]).isZero();
    }

    @Test
    void aBlurKeepsTheSumOfEachChannelAlsoAtTheEdges() {
        double[] blurred = planes.blurred(image, 1.7);
        assertThat(Arrays.stream(blurred, 0, 6).sum()).isCloseTo(21, within(1e-12));
        assertThat(Arrays.stream(blurred, 6, 12).sum()).isCloseTo(210, within(1e-12));
        assertThat(blurred[0]).isBetween(2.0, 5.0);
    }
}
