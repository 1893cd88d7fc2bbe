package dev.chainrule.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Tensors;
import dev.chainrule.data.ArrayDataset;
import dev.chainrule.data.Dataset;
import dev.chainrule.data.Sampling;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.Gelu;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.PatchWhitening;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.AdamW;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.WeightAverage;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FixedWeightsTest {
    private static final Shape IMAGE = Shape.of(1, 4, 4);

    private static Dataset images(int examples) {
        NumpyRandom random = new NumpyRandom(5);
        double[][] x = new double[examples][16];
        int[] labels = new int[examples];
        for (int i = 0; i < examples; i++) {
            labels[i] = random.randint(2);
            for (int d = 0; d < 16; d++) {
                x[i][d] = random.nextGaussian() + (d % 2 == labels[i] ? 1 : 0);
            }
        }
        return new ArrayDataset(x, labels, IMAGE, 2);
    }

    private static Model unfitted() {
        List<LayerSpec> layers = List.of(
                new PatchWhitening.Settings(2, 1e-3),
                BatchNorm.Settings.of(),
                Gelu.Settings.of(),
                new Flatten.Settings(),
                Affine.Settings.of(2));
        return ModelBuilder.build(new ModelSpec("Net", IMAGE, Precision.FLOAT32, layers), new NumpyRandom(1));
    }

    private static Model fitted() {
        Model model = unfitted();
        model.parameters().getFirst().value().copyFrom(Tensors.gaussian(Precision.FLOAT32, 3, 0.7, 8, 1, 2, 2));
        return model;
    }

    private static Trainer trainer(Model model, TrainingPlan plan) {
        return Training.of(model, images(60))
                .validation(images(20))
                .plan(plan)
                .sampling(new Sampling.Shuffled(RandomKey.of(3)))
                .key(RandomKey.of(4))
                .trainer();
    }

    private static TrainingPlan plan() {
        return TrainingPlan.of(3, 10, AdamW.of(Adam.of(), 0.1), new LearningRate.Constant(1e-2))
                .withPenalties(WeightPenalty.HalfL2.of(0.1));
    }

    static List<WeightAverage> averages() {
        return List.of(
                new WeightAverage.None(), new WeightAverage.Ema(0.7, 1, false), new WeightAverage.Lookahead(1, 0.3, 1));
    }

    @ParameterizedTest
    @MethodSource("averages")
    void trainingChangesNoBitOfThem(WeightAverage average) {
        Model model = fitted();
        trainer(model, plan().withWeightAverage(average)).fit(TrainingListener.none());
        for (int i = 0; i < model.parameters().size(); i++) {
            Parameter trained = model.parameters().get(i);
            double[] start = fitted().parameters().get(i).value().toArray();
            if (trained.isTrained()) {
                assertThat(trained.value().toArray()).as("%s", trained).isNotEqualTo(start);
            } else {
                assertThat(trained.value().toArray()).isEqualTo(start);
            }
        }
    }

    @Test
    void aNetWhoseFixedWeightsWereNeverComputedIsRefused() {
        assertThatThrownBy(() -> trainer(unfitted(), plan()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Trainer: W1(8, 1, 2, 2) of zeros does not fit training, which leaves it as it is;"
                        + " expected weights computed from the training images");
    }

    @Test
    void theRateOfShiftsIsThePlans() {
        Model usual = fitted();
        Model fast = fitted();
        TrainingPlan once = TrainingPlan.of(1, 60, new dev.chainrule.optim.Sgd(), new LearningRate.Constant(0.25))
                .withFinalWeights(FinalWeights.LAST);
        trainer(usual, once).fit(TrainingListener.none());
        trainer(fast, once.withDescent(once.descent().withShiftRateFactor(4))).fit(TrainingListener.none());
        for (int i = 0; i < usual.parameters().size(); i++) {
            Parameter parameter = usual.parameters().get(i);
            double[] moved = parameter.value().toArray();
            double[] movedFast = fast.parameters().get(i).value().toArray();
            double factor = parameter.kind() == Parameter.Kind.SHIFT ? 4 : 1;
            for (int k = 0; k < moved.length; k++) {
                assertThat(movedFast[k]).isEqualTo(factor * moved[k]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void aRateFactorOutOfRangeIsRefused(double factor) {
        assertThatThrownBy(() -> plan().descent().withShiftRateFactor(factor))
                .hasMessage(
                        "Descent: shiftRateFactor " + factor + " is out of range; expected a finite number above 0");
    }
}
