package dev.chainrule.lab.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.data.Augmentation;
import dev.chainrule.evaluate.TestTimeAugmentation;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.PatchWhitening;
import dev.chainrule.layer.Tanh;
import dev.chainrule.loss.MulticlassHinge;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.AdamW;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.Momentum;
import dev.chainrule.optim.Sgd;
import dev.chainrule.optim.WeightAverage;
import dev.chainrule.train.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a run is told: by words that stand for sections, by flags over a file over a preset.
class SettingsMergingTest {
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

    @Test
    void whiteningAndDiracAreOneWordEach() {
        RunSettings settings = read("""
            model:
              layers: [patch-whitening, {layer: convolution, filters: 8, kernel: 3, weights: dirac}]
            """);
        assertThat(settings.model())
                .isInstanceOfSatisfying(
                        ModelSettings.Layers.class,
                        model -> assertThat(model.layers()).first().isEqualTo(new PatchWhitening.Settings(2, 5e-4)));
        assertThat(settings.model())
                .isInstanceOfSatisfying(
                        ModelSettings.Layers.class,
                        model -> assertThat(model.layers().getLast())
                                .isInstanceOfSatisfying(
                                        Convolution2d.Settings.class,
                                        convolution -> assertThat(convolution.weights())
                                                .isEqualTo(new Initializer.Dirac(new Initializer.He()))));
    }

    @Test
    void normalizationAndDropoutAreOneWordEach() {
        RunSettings settings = read("model: {hidden: [9], normalization: batch-norm, dropout: 0.5}");
        assertThat(settings.model()).isInstanceOfSatisfying(ModelSettings.Course.class, model -> {
            assertThat(model.form().normalization()).contains(BatchNorm.Settings.of());
            assertThat(model.form().dropout()).contains(Dropout.Settings.of(0.5));
        });
    }

    @Test
    void layersMayBeWrittenShort() {
        RunSettings settings = read("""
            model:
              layers: [flatten, {layer: affine, outputs: 20}, relu, {layer: affine, outputs: 10}]
            """);
        assertThat(settings.model())
                .isInstanceOfSatisfying(
                        ModelSettings.Layers.class,
                        model -> assertThat(model.layers()).hasSize(4).first().isEqualTo(new Flatten.Settings()));
    }

    @Test
    void whatAFileLeavesOutIsThePresets() {
        RunSettings settings = read("preset: cs231n-adam\nepochs: 7\n");
        assertThat(settings.plan().epochs()).isEqualTo(7);
        assertThat(settings.plan().descent().optimizer()).isEqualTo(Adam.of());
        assertThat(settings.sampling()).isEqualTo(SamplingRule.SOLVER);
    }

    @Test
    void flagsGoOverTheFileAndTheFileOverThePreset() {
        RunSettings settings = new SettingsBuilder()
                .preset("cs231n-sgd", "--preset")
                .file(file("preset: quick\nepochs: 7\nbatch-size: 9\n"))
                .set("epochs", "8", "--epochs")
                .build();
        assertThat(settings.plan().epochs()).isEqualTo(8);
        assertThat(settings.plan().batchSize()).isEqualTo(9);
        assertThat(settings.plan().descent().optimizer()).isEqualTo(new Sgd());
    }

    @Test
    void anotherVariantOfASectionTakesNothingOverFromTheOneBefore() {
        SettingsBuilder builder = new SettingsBuilder()
                .preset("cs231n-rmsprop", "--preset")
                .set("optimizer.decay", "0.5", "--set optimizer.decay")
                .set("optimizer.rule", "adamw", "--optimizer");
        assertThat(builder.build().plan().descent().optimizer()).isEqualTo(AdamW.of(Adam.of(), 0.01));
    }

    @Test
    void augmentationAveragesAndTestFormsAreOneWordEach() {
        TrainingPlan plan = read("augmentation: random\nweight-average: ema\nevaluation: {tta: flip-and-shift}\n")
                .plan();
        assertThat(plan.augmentation()).isEqualTo(Augmentation.of().withFlip(Augmentation.Flip.RANDOM));
        assertThat(plan.weightAverage()).isEqualTo(new WeightAverage.Ema(0.999, 5, true));
        assertThat(plan.evaluation().tta()).isEqualTo(TestTimeAugmentation.FLIP_AND_SHIFT);
        assertThat(read("augmentation: none").plan().augmentation()).isEqualTo(Augmentation.of());
    }

    @Test
    void anotherAverageTakesNothingOverFromTheOneBefore() {
        SettingsBuilder builder = new SettingsBuilder()
                .file(file("weight-average: {rule: ema, decay: 0.9, every: 1}"))
                .set("weight-average.rule", "lookahead", "--average");
        assertThat(builder.build().plan().weightAverage()).isEqualTo(new WeightAverage.Lookahead(5, 0.5, 0));
    }

    @Test
    void anotherScheduleKeepsTheRate() {
        RunSettings settings = new SettingsBuilder()
                .preset("cs231n-adam", "--preset")
                .set("learning-rate.schedule", "cosine", "--schedule")
                .build();
        assertThat(settings.plan().descent().learningRate()).isEqualTo(new LearningRate.Cosine(1e-3, 0));
    }

    @Test
    void anotherModelStartsItsWeightsItsOwnWay() {
        RunSettings settings = new SettingsBuilder()
                .preset("cs231n-adam", "--preset")
                .set("model.kind", "kth", "--model")
                .build();
        assertThat(settings.model()).isInstanceOfSatisfying(ModelSettings.Course.class, model -> {
            assertThat(model.form().weights()).isEqualTo(new Initializer.He());
            assertThat(model.hidden()).hasSize(5);
        });
    }

    @Test
    void hiddenUnitsOverAConvolutionalNetChooseTheFullyConnected() {
        for (String preset : List.of("cifar10-80", "cs231n-convnet")) {
            RunSettings settings = new SettingsBuilder()
                    .preset(preset, "--preset")
                    .set("model.hidden", "[20, 10]", "--hidden")
                    .set("model.activation", "tanh", "--activation")
                    .build();
            assertThat(settings.model()).isInstanceOfSatisfying(ModelSettings.Course.class, model -> {
                assertThat(model.kind()).isEqualTo(ModelSettings.Kind.FULLY_CONNECTED);
                assertThat(model.hidden()).containsExactly(20, 10);
                assertThat(model.form().activation()).isEqualTo(new Tanh.Settings());
            });
        }
    }

    @Test
    void whatBelongsToHiddenLayersIsRefusedWhereThereAreNone() {
        SettingsBuilder builder =
                new SettingsBuilder().preset("cifar10-80", "--preset").set("model.dropout.keep", "0.5", "--dropout");
        assertThatThrownBy(builder::build)
                .hasMessage("--dropout: key 'model.dropout' is unknown; expected one of kind, precision. It is a key of"
                        + " kind fully-connected, two-layer, kth");
    }

    @Test
    void anotherDataSetIsSplitItsOwnWay() {
        assertThat(new SettingsBuilder()
                        .set("data.set", "mnist", "--data")
                        .build()
                        .data()
                        .split())
                .isEqualTo("standard");
        assertThat(new SettingsBuilder()
                        .set("data.set", "cifar10", "--data")
                        .set("data.split", "kth", "--split")
                        .build()
                        .data()
                        .split())
                .isEqualTo("kth");
    }

    @Test
    void aWordMayStandForASection() {
        RunSettings settings =
                read("preset: quick-fc\noptimizer: momentum\nlearning-rate: 0.5\nclipping: none\nloss: hinge\n");
        assertThat(settings.plan().descent().optimizer()).isEqualTo(Momentum.of());
        assertThat(settings.plan().descent().learningRate().at(new dev.chainrule.optim.Progress(0, 1, 1_000_000)))
                .isEqualTo(0.5);
        assertThat(settings.plan().objective().loss()).isEqualTo(new MulticlassHinge(1, false));
    }
}
