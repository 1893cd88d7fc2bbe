package dev.chainrule.lab.demonstration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.lab.demonstration.DeepNet.Form;
import dev.chainrule.lab.demonstration.GradientAndWeights.Decay;
import dev.chainrule.lab.demonstration.GradientAndWeights.Exponent;
import dev.chainrule.lab.demonstration.GradientAndWeights.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientAndWeightsTest {
    @Test
    void aGradientIsProportionalToTheWeightsOfOtherLayersAndNotToItsOwn() {
        List<Row> rows = GradientAndWeights.rows();

        assertThat(rows).extracting(Row::name).contains("weights of layer 3", "data of layer 3");
        for (Row row : rows) {
            boolean stays = row.name().equals("weights of layer 3")
                    || row.name().equals("data of layer 4")
                    || row.name().equals("data of layer 5");
            assertThat(row.times()).as(row.name()).isCloseTo(stays ? 1 : 0.1, within(1e-12));
            assertThat(row.turned()).as(row.name()).isLessThan(1e-12);
        }
    }

    @Test
    void theGradientFallsWithThePowerOfAllOtherLayersUnlessTheyAreNormalised() {
        Exponent exponent = GradientAndWeights.exponent(6);

        assertThat(exponent.ofData()).isCloseTo(5, within(1e-9));
        assertThat(exponent.ofWeights()).isCloseTo(5, within(1e-9));
        assertThat(exponent.ofNormalised()).isCloseTo(1, within(1e-6));
        assertThat(exponent.ofNormalisedWeights()).isCloseTo(0, within(1e-6));
    }

    @Test
    void weightsOfHeKeepTheLengthOfGradientsAndSmallOnesDoNot() {
        assertThat(Decay.of(Form.HE).aLayer()).isCloseTo(1, within(0.1));
        assertThat(Decay.of(Form.GLOROT).aLayer()).isCloseTo(0.707, within(0.07));
        assertThat(Decay.of(Form.SMALL).aLayer()).isCloseTo(0.0707, within(0.007));
        assertThat(Decay.of(Form.BATCH_NORM).aLayer()).isBetween(1.0, 1.5);
    }
}
