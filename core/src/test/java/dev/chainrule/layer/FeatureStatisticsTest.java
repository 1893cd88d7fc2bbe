package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.layer.EvaluationStatistics.LastBatches;
import dev.chainrule.layer.EvaluationStatistics.RunningAverage;
import dev.chainrule.layer.EvaluationStatistics.Start;
import dev.chainrule.tensor.DoubleTensor;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import org.junit.jupiter.api.Test;

class FeatureStatisticsTest {
    private static Tensor pair(double first, double second) {
        return new DoubleTensor(Shape.of(2), new double[] {first, second});
    }

    private final Tensor mean = pair(-1, -1);
    private final Tensor variance = pair(-1, -1);

    @Test
    void ofTheLastBatchesEachFeatureHasItsMeanAndItsVariance() {
        FeatureStatistics last = new FeatureStatistics(new LastBatches(2), VarianceEstimate.UNBIASED, 2, "");
        last.observe(pair(100, 200), pair(300, 400), 5);
        last.observe(pair(1, 2), pair(4, 8), 5);
        last.observe(pair(3, 6), pair(12, 16), 5);
        assertThat(last.recall(mean, variance)).isTrue();
        assertThat(mean.toArray()).containsExactly(2, 4);
        assertThat(variance.toArray()).containsExactly(10, 15);
    }

    @Test
    void beforeTheFirstBatchAnAverageThatStartsAtZerosIsZero() {
        FeatureStatistics zeros =
                new FeatureStatistics(new RunningAverage(0.9, Start.ZEROS), VarianceEstimate.BIASED, 2, "");
        assertThat(zeros.recall(mean, variance)).isTrue();
        assertThat(mean.toArray()).containsExactly(0, 0);
        assertThat(variance.toArray()).containsExactly(0, 0);
    }
}
