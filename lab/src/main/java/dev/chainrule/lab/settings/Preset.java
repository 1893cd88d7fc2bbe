package dev.chainrule.lab.settings;

import static dev.chainrule.data.PixelScaling.Kind.MEAN_IMAGE;
import static dev.chainrule.data.PixelScaling.Kind.STANDARDIZED_CHANNEL;
import static dev.chainrule.data.PixelScaling.Kind.STANDARDIZED_PIXEL;

import dev.chainrule.data.Augmentation;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.evaluate.TestTimeAugmentation;
import dev.chainrule.lab.dataset.ImageSource;
import dev.chainrule.lab.dataset.Split;
import dev.chainrule.lab.settings.ModelSettings.ConvNet;
import dev.chainrule.lab.settings.ModelSettings.Convolutional;
import dev.chainrule.lab.settings.ModelSettings.Course;
import dev.chainrule.lab.settings.ModelSettings.Kind;
import dev.chainrule.lab.settings.ModelSettings.Layers;
import dev.chainrule.lab.text.Nearest;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.LayerSpec;
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
import dev.chainrule.settings.Kebab;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.train.Descent;
import dev.chainrule.train.EvaluationPlan;
import dev.chainrule.train.FinalWeights;
import dev.chainrule.train.TrainingPlan;
import dev.chainrule.zoo.ConvNets;
import dev.chainrule.zoo.HiddenLayer;
import dev.chainrule.zoo.Models;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

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
    CS231N_BATCH_NORM(
            "CS231n A2: 6 layers on 1000 images with batch normalisation. First loss 2.3048; the notebook draws both"
                    + " nets before it trains one, and prints 2.3410",
            deep(Optional.of(BatchNorm.Settings.of()))),
    /// CS231n's batch normalisation exercise: what it is compared with.
    CS231N_NO_NORM(
            "CS231n A2: the same without normalisation. First loss 2.3020; in the notebook, behind the other net,"
                    + " 2.3023",
            deep(Optional.empty())),
    /// CS231n's dropout exercise.
    CS231N_DROPOUT(
            "CS231n A2: 500 units on 500 images, a quarter of them kept. First loss 15.8569; the notebook trains the"
                    + " net without dropout before, and prints 17.3185",
            dropout(0.25)),
    /// CS231n's dropout exercise: what it is compared with.
    CS231N_NO_DROPOUT("CS231n A2: the same without dropout. First loss 7.8566, as in the notebook", dropout(1)),
    /// CS231n's open exercise.
    CS231N_BEST_FC("CS231n A2: the best fully-connected net on all of CIFAR-10", bestFullyConnected()),
    /// CS231n's sanity check of the three-layer ConvNet.
    CS231N_CONVNET_OVERFIT(
            "CS231n A2: ThreeLayerConvNet learns 100 images by heart",
            threeLayer(small(MEAN_IMAGE).withLimit(100), 100, 1e-2, adam(15))),
    /// CS231n's one epoch with the three-layer ConvNet.
    CS231N_CONVNET(
            "CS231n A2: ThreeLayerConvNet of 500 hidden units, one epoch of CIFAR-10",
            threeLayer(whole(MEAN_IMAGE), 500, 1e-3, adam(1).withPenalties(new WeightPenalty.HalfL2(1e-3)))),
    /// CS231n's PyTorch notebook: the fully-connected net.
    CS231N_PYTORCH_FC(
            "CS231n A2: 4000 hidden units, one epoch, as in the PyTorch notebook",
            pyTorch(fullyConnected(4000).withWeights(new Initializer.He()), nesterov(0.9), 1e-2)),
    /// CS231n's PyTorch notebook, second part.
    CS231N_PYTORCH_BAREBONES(
            "CS231n A2: two convolutions, He's start, plain descent, one epoch, as in the PyTorch notebook",
            pyTorch(barebones(), new Sgd(), 3e-3)),
    /// CS231n's PyTorch notebook, fourth part.
    CS231N_PYTORCH_CONVNET(
            "CS231n A2: two convolutions, PyTorch's start, Nesterov, one epoch, as in the PyTorch notebook",
            pyTorch(Convolutional.of(ConvNet.TWO_CONVOLUTIONS), nesterov(0.9), 1e-2)),
    /// A strong small net.
    CIFAR10_80(
            "a small VGG net with batch normalisation, 10 epochs of CIFAR-10",
            convNet(ConvNet.SMALL_VGG, oneCycle(10, 128, 0.1))),
    /// A strong fast net.
    CIFAR10_90(
            "fast-net with flips, shifts and label smoothing, 9 epochs of CIFAR-10",
            convNet(ConvNet.FAST_NET, oneCycle(9, 256, 0.25))),
    /// The strongest.
    CIFAR10_94("whitened-net after K. Jordan's recipe, 94 % of CIFAR-10's test images", ninetyFour()),
    /// KTH's second assignment.
    KTH_A2(
            "DD2424 A2: 2 layers on one batch with a cyclic rate",
            kth(kthNet(50), Split.KTH_SINGLE_BATCH, 0.01, 500, 10)),
    /// KTH's third assignment, without batch normalisation.
    KTH_3_LAYER("DD2424 A3: 3 layers on all of CIFAR-10, two cycles", kth(kthNet(50, 50))),
    /// KTH's third assignment.
    KTH_3_LAYER_BN("DD2424 A3: the same with batch normalisation", kth(normalized(kthNet(50, 50)))),
    /// KTH's third assignment, the deep net without batch normalisation.
    KTH_9_LAYER("DD2424 A3: 9 layers on all of CIFAR-10, two cycles", kth(kthNet(50, 30, 20, 20, 10, 10, 10, 10))),
    /// KTH's third assignment, the deep net.
    KTH_9_LAYER_BN(
            "DD2424 A3: the same with batch normalisation", kth(normalized(kthNet(50, 30, 20, 20, 10, 10, 10, 10))));

    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // settings are records all the way down
    private final RunSettings settings;

    Preset(String description, RunSettings unnamed) {
        this.description = description;
        this.settings = unnamed.withPreset(id());
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
        return Kebab.of(this);
    }

    /// One line about it.
    public String description() {
        return description;
    }

    /// The settings.
    public RunSettings settings() {
        return settings;
    }

    /// Mirrored, moved and partly covered images and a small penalty, because 4000 are few: what is learned by
    /// heart does not carry over.
    private static RunSettings quick() {
        TrainingPlan plan = TrainingPlan.of(28, 50, nesterov(0.9), new LearningRate.OneCycle(0.05, 0.25))
                .withPenalties(new WeightPenalty.HalfL2(5e-4))
                .withAugmentation(Augmentation.of()
                        .withFlip(Augmentation.Flip.ALTERNATING)
                        .withTranslate(4)
                        .withCutout(8))
                .withFinalWeights(FinalWeights.LAST);
        return run(small(STANDARDIZED_CHANNEL), Convolutional.of(ConvNet.SMALL_CONVNET), plan);
    }

    /// Strong decoupled decay, because 4000 images are few for 800,000 parameters; unlike a penalty, it leaves the
    /// loss readable.
    private static RunSettings quickFullyConnected() {
        return run(
                small(STANDARDIZED_PIXEL),
                fullyConnected(256, 128).withWeights(new Initializer.He()),
                TrainingPlan.of(30, 50, AdamW.of(Adam.of(), 6), new LearningRate.Cosine(5e-4, 0)));
    }

    private static RunSettings twoLayer() {
        return run(
                        whole(MEAN_IMAGE),
                        Course.of(Kind.TWO_LAYER, List.of(100)),
                        TrainingPlan.of(10, 100, new Sgd(), new LearningRate.EpochDecay(1e-3, 0.95))
                                .withPenalties(new WeightPenalty.HalfL2(0.2)))
                .withSampling(SamplingRule.SOLVER)
                .withSeed(231);
    }

    private static RunSettings overfit(int hidden, double weightScale, double rate) {
        return solver(
                50,
                layersOf100(hidden)
                        .withWeights(new Initializer.Normal(weightScale))
                        .withPrecision(Precision.FLOAT64),
                TrainingPlan.of(20, 25, new Sgd(), new LearningRate.Constant(rate)));
    }

    private static RunSettings rule(UpdateRule rule, double rate) {
        return solver(
                        4000,
                        layersOf100(5).withWeights(new Initializer.Normal(5e-2)),
                        TrainingPlan.of(5, 100, rule, new LearningRate.Constant(rate)))
                .withSeed(0);
    }

    private static RunSettings deep(Optional<LayerSpec.Normalization> normalization) {
        HiddenLayer plain = HiddenLayer.rectified(new Initializer.Normal(2e-2));
        return solver(
                1000,
                layersOf100(5)
                        .withForm(normalization.map(plain::withNormalization).orElse(plain)),
                TrainingPlan.of(10, 50, Adam.of(), new LearningRate.Constant(1e-3)));
    }

    private static RunSettings dropout(double keep) {
        HiddenLayer plain = HiddenLayer.rectified(new Initializer.Normal(1e-2));
        return solver(
                500,
                fullyConnected(500).withForm(plain.withDropout(Dropout.Settings.of(keep))),
                TrainingPlan.of(25, 100, Adam.of(), new LearningRate.Constant(5e-4)));
    }

    private static RunSettings bestFullyConnected() {
        return run(
                        whole(STANDARDIZED_CHANNEL),
                        fullyConnected(512, 256).withWeights(new Initializer.He()),
                        TrainingPlan.of(15, 100, new Momentum(0.9), new LearningRate.Cosine(2e-2, 0))
                                .withPenalties(new WeightPenalty.HalfL2(3e-3)))
                .withSeed(231);
    }

    private static RunSettings threeLayer(DataSettings data, int hidden, double weightScale, TrainingPlan plan) {
        Shape image = Shape.of(3, 32, 32);
        List<LayerSpec> layers =
                Models.threeLayerConvNet(image, 32, 7, hidden, 10, weightScale).layers();
        return run(data, Layers.of(layers), plan)
                .withSampling(SamplingRule.SOLVER)
                .withSeed(231);
    }

    private static TrainingPlan adam(int epochs) {
        return TrainingPlan.of(epochs, 50, Adam.of(), new LearningRate.Constant(1e-3));
    }

    private static RunSettings pyTorch(ModelSettings model, UpdateRule rule, double rate) {
        return run(
                whole(STANDARDIZED_CHANNEL).withSplit(Split.CS231N_PYTORCH.id()),
                model,
                TrainingPlan.of(1, 64, rule, new LearningRate.Constant(rate)));
    }

    private static ModelSettings barebones() {
        Initializer zero = new Initializer.Constant(0);
        return Layers.of(ConvNets.twoConvolutions(Shape.of(3, 32, 32), new Initializer.He(), zero, 10)
                .layers());
    }

    private static UpdateRule nesterov(double momentum) {
        return new Nesterov(momentum, Nesterov.Form.BUFFER);
    }

    private static TrainingPlan oneCycle(int epochs, int batchSize, double rate) {
        return TrainingPlan.of(epochs, batchSize, nesterov(0.9), new LearningRate.OneCycle(rate, 0.25))
                .withLoss(SoftmaxCrossEntropy.smoothed(0.1))
                .withPenalties(new WeightPenalty.HalfL2(5e-4));
    }

    /// The recipe's batches of 1024 are halved, and the rate with them.
    private static RunSettings ninetyFour() {
        Descent descent = Descent.of(nesterov(0.85), new LearningRate.OneCycle(0.75, 0.23))
                .withShiftRateFactor(64);
        TrainingPlan plan = TrainingPlan.of(12, 512, descent)
                .withLoss(SoftmaxCrossEntropy.smoothed(0.2))
                .withPenalties(new WeightPenalty.HalfL2(1.33e-3))
                .withWeightAverage(new WeightAverage.Lookahead(5, 1 - StrictMath.pow(0.95, 5), 3));
        return convNet(ConvNet.WHITENED_NET, plan);
    }

    /// Trained on all images but 1000, mirrored and moved, and tested on all test images.
    private static RunSettings convNet(ConvNet net, TrainingPlan plan) {
        return run(
                whole(STANDARDIZED_CHANNEL).withSplit(Split.CS231N_PYTORCH.id()),
                Convolutional.of(net),
                plan.withAugmentation(mirroredAndMoved())
                        .withEvaluation(EvaluationPlan.of().withTta(TestTimeAugmentation.FLIP_AND_SHIFT))
                        .withFinalWeights(FinalWeights.LAST));
    }

    private static Augmentation mirroredAndMoved() {
        return Augmentation.of().withFlip(Augmentation.Flip.ALTERNATING).withTranslate(2);
    }

    private static Course kthNet(Integer... hidden) {
        return Course.of(Kind.KTH, List.of(hidden));
    }

    private static Course normalized(Course plain) {
        return plain.withForm(plain.form().withNormalization(BatchNorm.Settings.KTH));
    }

    private static RunSettings kth(Course net) {
        return kth(net, Split.KTH, 0.005, 2250, 20);
    }

    private static RunSettings kth(Course net, Split split, double lambda, int halfCycle, int epochs) {
        LearningRate rate = new LearningRate.Cyclic(1e-1, halfCycle, 1e-5, false);
        return run(
                whole(STANDARDIZED_PIXEL).withSplit(split.id()),
                net,
                TrainingPlan.of(epochs, 100, new Sgd(), rate)
                        .withPenalties(new WeightPenalty.FullL2(lambda))
                        .withFinalWeights(FinalWeights.LAST));
    }

    private static RunSettings run(DataSettings data, ModelSettings model, TrainingPlan plan) {
        return new RunSettings("", 1, Integer.MAX_VALUE, data, model, plan, SamplingRule.SHUFFLED);
    }

    /// On the first images of the bundled ones, as CS231n's notebooks.
    private static RunSettings solver(int images, Course net, TrainingPlan plan) {
        return run(small(MEAN_IMAGE).withLimit(images), net, plan)
                .withSampling(SamplingRule.SOLVER)
                .withSeed(231);
    }

    private static DataSettings small(PixelScaling.Kind preprocessing) {
        return DataSettings.of(ImageSource.BUNDLED_CIFAR10.id(), preprocessing);
    }

    private static DataSettings whole(PixelScaling.Kind preprocessing) {
        return DataSettings.of(ImageSource.CIFAR10.id(), preprocessing);
    }

    private static Course fullyConnected(Integer... hidden) {
        return Course.of(Kind.FULLY_CONNECTED, List.of(hidden));
    }

    private static Course layersOf100(int count) {
        return Course.of(Kind.FULLY_CONNECTED, Collections.nCopies(count, 100));
    }
}
