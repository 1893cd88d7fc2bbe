package dev.chainrule.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.check.mistake.KnownFormulas;
import dev.chainrule.kernel.BackwardForm;
import dev.chainrule.kernel.Pooling;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.AveragePool;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.Gelu;
import dev.chainrule.layer.GroupNorm;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerNorm;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.LeakyRelu;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Sigmoid;
import dev.chainrule.layer.Size2d;
import dev.chainrule.layer.Tanh;
import dev.chainrule.loss.MulticlassHinge;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.zoo.Models;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// The check raises no false alarm on 2,000 right layers and losses of random kinds, shapes and scales.
class RightLayersTest {
    private static final int CASES = 2_000;
    private static final int NETS = 60;
    private static final double[] SCALES = {1, 0.01, 10, 0.1};
    private static final double[] EPSILONS = {1e-5, 1e-3, 1e-8, 0x1p-52, 0};

    @Test
    void noRightLayerIsCalledWrong() {
        List<String> alarms = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            RandomGenerator random = RandomKey.of(2026).child(i).generator();
            CheckReport report = i % 10 == 9 ? loss(random) : layer(random);
            if (!report.passed()) {
                alarms.add("case " + i + ": " + report);
            }
        }
        assertThat(alarms).isEmpty();
    }

    @Test
    void noRightNetIsCalledWrongWhateverTheScaleOfItsWeights() {
        List<String> alarms = new ArrayList<>();
        for (int i = 0; i < NETS; i++) {
            RandomGenerator random = RandomKey.of(77).child(i).generator();
            List<Integer> hidden = List.of(random.nextInt(2, 60), random.nextInt(2, 20), 8);
            ModelSpec spec =
                    Models.fullyConnectedNet(random.nextInt(3, 30), hidden, 5, StrictMath.pow(10, -random.nextInt(4)));
            Model net = ModelBuilder.build(spec, random);
            Tensor x = Samples.gaussian(
                    Tensor.zeros(Precision.FLOAT64, spec.input().batchOf(random.nextInt(3, 12))), random);
            int[] labels = random.ints(x.shape().extent(0), 0, 5).toArray();
            CheckReport report = GradientCheck.of(net, SoftmaxCrossEntropy.of(), List.of(WeightPenalty.FullL2.of(0.01)))
                    .with(CheckSettings.defaults().withSamples(10))
                    .run(x, labels);
            if (!report.passed()) {
                alarms.add("net " + i + ": " + report);
            }
        }
        assertThat(alarms).isEmpty();
    }

    private static CheckReport layer(RandomGenerator random) {
        Case each = draw(random);
        Layer layer = KnownFormulas.build(each.spec, each.input);
        for (Parameter parameter : layer.parameters()) {
            Tensor value = parameter.value();
            for (int i = 0; i < value.size(); i++) {
                value.setStored(i, value.getStored(i) + 0.5 * random.nextGaussian());
            }
        }
        double scale = SCALES[random.nextInt(SCALES.length)];
        double mean = random.nextInt(4) == 0 ? 3 * scale : 0;
        Tensor x = Tensor.zeros(Precision.FLOAT64, each.input);
        for (int i = 0; i < x.size(); i++) {
            x.setStored(i, mean + scale * random.nextGaussian());
        }
        CheckSettings settings =
                CheckSettings.defaults().withScales(1).withSamples(6).withSeed(random.nextInt(1000));
        return GradientCheck.of(layer).as(each.spec).with(settings).run(x);
    }

    private record Case(LayerSpec spec, Shape input) {}

    private static Case draw(RandomGenerator random) {
        Shape rows = Shape.of(random.nextInt(2, 9), random.nextInt(2, 8));
        Shape images =
                Shape.of(random.nextInt(1, 4), 2 * random.nextInt(1, 4), random.nextInt(3, 6), random.nextInt(3, 6));
        Shape any = random.nextBoolean() ? rows : images;
        double epsilon = EPSILONS[random.nextInt(EPSILONS.length)];
        return switch (random.nextInt(13)) {
            case 0 -> new Case(Affine.Settings.of(random.nextInt(1, 6)), rows);
            case 1 -> new Case(new Relu.Settings(), any);
            case 2 -> new Case(new LeakyRelu.Settings(0.01), any);
            case 3 -> new Case(new Sigmoid.Settings(), any);
            case 4 -> new Case(new Tanh.Settings(), any);
            case 5, 6 -> new Case(batchNorm(epsilon, random), any);
            case 7 -> new Case(new LayerNorm.Settings(epsilon), any);
            case 8 -> new Case(groupNorm(images.extent(1), epsilon, random), images);
            case 9 -> new Case(dropout(random), any);
            case 10 -> new Case(convolution(images, random), images);
            case 11 -> new Case(new Gelu.Settings(one(random, Gelu.Form.values())), any);
            default -> new Case(pool(random), images);
        };
    }

    private static LayerSpec batchNorm(double epsilon, RandomGenerator random) {
        BackwardForm form = one(random, BackwardForm.values());
        return BatchNorm.Settings.of()
                .withEpsilon(epsilon)
                .withAffine(random.nextInt(4) > 0)
                .withBackward(form);
    }

    private static <T> T one(RandomGenerator random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static LayerSpec groupNorm(int channels, double epsilon, RandomGenerator random) {
        int groups = random.nextBoolean() ? channels / 2 : random.nextBoolean() ? 1 : channels;
        return new GroupNorm.Settings(groups, epsilon, one(random, GroupNorm.ScaleShape.values()));
    }

    private static LayerSpec dropout(RandomGenerator random) {
        double keep = 0.1 + 0.8 * random.nextDouble();
        boolean inverted = random.nextBoolean();
        return Dropout.Settings.of(keep).withScaling(inverted ? Dropout.Scaling.INVERTED : Dropout.Scaling.VANILLA);
    }

    private static LayerSpec convolution(Shape images, RandomGenerator random) {
        int stride = random.nextInt(1, 3);
        int padding = random.nextInt(3);
        int filters = random.nextInt(1, 4);
        Size2d kernel = new Size2d(random.nextInt(1, 4), random.nextInt(1, 4));
        boolean fits = (images.extent(2) + 2 * padding - kernel.height()) % stride == 0
                && (images.extent(3) + 2 * padding - kernel.width()) % stride == 0;
        Size2d dilation = new Size2d(random.nextInt(1, 3), random.nextInt(1, 3));
        boolean dilated = random.nextInt(3) == 0
                && (kernel.height() - 1) * dilation.height() < images.extent(2) + 2 * padding
                && (kernel.width() - 1) * dilation.width() < images.extent(3) + 2 * padding;
        if (dilated || random.nextInt(4) == 0) {
            int groups = random.nextBoolean() ? 2 : images.extent(1);
            return Convolution2d.Settings.of(groups * filters, kernel)
                    .withDilation(dilated ? dilation : Size2d.square(1))
                    .withPadding(Size2d.square(padding))
                    .withGroups(groups);
        }
        return Convolution2d.Settings.of(filters, kernel)
                .withStride(Size2d.square(fits ? stride : 1))
                .withPadding(Size2d.square(padding));
    }

    private static LayerSpec pool(RandomGenerator random) {
        int size = random.nextInt(1, 4);
        Size2d padding = new Size2d(random.nextInt(size / 2 + 1), random.nextInt(size / 2 + 1));
        if (random.nextInt(3) == 0) {
            return AveragePool.Settings.of(Size2d.square(size))
                    .withPadding(padding)
                    .withPaddingCounts(random.nextBoolean());
        }
        return MaxPool.Settings.square(size)
                .withStride(Size2d.square(1))
                .withPadding(padding)
                .withTies(random.nextBoolean() ? Pooling.Ties.SPLIT : Pooling.Ties.FIRST);
    }

    private static CheckReport loss(RandomGenerator random) {
        int examples = random.nextInt(1, 7);
        int classes = random.nextInt(2, 11);
        int[] labels = random.ints(examples, 0, classes).toArray();
        Tensor scores = Tensor.zeros(Precision.FLOAT64, Shape.of(examples, classes));
        for (int i = 0; i < scores.size(); i++) {
            scores.setStored(i, random.nextGaussian());
        }
        if (random.nextBoolean()) {
            double smoothing = random.nextBoolean() ? 0 : 0.1;
            return GradientCheck.of(SoftmaxCrossEntropy.smoothed(smoothing))
                    .as(SoftmaxCrossEntropy.smoothed(smoothing))
                    .run(scores, labels);
        }
        boolean squared = random.nextBoolean();
        return GradientCheck.of(new MulticlassHinge(1, squared))
                .as(new MulticlassHinge(1, squared))
                .run(scores, labels);
    }
}
