package dev.chainrule.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.data.ArrayDataset;
import dev.chainrule.data.Dataset;
import dev.chainrule.data.Sampling;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.EvaluationStatistics;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Residual;
import dev.chainrule.loss.Penalised;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.AdamW;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.WeightAverage;
import dev.chainrule.optim.WeightConstraint;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrozenLayersTest {
    private static final Shape IMAGE = Shape.of(1, 4, 4);

    /// Layers that are frozen, and what belongs to them.
    private static final List<String> FROZEN = List.of("convolution-1", "batch-norm-1", "batch-norm-2", "affine-1");

    private static final Set<String> TENSORS = Set.of("W1", "b1", "gamma1", "beta1", "W3", "b3");

    private static Dataset images(int examples) {
        NumpyRandom random = new NumpyRandom(5);
        double[][] x = new double[examples][16];
        int[] labels = new int[examples];
        for (int i = 0; i < examples; i++) {
            labels[i] = random.randint(2);
            for (int d = 0; d < 16; d++) {
                x[i][d] = 3 * random.nextGaussian() + (d % 2 == labels[i] ? 1 : 0);
            }
        }
        return new ArrayDataset(x, labels, IMAGE, 2);
    }

    private static Model model(EvaluationStatistics statistics) {
        BatchNorm.Settings norm = BatchNorm.Settings.of().withEvaluation(statistics);
        List<LayerSpec> layers = List.of(
                Convolution2d.Settings.same(3, 3),
                norm,
                new Relu.Settings(),
                Residual.Settings.of(
                        List.of(Convolution2d.Settings.same(3, 3), norm.withAffine(false), new Relu.Settings())),
                new Flatten.Settings(),
                Affine.Settings.of(6),
                new Relu.Settings(),
                Affine.Settings.of(2));
        Model model = ModelBuilder.build(new ModelSpec("Net", IMAGE, Precision.FLOAT32, layers), new NumpyRandom(1));
        train(model, TrainingPlan.of(1, 10, Adam.of(), new LearningRate.Constant(1e-2)));
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

    private static void train(Model model, TrainingPlan plan) {
        trainer(model, plan).fit(TrainingListener.none());
    }

    private static Map<String, double[]> numbers(Model model) {
        Map<String, double[]> numbers = new LinkedHashMap<>();
        model.tensors().forEach((name, tensor) -> numbers.put(name, tensor.toArray()));
        return numbers;
    }

    /// All that could move a weight: decay in the rule, penalties on everything, a limit of its norm, averages, the
    /// best weights.
    private static TrainingPlan plan() {
        TrainingPlan plan = TrainingPlan.of(3, 10, AdamW.of(Adam.of(), 0.1), new LearningRate.Constant(1e-2))
                .withPenalties(new WeightPenalty.HalfL2(0.1, Penalised.ALL))
                .withFinalWeights(FinalWeights.BEST);
        return plan.withDescent(plan.descent().withConstraint(new WeightConstraint.MaxNorm(0.1)));
    }

    static Stream<WeightAverage> averages() {
        return Stream.of(
                new WeightAverage.None(), new WeightAverage.Ema(0.7, 1, false), new WeightAverage.Lookahead(1, 0.3, 1));
    }

    @ParameterizedTest
    @MethodSource("averages")
    void nothingChangesABitOfThem(WeightAverage average) {
        for (EvaluationStatistics statistics :
                List.of(EvaluationStatistics.RunningAverage.of(), new EvaluationStatistics.Precise(3))) {
            Model model = model(statistics);
            FROZEN.forEach(name -> model.layer(name).freeze());
            Map<String, double[]> before = numbers(model);
            train(model, plan().withWeightAverage(average));
            numbers(model).forEach((name, now) -> {
                if (TENSORS.contains(name) || name.startsWith("running_")) {
                    assertThat(now).as(name).isEqualTo(before.get(name));
                } else {
                    assertThat(now).as(name).isNotEqualTo(before.get(name));
                }
            });
        }
    }

    @Test
    void theirBatchNormTrainsOthersByItsRunningStatistics() {
        Model model = model(EvaluationStatistics.RunningAverage.of());
        Tensor x = images(8).batch(new int[] {0, 1, 2, 3}, Precision.FLOAT32).x();
        Mode train = new Mode.Train(RandomKey.of(1));
        double[] evaluated = model.scores(x).toArray();
        assertThat(model.forward(x, train).output().toArray()).isNotEqualTo(evaluated);
        Model frozen = model(EvaluationStatistics.RunningAverage.of());
        frozen.layer("batch-norm-1").freeze();
        frozen.layer("batch-norm-2").freeze();
        assertThat(frozen.forward(x, train).output().toArray()).isEqualTo(evaluated);
    }

    @Test
    void dropoutGoesOnDroppingAndTheBackwardPassEndsAboveTheLowestTrainedLayer() {
        List<LayerSpec> layers = List.of(
                new Flatten.Settings(), Affine.Settings.of(50), Dropout.Settings.of(0.5), Affine.Settings.of(2));
        Model model = ModelBuilder.build(new ModelSpec("Net", IMAGE, Precision.FLOAT64, layers), new NumpyRandom(1));
        model.network().layers().subList(0, 3).forEach(layer -> layer.freeze());
        Tensor x = images(8).batch(new int[] {0, 1, 2, 3}, Precision.FLOAT64).x();
        Pass pass = model.forward(x, new Mode.Train(RandomKey.of(1)));
        assertThat(pass.output().toArray()).isNotEqualTo(model.scores(x).toArray());
        Gradients gradients = pass.parameterGradients(pass.output());
        assertThat(gradients.byName()).containsOnlyKeys("W2", "b2");
    }

    @Test
    void thosePenaltiesAreNoPartOfTheLoss() {
        Model model = model(EvaluationStatistics.RunningAverage.of());
        List<WeightPenalty> penalties = List.of(WeightPenalty.HalfL2.of(1));
        model.layersByName().forEach((name, layer) -> {
            if (!name.equals("affine-2")) {
                layer.freeze();
            }
        });
        Parameter last = model.parameter("W4");
        assertThat(WeightPenalty.total(penalties, model.parameters()))
                .isEqualTo(WeightPenalty.total(penalties, List.of(last)));
        assertThat(model.parameterCount()).isEqualTo(6 * 2 + 2);
    }

    @Test
    void aNetworkOfFrozenLayersIsRefused() {
        Model model = model(EvaluationStatistics.RunningAverage.of());
        model.network().freeze();
        assertThatThrownBy(() -> trainer(model, plan()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Trainer: all layers of Net are frozen, so nothing is left to train; expected one that is not");
    }

    @Test
    void aLayerThatIsNotThereIsToldFromThoseThatAre() {
        assertThatThrownBy(() -> model(EvaluationStatistics.RunningAverage.of()).layer("conv1"))
                .hasMessage("Model: layer 'conv1' is unknown; expected one of convolution-1, batch-norm-1, relu-1,"
                        + " convolution-2, batch-norm-2, relu-2, residual-1, flatten-1, affine-1, relu-3,"
                        + " affine-2");
    }
}
