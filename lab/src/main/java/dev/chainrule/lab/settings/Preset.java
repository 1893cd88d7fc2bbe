package dev.chainrule.lab.settings;

import static dev.chainrule.lab.settings.DataSettings.AS_IS;
import static dev.chainrule.lab.settings.DataSettings.CIFAR10;
import static dev.chainrule.lab.settings.DataSettings.CIFAR10_SMALL;

import dev.chainrule.data.Augmentation;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.lab.dataset.Split;
import dev.chainrule.lab.text.Nearest;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.Initializer;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.AdamW;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.Momentum;
import dev.chainrule.optim.Nesterov;
import dev.chainrule.optim.RmsProp;
import dev.chainrule.optim.Sgd;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.optim.WeightAverage;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.train.Descent;
import dev.chainrule.train.EvaluationPlan;
import dev.chainrule.train.FinalWeights;
import dev.chainrule.train.TestTimeAugmentation;
import dev.chainrule.train.TrainingPlan;
import dev.chainrule.zoo.ConvNets;
import dev.chainrule.zoo.HiddenLayer;
import dev.chainrule.zoo.Models;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// Settings by name: the default, and the courses' experiments.
public enum Preset {
    /// What is trained without any other word.
    QUICK("a good first run: a small ConvNet with batch normalisation on the bundled images", quick()),
    /// The same images without convolution.
    QUICK_FC("the same images by a fully-connected net: two hidden layers", quickFullyConnected()),
    /// CS231n's first exercise.
    CS231N_TWO_LAYER("CS231n A2: TwoLayerNet of 100 on all of CIFAR-10, at least 50 % validation", twoLayer()),
    /// CS231n's overfitting exercise.
    CS231N_OVERFIT_3("CS231n A2: a 3-layer net learns 50 images by heart", overfit(2, 1e-2, 8e-3)),
    /// CS231n's overfitting exercise with a deeper net.
    CS231N_OVERFIT_5("CS231n A2: a 5-layer net learns 50 images by heart", overfit(4, 1e-1, 2e-3)),
    /// CS231n's comparison of update rules: plain descent.
    CS231N_SGD("CS231n A2: 6 layers on 4000 images with plain SGD", rule(new Sgd(), 5e-3)),
    /// CS231n's comparison of update rules: momentum.
    CS231N_MOMENTUM("CS231n A2: the same with momentum 0.9", rule(new Momentum(0.9), 5e-3)),
    /// CS231n's comparison of update rules: RMSProp.
    CS231N_RMSPROP("CS231n A2: the same with RMSProp", rule(RmsProp.of(), 1e-4)),
    /// CS231n's comparison of update rules: Adam.
    CS231N_ADAM("CS231n A2: the same with Adam", rule(Adam.of(), 1e-3)),
    /// CS231n's batch normalisation exercise.
    CS231N_BATCH_NORM("CS231n A2: 6 layers on 1000 images with batch normalisation", deep(true)),
    /// CS231n's batch normalisation exercise: what it is compared with.
    CS231N_NO_NORM("CS231n A2: the same without normalisation", deep(false)),
    /// CS231n's dropout exercise.
    CS231N_DROPOUT("CS231n A2: 500 units on 500 images, a quarter of them kept", dropout(0.25)),
    /// CS231n's dropout exercise: what it is compared with.
    CS231N_NO_DROPOUT("CS231n A2: the same without dropout", dropout(1)),
    /// CS231n's open exercise.
    CS231N_BEST_FC("CS231n A2: the best fully-connected net on all of CIFAR-10", bestFullyConnected()),
    /// CS231n's sanity check of the three-layer ConvNet.
    CS231N_CONVNET_OVERFIT(
            "CS231n A2: ThreeLayerConvNet learns 100 images by heart",
            threeLayer(small(PixelScaling.Kind.MEAN_IMAGE, 100), 100, 1e-2, 0, 15)),
    /// CS231n's one epoch with the three-layer ConvNet.
    CS231N_CONVNET(
            "CS231n A2: ThreeLayerConvNet of 500 hidden units, one epoch of CIFAR-10",
            threeLayer(whole(Split.CS231N, PixelScaling.Kind.MEAN_IMAGE), 500, 1e-3, 1e-3, 1)),
    /// CS231n's PyTorch notebook: the fully-connected net.
    CS231N_PYTORCH_FC("CS231n A2: 4000 hidden units, one epoch, as in the PyTorch notebook", pyTorchFullyConnected()),
    /// CS231n's PyTorch notebook, second part.
    CS231N_PYTORCH_BAREBONES(
            "CS231n A2: two convolutions, He's start, plain descent, one epoch, as in the PyTorch notebook",
            pyTorch(
                    new ModelSettings.Layers(
                            ConvNets.twoConvolutions(
                                            Shape.of(3, 32, 32), new Initializer.He(), new Initializer.Constant(0), 10)
                                    .layers(),
                            Precision.FLOAT32),
                    new Sgd(),
                    3e-3)),
    /// CS231n's PyTorch notebook, fourth part.
    CS231N_PYTORCH_CONVNET(
            "CS231n A2: two convolutions, PyTorch's start, Nesterov, one epoch, as in the PyTorch notebook",
            pyTorch(
                    new ModelSettings.Convolutional(ModelSettings.ConvNet.TWO_CONVOLUTIONS, Precision.FLOAT32),
                    nesterov(0.9),
                    1e-2)),
    /// A strong small net.
    CIFAR10_80("a small VGG net with batch normalisation, 10 epochs of CIFAR-10", eighty()),
    /// A strong fast net.
    CIFAR10_90("fast-net with flips, shifts and label smoothing, 9 epochs of CIFAR-10", ninety()),
    /// The strongest.
    CIFAR10_94("whitened-net after K. Jordan's recipe, 94 % of CIFAR-10's test images", ninetyFour()),
    /// KTH's second assignment.
    KTH_A2(
            "DD2424 A2: 2 layers on one batch with a cyclic rate",
            kth(List.of(50), false, Split.KTH_SINGLE_BATCH, 0.01, 500, 10)),
    /// KTH's third assignment, without batch normalisation.
    KTH_3_LAYER("DD2424 A3: 3 layers on all of CIFAR-10, two cycles", kthDeep(List.of(50, 50), false)),
    /// KTH's third assignment.
    KTH_3_LAYER_BN("DD2424 A3: the same with batch normalisation", kthDeep(List.of(50, 50), true)),
    /// KTH's third assignment, the deep net without batch normalisation.
    KTH_9_LAYER(
            "DD2424 A3: 9 layers on all of CIFAR-10, two cycles",
            kthDeep(List.of(50, 30, 20, 20, 10, 10, 10, 10), false)),
    /// KTH's third assignment, the deep net.
    KTH_9_LAYER_BN(
            "DD2424 A3: the same with batch normalisation", kthDeep(List.of(50, 30, 20, 20, 10, 10, 10, 10), true));

    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // settings are records all the way down
    private final RunSettings settings;

    Preset(String description, RunSettings unnamed) {
        this.description = description;
        this.settings = new RunSettings(
                id(),
                unnamed.seed(),
                unnamed.threads(),
                unnamed.data(),
                unnamed.model(),
                unnamed.plan(),
                unnamed.sampling());
    }

    /// The preset of that name.
    ///
    /// @param origin where the name was given, for errors
    /// @throws SettingsException if there is none, naming the nearest
    public static Preset named(String id, String origin) {
        List<String> known = Arrays.stream(values()).map(Preset::id).toList();
        int index = known.indexOf(id);
        if (index < 0) {
            throw new SettingsException("%s: preset '%s' is unknown; expected one of %s%s"
                    .formatted(origin, id, String.join(", ", known), Nearest.hint(id, known)));
        }
        return values()[index];
    }

    /// The name at the command line, for example `cs231n-adam`.
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// One line about it.
    public String description() {
        return description;
    }

    /// The settings.
    public RunSettings settings() {
        return settings;
    }

    /// Mirrored and moved images, because 4000 are few.
    private static RunSettings quick() {
        TrainingPlan plan = TrainingPlan.of(15, 50, nesterov(0.9), new LearningRate.OneCycle(0.05, 0.25))
                .withAugmentation(mirroredAndMoved())
                .withFinalWeights(FinalWeights.LAST);
        return run(
                small(PixelScaling.Kind.STANDARDIZED_CHANNEL, Integer.MAX_VALUE),
                new ModelSettings.Convolutional(ModelSettings.ConvNet.SMALL_CONVNET, Precision.FLOAT32),
                plan,
                SamplingRule.SHUFFLED,
                1);
    }

    /// Strong decoupled decay, because 4000 images are few for 800,000 parameters; unlike a penalty, it leaves the
    /// loss readable.
    private static RunSettings quickFullyConnected() {
        return run(
                small(PixelScaling.Kind.STANDARDIZED_PIXEL, Integer.MAX_VALUE),
                course(ModelSettings.Kind.FULLY_CONNECTED, List.of(256, 128), new Initializer.He()),
                TrainingPlan.of(30, 50, new AdamW(Adam.of(), 6), new LearningRate.Cosine(5e-4, 0)),
                SamplingRule.SHUFFLED,
                1);
    }

    private static RunSettings twoLayer() {
        TrainingPlan plan = TrainingPlan.of(10, 100, new Sgd(), new LearningRate.EpochDecay(1e-3, 0.95))
                .withPenalties(new WeightPenalty.HalfL2(0.2));
        return run(
                whole(Split.CS231N, PixelScaling.Kind.MEAN_IMAGE),
                course(ModelSettings.Kind.TWO_LAYER, List.of(100), new Initializer.Normal(1e-3)),
                plan,
                SamplingRule.SOLVER,
                231);
    }

    private static RunSettings overfit(int hidden, double weightScale, double rate) {
        return run(
                small(PixelScaling.Kind.MEAN_IMAGE, 50),
                new ModelSettings.Course(
                        ModelSettings.Kind.FULLY_CONNECTED,
                        layersOf100(hidden),
                        HiddenLayer.rectified(new Initializer.Normal(weightScale)),
                        Precision.FLOAT64),
                TrainingPlan.of(20, 25, new Sgd(), new LearningRate.Constant(rate)),
                SamplingRule.SOLVER,
                231);
    }

    private static RunSettings rule(UpdateRule rule, double rate) {
        return run(
                small(PixelScaling.Kind.MEAN_IMAGE, 4000),
                course(ModelSettings.Kind.FULLY_CONNECTED, layersOf100(5), new Initializer.Normal(5e-2)),
                TrainingPlan.of(5, 100, rule, new LearningRate.Constant(rate)),
                SamplingRule.SOLVER,
                0);
    }

    private static RunSettings deep(boolean normalized) {
        HiddenLayer plain = HiddenLayer.rectified(new Initializer.Normal(2e-2));
        return run(
                small(PixelScaling.Kind.MEAN_IMAGE, 1000),
                course(
                        ModelSettings.Kind.FULLY_CONNECTED,
                        layersOf100(5),
                        normalized ? plain.withNormalization(BatchNorm.Settings.of()) : plain),
                TrainingPlan.of(10, 50, Adam.of(), new LearningRate.Constant(1e-3)),
                SamplingRule.SOLVER,
                231);
    }

    private static RunSettings dropout(double keep) {
        HiddenLayer plain = HiddenLayer.rectified(new Initializer.Normal(1e-2));
        return run(
                small(PixelScaling.Kind.MEAN_IMAGE, 500),
                course(
                        ModelSettings.Kind.FULLY_CONNECTED,
                        List.of(500),
                        keep < 1 ? plain.withDropout(Dropout.Settings.of(keep)) : plain),
                TrainingPlan.of(25, 100, Adam.of(), new LearningRate.Constant(5e-4)),
                SamplingRule.SOLVER,
                231);
    }

    private static RunSettings bestFullyConnected() {
        TrainingPlan plan = TrainingPlan.of(15, 100, new Momentum(0.9), new LearningRate.Cosine(2e-2, 0))
                .withPenalties(new WeightPenalty.HalfL2(3e-3));
        return run(
                whole(Split.CS231N, PixelScaling.Kind.STANDARDIZED_CHANNEL),
                course(ModelSettings.Kind.FULLY_CONNECTED, List.of(512, 256), new Initializer.He()),
                plan,
                SamplingRule.SHUFFLED,
                231);
    }

    private static RunSettings threeLayer(DataSettings data, int hidden, double weightScale, double reg, int epochs) {
        Shape image = Shape.of(3, 32, 32);
        TrainingPlan plan = TrainingPlan.of(epochs, 50, Adam.of(), new LearningRate.Constant(1e-3));
        return run(
                data,
                new ModelSettings.Layers(
                        Models.threeLayerConvNet(image, 32, 7, hidden, 10, weightScale)
                                .layers(),
                        Precision.FLOAT32),
                reg > 0 ? plan.withPenalties(new WeightPenalty.HalfL2(reg)) : plan,
                SamplingRule.SOLVER,
                231);
    }

    private static RunSettings pyTorchFullyConnected() {
        return pyTorch(
                course(ModelSettings.Kind.FULLY_CONNECTED, List.of(4000), new Initializer.He()), nesterov(0.9), 1e-2);
    }

    private static RunSettings pyTorch(ModelSettings model, UpdateRule rule, double rate) {
        return run(
                whole(Split.CS231N_PYTORCH, PixelScaling.Kind.STANDARDIZED_CHANNEL),
                model,
                TrainingPlan.of(1, 64, rule, new LearningRate.Constant(rate)),
                SamplingRule.SHUFFLED,
                1);
    }

    private static UpdateRule nesterov(double momentum) {
        return new Nesterov(momentum, Nesterov.Form.BUFFER);
    }

    private static RunSettings eighty() {
        return convNet(ModelSettings.ConvNet.SMALL_VGG, oneCycle(10, 128, 0.1));
    }

    private static RunSettings ninety() {
        return convNet(ModelSettings.ConvNet.FAST_NET, oneCycle(9, 256, 0.25));
    }

    private static TrainingPlan oneCycle(int epochs, int batchSize, double rate) {
        return TrainingPlan.of(epochs, batchSize, nesterov(0.9), new LearningRate.OneCycle(rate, 0.25))
                .withLoss(new SoftmaxCrossEntropy(0.1))
                .withPenalties(new WeightPenalty.HalfL2(5e-4));
    }

    /// The recipe's batches of 1024 are halved, and the rate with them.
    private static RunSettings ninetyFour() {
        Descent descent = Descent.of(nesterov(0.85), new LearningRate.OneCycle(0.75, 0.23))
                .withShiftRateFactor(64);
        TrainingPlan plan = TrainingPlan.of(12, 512, descent)
                .withLoss(new SoftmaxCrossEntropy(0.2))
                .withPenalties(new WeightPenalty.HalfL2(1.33e-3))
                .withWeightAverage(new WeightAverage.Lookahead(5, 1 - StrictMath.pow(0.95, 5), 3));
        return convNet(ModelSettings.ConvNet.WHITENED_NET, plan);
    }

    /// Trained on all images but 1000, mirrored and moved, and tested on all test images.
    private static RunSettings convNet(ModelSettings.ConvNet net, TrainingPlan plan) {
        return run(
                whole(Split.CS231N_PYTORCH, PixelScaling.Kind.STANDARDIZED_CHANNEL),
                new ModelSettings.Convolutional(net, Precision.FLOAT32),
                plan.withAugmentation(mirroredAndMoved())
                        .withEvaluation(EvaluationPlan.of().withTta(TestTimeAugmentation.FLIP_AND_SHIFT))
                        .withFinalWeights(FinalWeights.LAST),
                SamplingRule.SHUFFLED,
                1);
    }

    private static Augmentation mirroredAndMoved() {
        return Augmentation.of().withFlip(Augmentation.Flip.ALTERNATING).withTranslate(2);
    }

    private static RunSettings kthDeep(List<Integer> hidden, boolean normalized) {
        return kth(hidden, normalized, Split.KTH, 0.005, 2250, 20);
    }

    private static RunSettings kth(
            List<Integer> hidden, boolean normalized, Split split, double lambda, int halfCycle, int epochs) {
        TrainingPlan plan = TrainingPlan.of(
                        epochs, 100, new Sgd(), new LearningRate.Cyclic(1e-1, halfCycle, 1e-5, false))
                .withPenalties(new WeightPenalty.FullL2(lambda))
                .withFinalWeights(FinalWeights.LAST);
        HiddenLayer plain = HiddenLayer.rectified(new Initializer.He());
        return run(
                whole(split, PixelScaling.Kind.STANDARDIZED_PIXEL),
                course(
                        ModelSettings.Kind.KTH,
                        hidden,
                        normalized ? plain.withNormalization(BatchNorm.Settings.KTH) : plain),
                plan,
                SamplingRule.SHUFFLED,
                1);
    }

    private static RunSettings run(
            DataSettings data, ModelSettings model, TrainingPlan plan, SamplingRule sampling, long seed) {
        return new RunSettings("", seed, 0, data, model, plan, sampling);
    }

    private static DataSettings small(PixelScaling.Kind preprocessing, int limit) {
        return new DataSettings(CIFAR10_SMALL, Split.BUNDLED.id(), preprocessing, limit, AS_IS);
    }

    private static DataSettings whole(Split split, PixelScaling.Kind preprocessing) {
        return new DataSettings(CIFAR10, split.id(), preprocessing, Integer.MAX_VALUE, AS_IS);
    }

    private static ModelSettings course(ModelSettings.Kind kind, List<Integer> hidden, Initializer weights) {
        return course(kind, hidden, HiddenLayer.rectified(weights));
    }

    private static ModelSettings course(ModelSettings.Kind kind, List<Integer> hidden, HiddenLayer form) {
        return new ModelSettings.Course(kind, hidden, form, Precision.FLOAT32);
    }

    private static List<Integer> layersOf100(int count) {
        return Collections.nCopies(count, 100);
    }
}
