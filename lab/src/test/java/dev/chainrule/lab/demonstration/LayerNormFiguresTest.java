package dev.chainrule.lab.demonstration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.lab.demonstration.LayerNormFigures.Alone;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.LayerNorm;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerNormFiguresTest {

    @Test
    void anExampleHasTheSameOutputsAloneAndInCompanyButForBatchNormInTraining() {
        List<Alone> alone = LayerNormFigures.alone();
        assertThat(alone.stream().map(Alone::same)).containsExactly(true, true, false, true);
        Alone batch = alone.get(2);
        assertThat(batch.differences().getFirst()).isEmpty();
        assertThat(batch.differences().get(1).orElseThrow()).isGreaterThan(1);
        assertThat(batch.differences().get(2).orElseThrow())
                .isBetween(0.1, batch.differences().get(1).orElseThrow());
    }

    @Test
    void batchNormOfOneExampleIsZero() {
        assertThat(LayerNormFigures.batchOfTheSame()).isZero();
    }

    @Test
    void theGradientOfAScaleIsASumOverExamples() {
        assertThat(LayerNormFigures.scaleGradient()).isLessThan(1e-12);
    }

    @Test
    void theStateOfASequenceGrowsUnlessItIsNormalised() {
        double[] grown = LayerNormFigures.recurrence(1.2, false);
        assertThat(grown[2]).isGreaterThan(1e5);
        assertThat(LayerNormFigures.recurrence(0.8, false)[2]).isLessThan(1e-5);
        assertThat(LayerNormFigures.recurrence(1.2, true)).containsExactly(new double[] {1, 1, 1}, within(1e-3));
    }

    @Test
    void layerNormTrainsOnBatchesOfOneAndBatchNormRefusesThem() {
        LayerNormFigures.Trained layer = LayerNormFigures.train(LayerNorm.Settings.of(), 1);
        assertThat(layer.refusal()).isEmpty();
        assertThat(layer.first()).isBetween(2.1, 2.6);
        assertThat(layer.last()).isLessThan(1.5);
        assertThat(layer.training()).isGreaterThan(0.5);
        assertThat(LayerNormFigures.train(BatchNorm.Settings.of(), 1).refusal())
                .hasValueSatisfying(refusal -> assertThat(refusal)
                        .contains("input (1, 50) does not fit training", "layer or group normalisation"));
    }
}
