package dev.chainrule.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShapesTest {
    @Test
    void aNetIsReadBackFromItsText() {
        for (boolean batchNorm : new boolean[] {false, true}) {
            for (NetShape net : NetShape.all(batchNorm)) {
                assertThat(NetShape.parse(net.toString())).isEqualTo(net);
            }
        }
    }

    @Test
    void aProductIsReadBackFromItsText() {
        for (ProductShape shape : ProductShape.all()) {
            assertThat(ProductShape.parse(shape.toString())).isEqualTo(shape);
        }
    }

    @Test
    void aSliceIsReadBackFromItsText() {
        Slice slice = new Slice(5, 4, 9, 100, 12);
        assertThat(Slice.parse(slice.toString())).isEqualTo(slice);
    }

    @Test
    void theFirstLayerHasNoGradientByItsInput() {
        assertThat(new NetShape(List.of(7, 5, 3), 2, false).operations()).isEqualTo(4.0 * 2 * 7 * 5 + 6.0 * 2 * 5 * 3);
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        assertThat(Statistics.median(List.of(9.0, 1.0, 4.0, 2.0))).isEqualTo(3);
    }

    @Test
    void theSpreadIsHalfTheRangeRelativeToTheMedian() {
        assertThat(Statistics.spread(List.of(2.0, 1.0, 4.0))).isEqualTo(0.75);
    }

    @Test
    void theGeometricMeanOfTwoAndEightIsFour() {
        assertThat(Statistics.geometricMean(List.of(2.0, 8.0))).isCloseTo(4, within(1e-12));
    }
}
