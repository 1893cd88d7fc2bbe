package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tensors;
import dev.chainrule.layer.Dropout.Scaling;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest implements LayerContract {
    private static final Mode EVALUATE = new Mode.Evaluate();

    @Override
    public Layer layer(Precision precision) {
        return new Dropout(Dropout.Settings.of(0.6));
    }

    @Override
    public List<Shape> inputs() {
        return List.of(Shape.of(5, 37), Shape.of(2, 3, 4, 5), Shape.of(1, 1));
    }

    @Override
    public List<Shape> refused() {
        return List.of();
    }

    @Override
    public int terms() {
        return 1;
    }

    private static Tensor train(Dropout layer, long key, Tensor x) {
        return layer.forward(x, new Mode.Train(RandomKey.of(key))).output();
    }

    private static double mean(Tensor x) {
        return DoubleStream.of(x.toArray()).average().orElseThrow();
    }

    private static Tensor tens() {
        Tensor x = Tensor.zeros(Precision.FLOAT32, Shape.of(500, 500));
        x.fill(10);
        return x;
    }

    @ParameterizedTest
    @CsvSource({
        "0.25, INVERTED, 10, 10",
        "0.7, INVERTED, 10, 10",
        "0.25, VANILLA, 2.5, 2.5",
        "0.7, VANILLA, 7, 7",
        "0.25, UNSCALED, 2.5, 10",
        "1, INVERTED, 10, 10"
    })
    void theExpectationIsKeptOrNotAsSaid(double keep, Scaling scaling, double training, double evaluation) {
        Dropout layer = new Dropout(Dropout.Settings.of(keep).withScaling(scaling));
        assertThat(mean(train(layer, 1, tens()))).isCloseTo(training, within(0.05 * training));
        assertThat(mean(layer.forward(tens(), EVALUATE).output())).isCloseTo(evaluation, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.9})
    void theShareOfZerosIsOneMinusKeep(double keep) {
        Tensor y = train(new Dropout(Dropout.Settings.of(keep)), 2, tens());
        long zeros = DoubleStream.of(y.toArray()).filter(v -> v == 0).count();
        assertThat(zeros / 250_000.0).isCloseTo(1 - keep, within(0.005));
    }

    @Test
    void theMaskIsAFunctionOfTheKeyAndNotOfThePrecision() {
        Dropout layer = new Dropout(Dropout.Settings.of(0.5));
        Tensor x = Tensors.gaussian(Precision.FLOAT32, 1, 1, 20, 30);
        Tensor same = Tensor.of(Precision.FLOAT64, x.shape(), x.toArray());
        assertThat(train(layer, 7, x).toArray()).isEqualTo(train(layer, 7, x).toArray());
        assertThat(train(layer, 7, x).toArray()).isEqualTo(train(layer, 7, same).toArray());
        assertThat(train(layer, 7, x).toArray()).isNotEqualTo(train(layer, 8, x).toArray());
    }

    @Test
    void layersOfOneNetworkHaveMasksOfTheirOwn() {
        Tensor x = tens();
        Dropout layer = new Dropout(Dropout.Settings.of(0.5).withScaling(Scaling.UNSCALED));
        Tensor once = train(layer, 1, x);
        Tensor twice = Sequential.of(layer, layer)
                .forward(x, new Mode.Train(RandomKey.of(1)))
                .output();
        assertThat(mean(twice)).isCloseTo(mean(once) / 2, within(0.1));
    }

    @Test
    void reseededMasksAreTheSameEveryTimeWhateverTheKey() {
        Dropout layer = new Dropout(Dropout.Settings.of(0.5).withReseed(123));
        Tensor x = Tensors.gaussian(Precision.FLOAT64, 1, 1, 20, 30);
        assertThat(train(layer, 7, x).toArray()).isEqualTo(train(layer, 8, x).toArray());
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0x1_0000_0000L})
    void aSeedThatNumPyDoesNotTakeIsRefused(long seed) {
        assertThatThrownBy(() -> Dropout.Settings.of(0.5).withReseed(seed))
                .hasMessage("Dropout: reseed %s is out of range; expected a whole number from 0 to 2³² − 1", seed);
        assertThat(Dropout.Settings.of(0.5).withReseed(0).reseed()).hasValue(0L);
        assertThat(Dropout.Settings.of(0.5).withReseed(0xffff_ffffL).reseed()).hasValue(0xffff_ffffL);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.5, 1.5, Double.NaN})
    void aKeepProbabilityOutsideItsRangeIsRefused(double keep) {
        assertThatThrownBy(() -> Dropout.Settings.of(keep))
                .hasMessage("Dropout: keep %s is out of range; expected a probability above 0 and at most 1"
                        .formatted(keep));
    }

    @Test
    void vanillaScalesTheGradientOfAnEvaluationToo() {
        Dropout layer = new Dropout(Dropout.Settings.of(0.25).withScaling(Scaling.VANILLA));
        Tensor x = Tensors.gaussian(Precision.FLOAT64, 1, 1, 2, 3);
        double[] dx = layer.forward(x, EVALUATE).backward(x).input().toArray();
        for (int i = 0; i < dx.length; i++) {
            assertThat(dx[i]).isEqualTo(0.25 * x.getStored(i));
        }
    }
}
