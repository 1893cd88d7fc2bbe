package dev.chainrule.lab.demonstration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.lab.demonstration.HandmadeHinge.Slip;
import dev.chainrule.lab.demonstration.HingeTinyWeights.Examples;
import dev.chainrule.lab.demonstration.HingeTinyWeights.Point;
import dev.chainrule.loss.MulticlassHinge;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class HingeTinyWeightsTest {
    private static final int[] LABELS = {3, 0, 9, 4, 7, 1, 1, 8};

    @Test
    void aWrongMaskPassesAtTinyWeightsAndFailsAfterTraining() {
        Tensor x = Tensor.gaussian(Precision.FLOAT64, Shape.of(LABELS.length, 200), new NumpyRandom(1))
                .times(200);
        List<Point> points = HingeTinyWeights.points(new Examples(x, LABELS), share -> {});
        Point first = points.getFirst();
        Point last = points.getLast();

        assertThat(first.violated()).isEqualTo(1);
        assertThat(first.loss()).isCloseTo(9, within(0.1));
        assertThat(first.distance()).isZero();
        assertThat(first.error(Slip.NO_MASK)).isEqualTo(first.error(Slip.NONE)).isLessThan(1e-5);
        assertThat(last.violated()).isBetween(0.01, 0.99);
        assertThat(last.distance()).isBetween(0.05, 1.0);
        assertThat(last.error(Slip.NONE)).isLessThan(1e-5);
        assertThat(last.error(Slip.NO_MASK)).isGreaterThan(0.1);
        assertThat(last.error(Slip.COUNT_OF_ALL)).isGreaterThan(0.1);
        assertThat(first.error(Slip.NO_MARGIN)).isGreaterThan(0.1);
        assertThat(first.error(Slip.LABEL_COUNTED)).isGreaterThan(0.1);
    }

    @Test
    void theHandmadeHingeIsTheLibrarysUnlessSomethingIsWrongWithIt() {
        Tensor scores = Tensor.gaussian(Precision.FLOAT64, Shape.of(LABELS.length, 10), new NumpyRandom(2));
        double[] right = MulticlassHinge.of().forward(scores, LABELS).dscores().toArray();
        for (Slip slip : Slip.values()) {
            double[] own =
                    new HandmadeHinge(slip).forward(scores, LABELS).dscores().toArray();
            if (slip == Slip.NONE) {
                assertThat(own).containsExactly(right, within(1e-15));
            } else {
                assertThat(own).as("%s", slip).isNotEqualTo(right);
            }
        }
    }
}
