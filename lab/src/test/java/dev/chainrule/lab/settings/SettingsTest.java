package dev.chainrule.lab.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.catalogue.Catalogue;
import dev.chainrule.data.Augmentation;
import dev.chainrule.data.Padding;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.evaluate.TestTimeAugmentation;
import dev.chainrule.kernel.BackwardForm;
import dev.chainrule.kernel.ConvolutionAlgorithm;
import dev.chainrule.kernel.Pooling;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.AveragePool;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Build;
import dev.chainrule.layer.ContrastNormalization;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.EvaluationStatistics;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.Gelu;
import dev.chainrule.layer.GlobalAveragePool;
import dev.chainrule.layer.GroupNorm;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerNorm;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.LeakyRelu;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.PatchWhitening;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Residual;
import dev.chainrule.layer.Scale;
import dev.chainrule.layer.Sequential;
import dev.chainrule.layer.Sigmoid;
import dev.chainrule.layer.Size2d;
import dev.chainrule.layer.Tanh;
import dev.chainrule.layer.VarianceEstimate;
import dev.chainrule.layer.Whitening;
import dev.chainrule.loss.AbsoluteError;
import dev.chainrule.loss.AttributeHinge;
import dev.chainrule.loss.LogisticLoss;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.MeanOver;
import dev.chainrule.loss.MulticlassHinge;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.loss.SquaredError;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.optim.AdaGrad;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.AdamW;
import dev.chainrule.optim.GradientClipping;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.Momentum;
import dev.chainrule.optim.MomentumRule;
import dev.chainrule.optim.MomentumSchedule;
import dev.chainrule.optim.NAdam;
import dev.chainrule.optim.Nesterov;
import dev.chainrule.optim.RAdam;
import dev.chainrule.optim.RmsProp;
import dev.chainrule.optim.Sgd;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.optim.WeightAverage;
import dev.chainrule.optim.WeightConstraint;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Precision;
import dev.chainrule.train.Descent;
import dev.chainrule.train.Ending;
import dev.chainrule.train.EvaluationPlan;
import dev.chainrule.train.FinalWeights;
import dev.chainrule.train.Objective;
import dev.chainrule.train.TrainingPlan;
import dev.chainrule.zoo.HiddenLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every setting survives the way through YAML.
class SettingsTest {
    @TempDir
    Path folder;

    private RunSettings read(String yaml) {
        return new SettingsBuilder().file(file(yaml)).build();
    }

    private Path file(String yaml) {
        try {
            return Files.writeString(folder.resolve("my.yaml"), yaml);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.chainrule.lab.settings.Preset#names")
    void aPresetIsTheSameAfterTheWayThroughYaml(String name) {
        RunSettings settings = Preset.named(name, "test").settings();
        assertThat(read(settings.toYaml())).isEqualTo(settings);
        assertThat(settings.preset()).isEqualTo(name);
    }

    static Stream<TrainingPlan> plansWithEverySetting() {
        List<UpdateRule> rules = List.of(
                new Sgd(),
                Momentum.of().withMomentum(0.8),
                new Nesterov(0.7, Nesterov.Form.BUFFER),
                new Nesterov(0.7, Nesterov.Form.LOOKAHEAD),
                new AdaGrad(1e-4),
                RmsProp.of().withDecay(0.95).withEpsilon(1e-7),
                new Adam(0.85, 0.99, 1e-7, Adam.Placement.BEFORE_CORRECTION, false),
                AdamW.of(Adam.of(), 0.05),
                new Momentum(0.7, 0.2, Momentum.Form.BUFFER),
                new RmsProp(0.9, 1e-6, true, 0.8),
                Adam.of().withAmsgrad(true),
                NAdam.of().withGrowth(0.01),
                RAdam.of().withBeta2(0.99));
        List<MomentumSchedule> momenta = List.of(
                new MomentumSchedule.Stages(List.of(0.5, 0.75), 3), new MomentumSchedule.OneCycle(0.9, 0.8, 0.4));
        List<LearningRate> rates = List.of(
                new LearningRate.Constant(0.1),
                new LearningRate.EpochDecay(0.1, 0.9),
                new LearningRate.Step(0.1, 0.2, 7),
                new LearningRate.Exponential(0.1, 0.3),
                new LearningRate.InverseTime(0.1, 0.4),
                new LearningRate.Cosine(0.1, 1e-5),
                new LearningRate.Cyclic(0.1, 500, 1e-5, true),
                new LearningRate.OneCycle(0.1, 0.25),
                new LearningRate.MultiStep(0.1, List.of(3, 5), 0.2),
                new LearningRate.Polynomial(0.1, 2, 1e-4),
                new LearningRate.Linear(0.1, 0.25, 1),
                new LearningRate.CosineRestarts(0.1, 2, 3, 1e-5),
                new LearningRate.Sequence(
                        0.1,
                        List.of(
                                new LearningRate.Sequence.Part(new LearningRate.Linear(1, 0.1, 1), 2),
                                new LearningRate.Sequence.Part(LearningRate.Cosine.of(1), Integer.MAX_VALUE))),
                new LearningRate.Cosine(0.1, 0));
        List<Loss> losses = List.of(
                SoftmaxCrossEntropy.smoothed(0.1),
                new MulticlassHinge(1.5, false),
                new MulticlassHinge(1, true),
                SoftmaxCrossEntropy.of().withClassWeights(List.of(0.5, 2.0)),
                new SquaredError(MeanOver.NUMBERS),
                AbsoluteError.of(),
                LogisticLoss.of().withClassWeights(List.of(1.0, 3.0)),
                new AttributeHinge());
        List<GradientClipping> clippings =
                List.of(new GradientClipping.None(), new GradientClipping.Norm(5), new GradientClipping.Value(0.5));
        List<List<WeightPenalty>> penalties = List.of(
                List.of(),
                List.of(WeightPenalty.HalfL2.of(0.2)),
                List.of(WeightPenalty.FullL2.of(1e-7), WeightPenalty.L1.of(1e-5)));
        List<Augmentation> augmentations = List.of(
                Augmentation.of(),
                new Augmentation(Augmentation.Flip.ALTERNATING, 4, Padding.ZERO, 0, 0.25, 0),
                new Augmentation(Augmentation.Flip.RANDOM, 0, Padding.REFLECT, 8, 0, 0.5));
        List<TestTimeAugmentation> forms = List.of(TestTimeAugmentation.values());
        List<WeightAverage> averages = List.of(
                new WeightAverage.None(),
                new WeightAverage.Ema(0.99, 3, false),
                new WeightAverage.Ema(0.9999, 1, true),
                new WeightAverage.Lookahead(7, 0.25, 3));
        return Stream.iterate(0, i -> i < rates.size(), i -> i + 1)
                .map(i -> new TrainingPlan(
                        3 + i,
                        17,
                        new Descent(
                                rules.get(i % rules.size()),
                                rates.get(i),
                                i % 2 == 0 ? 0 : 100,
                                clippings.get(i % clippings.size()),
                                i % 2 == 0 ? 1 : 0.5 + 9 * i,
                                rules.get(i % rules.size()) instanceof MomentumRule
                                        ? momenta.get(i % momenta.size())
                                        : new MomentumSchedule.None(),
                                i % 2 == 0 ? Descent.PenaltyAdded.AFTER_CLIPPING : Descent.PenaltyAdded.BEFORE_CLIPPING,
                                i % 3 == 0 ? new WeightConstraint.MaxNorm(3.5) : new WeightConstraint.None()),
                        new Objective(losses.get(i % losses.size()), penalties.get(i % penalties.size())),
                        new EvaluationPlan(
                                123, i % 2 == 0 ? Integer.MAX_VALUE : 45, 2, i % 2 == 0, forms.get(i % forms.size())),
                        new Ending(i, i % 2 == 0 ? FinalWeights.LAST : FinalWeights.BEST),
                        augmentations.get(i % augmentations.size()),
                        averages.get(i % averages.size())));
    }

    @ParameterizedTest
    @MethodSource("plansWithEverySetting")
    void everySettingOfAPlanSurvivesYaml(TrainingPlan plan) {
        RunSettings settings = new RunSettings(
                "quick",
                4_000_000_000L,
                3,
                Preset.quick().settings().data(),
                Preset.quick().settings().model(),
                Optional.of(new StartSettings("runs/my run", List.of("convolution-1"), List.of("all"))),
                plan,
                SamplingRule.IN_ORDER,
                new SignalPlan.Regularly(7, 12),
                new CheckpointPlan("500 steps", 2, List.of(3, 70)));
        assertThat(read(settings.toYaml())).isEqualTo(settings);
    }

    @Test
    void aNetworkSpeltOutSurvivesYaml() {
        List<LayerSpec> layers = List.of(
                new Flatten.Settings(),
                new Affine.Settings(5, true, new Initializer.Uniform(-0.5, 0.25), new Initializer.Constant(0.01)),
                new LeakyRelu.Settings(0.2),
                new Sequential.Settings(List.of(
                        new Affine.Settings(4, true, new Initializer.Glorot(), new Initializer.Normal(1e-3)),
                        new Sigmoid.Settings(),
                        new Tanh.Settings())),
                new Relu.Settings(),
                new Affine.Settings(3, true, new Initializer.Xavier(), new Initializer.Constant(0)));
        RunSettings quick = Preset.quick().settings();
        RunSettings settings = new RunSettings(
                "quick",
                1,
                Integer.MAX_VALUE,
                new DataSettings(
                        "my photos: 1",
                        PixelScaling.Kind.NONE,
                        "stratified",
                        7,
                        "32x24",
                        "128,128,128",
                        Optional.of(new ContrastNormalization.Settings(0.5)),
                        Optional.of(new Whitening.Settings(Whitening.Kind.PCA_WHITENING, 20, 1e-3))),
                new ModelSettings.Layers(layers, Precision.FLOAT64),
                Optional.empty(),
                quick.plan(),
                SamplingRule.SOLVER,
                SignalPlan.Spread.of(),
                CheckpointPlan.of());
        assertThat(read(settings.toYaml())).isEqualTo(settings);
    }

    static Stream<LayerSpec> layersWithEverySetting() {
        Initializer zero = new Initializer.Constant(0);
        BatchNorm.Settings norm = BatchNorm.Settings.of();
        return Stream.of(
                new Convolution2d.Settings(
                        7,
                        new Size2d(3, 5),
                        new Convolution2d.Windows(new Size2d(2, 1), new Size2d(1, 0), new Size2d(1, 2)),
                        7,
                        false,
                        new Initializer.He(),
                        zero,
                        ConvolutionAlgorithm.DIRECT),
                Convolution2d.Settings.same(4, 3)
                        .withWeights(new Initializer.Normal(0.1))
                        .withStride(Size2d.square(2)),
                Convolution2d.Settings.same(4, 3).withWeights(new Initializer.Dirac(new Initializer.Normal(0.1))),
                new PatchWhitening.Settings(3, 1e-6),
                new Scale.Settings(1.0 / 9),
                MaxPool.Settings.square(2),
                new MaxPool.Settings(new Size2d(3, 2), new Size2d(2, 1), new Size2d(1, 0), Pooling.Ties.SPLIT),
                new AveragePool.Settings(Size2d.square(3), Size2d.square(2), Size2d.square(1), false),
                new GlobalAveragePool.Settings(),
                Gelu.Settings.of(),
                new Gelu.Settings(Gelu.Form.EXACT),
                new LayerNorm.Settings(1e-6),
                new GroupNorm.Settings(4, 1e-4, GroupNorm.ScaleShape.IMAGE),
                norm.withEpsilon(0),
                BatchNorm.Settings.KTH.withAffine(false).withPer(BatchNorm.Per.POSITION),
                norm.withBackward(BackwardForm.GRAPH)
                        .withEvaluation(new EvaluationStatistics.LastBatches(7))
                        .withVariance(VarianceEstimate.UNBIASED),
                norm.withEvaluation(
                        new EvaluationStatistics.RunningAverage(0.99, EvaluationStatistics.Start.ZEROS_CORRECTED)),
                norm.withEvaluation(new EvaluationStatistics.Precise(20)),
                norm.withEvaluation(new EvaluationStatistics.CurrentBatch()),
                Dropout.Settings.of(0.5),
                Dropout.Settings.of(0.25).withScaling(Dropout.Scaling.VANILLA).withReseed(123),
                new Residual.Settings(List.of(new Relu.Settings()), List.of()),
                new Residual.Settings(List.of(new Relu.Settings()), List.of(new Tanh.Settings())));
    }

    @ParameterizedTest
    @MethodSource("layersWithEverySetting")
    void everySettingOfALayerSurvivesYaml(LayerSpec layer) {
        RunSettings quick = Preset.quick().settings();
        RunSettings settings = quick.withModel(ModelSettings.Layers.of(List.of(layer)));
        assertThat(read(settings.toYaml())).isEqualTo(settings);
        if (layer instanceof LayerSpec.Normalization normalization) {
            HiddenLayer form = HiddenLayer.rectified(new Initializer.He())
                    .withNormalization(normalization)
                    .withNormalizationPlace(HiddenLayer.Place.AFTER_ACTIVATION)
                    .withDropout(Dropout.Settings.of(0.7));
            RunSettings course = quick.withModel(new ModelSettings.Course(
                    ModelSettings.Kind.FULLY_CONNECTED, List.of(5, 6), form, Precision.FLOAT32));
            assertThat(read(course.toYaml())).isEqualTo(course);
        }
    }

    /// A layer of one's own.
    record Doubled(int times) implements LayerSpec {
        Doubled {
            Require.atLeast(1, "Doubled", "times", times);
        }

        @Override
        public Layer build(Build at) {
            return new Scale.Settings(StrictMath.pow(2, times)).build(at);
        }
    }

    @Test
    void aLayerOfOnesOwnJoinsByTheCatalogue() {
        RecordCodec codec = RecordCodec.of(
                Catalogue.LAYERS.with("doubled", Doubled.class),
                Catalogue.RULES,
                Catalogue.LOSSES,
                Catalogue.PENALTIES);
        RunSettings settings = new SettingsBuilder(codec)
                .file(file("model: {layers: [flatten, {layer: doubled, times: 3}, {layer: affine, outputs: 10}]}"))
                .build();
        assertThat(settings.model())
                .isEqualTo(ModelSettings.Layers.of(
                        List.of(new Flatten.Settings(), new Doubled(3), Affine.Settings.of(10))));
        assertThat(new SettingsBuilder(codec).file(file(settings.toYaml(codec))).build())
                .isEqualTo(settings);
        SettingsBuilder wrong = new SettingsBuilder(codec).file(file("model: {layers: [{layer: doubled, times: 0}]}"));
        assertThatThrownBy(wrong::build)
                .hasMessageEndingWith(
                        "my.yaml line 1: model.layers[0].times 0 is out of range; expected a whole number of"
                                + " at least 1");
        assertThatThrownBy(settings::toYaml).hasMessageContaining("expected a record of the catalogue");
    }
}
