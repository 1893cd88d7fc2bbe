package dev.chainrule.check;

import dev.chainrule.layer.Affine;
import dev.chainrule.layer.AveragePool;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.EvaluationStatistics.RunningAverage;
import dev.chainrule.layer.EvaluationStatistics.Start;
import dev.chainrule.layer.GroupNorm;
import dev.chainrule.layer.LayerNorm;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.LeakyRelu;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Size2d;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.MulticlassHinge;
import dev.chainrule.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// The settings that stand beside the arrays in a file, as CS231n calls them: `eps`, `momentum`, `stride`, `pad`,
/// `pool_height`, `p`, …; sizes follow from the weight.
final class RecordedSettings {
    /// Those in use: of the courses, of Keras, of older frameworks, and NumPy's spacing(1).
    private static final double[] EPSILONS = {1e-5, 1e-8, 1e-3, 1e-6, 1e-4, 1e-7, 1e-10, 1e-12, 0x1p-52};

    private final RecordedArrays arrays;
    private final List<String> notes;

    /// @param notes gets what should be said of the choice
    RecordedSettings(RecordedArrays arrays, List<String> notes) {
        this.arrays = arrays;
        this.notes = notes;
    }

    /// A layer's settings, with those of the file in place of the usual ones.
    LayerSpec of(LayerSpec usual) {
        return switch (usual) {
            case Affine.Settings affine -> affine();
            case Convolution2d.Settings convolution -> convolution();
            case BatchNorm.Settings norm -> batchNorm(norm);
            case LayerNorm.Settings norm -> new LayerNorm.Settings(epsilon(norm.epsilon()));
            case GroupNorm.Settings norm ->
                GroupNorm.Settings.of(arrays.whole("g", "groups", "numgroups")
                                .map(n -> n[0])
                                .orElse(norm.groups()))
                        .withEpsilon(epsilon(norm.epsilon()))
                        .withScale(norm.scale());
            case Dropout.Settings dropout ->
                new Dropout.Settings(
                        arrays.number("p", "keep", "keepprob").orElse(dropout.keep()),
                        dropout.scaling(),
                        dropout.reseed());
            case MaxPool.Settings pool -> {
                Size2d size = window(pool.size());
                MaxPool.Settings sized = MaxPool.Settings.of(size).withTies(pool.ties());
                yield sized.withStride(size("stride").orElse(sized.stride()))
                        .withPadding(size("pad", "padding").orElse(pool.padding()));
            }
            case AveragePool.Settings pool -> {
                Size2d size = window(pool.size());
                yield AveragePool.Settings.of(size)
                        .withStride(size("stride").orElse(size))
                        .withPadding(size("pad", "padding").orElse(pool.padding()))
                        .withPaddingCounts(pool.paddingCounts());
            }
            case LeakyRelu.Settings leaky ->
                new LeakyRelu.Settings(
                        arrays.number("alpha", "slope", "negativeslope").orElse(leaky.slope()));
            default -> usual;
        };
    }

    /// A loss's settings, with those of the file in place of the usual ones.
    Loss of(Loss usual) {
        return usual instanceof MulticlassHinge hinge
                ? new MulticlassHinge(arrays.number("delta", "margin").orElse(hinge.margin()), hinge.squared())
                : usual;
    }

    /// A normalisation with an epsilon that is not in the file and gives other numbers than the declared one.
    List<LayerSpec> withOtherEpsilons(LayerSpec declared) {
        if (arrays.number("eps", "epsilon").isPresent()) {
            return List.of();
        }
        return Arrays.stream(EPSILONS)
                .mapToObj(epsilon -> withEpsilon(declared, epsilon))
                .filter(other -> !other.equals(declared))
                .toList();
    }

    private static LayerSpec withEpsilon(LayerSpec spec, double epsilon) {
        return switch (spec) {
            case BatchNorm.Settings norm -> norm.withEpsilon(epsilon);
            case LayerNorm.Settings norm -> new LayerNorm.Settings(epsilon);
            case GroupNorm.Settings norm -> norm.withEpsilon(epsilon);
            default -> spec;
        };
    }

    private Affine.Settings affine() {
        Shape w = arrays.need("W").value().shape();
        if (w.rank() != 2) {
            throw arrays.fault(
                    "%s is no weight of an affine layer; expected two axes, (D, M)".formatted(arrays.need("W")));
        }
        int outputs = Columns.inAffine(arrays) ? w.extent(0) : w.extent(1);
        return Affine.Settings.of(Math.max(1, outputs)).withBias(hasBias());
    }

    private Convolution2d.Settings convolution() {
        Shape w = arrays.need("W").value().shape();
        if (w.rank() != 4 || w.size() == 0) {
            throw arrays.fault(
                    "%s is no weight of a convolution; expected four axes, (F, C, HH, WW)".formatted(arrays.need("W")));
        }
        Convolution2d.Settings usual = Convolution2d.Settings.of(w.extent(0), new Size2d(w.extent(2), w.extent(3)))
                .withStride(size("stride").orElse(Size2d.square(1)))
                .withPadding(size("pad", "padding").orElse(Size2d.square(0)))
                .withDilation(size("dilation").orElse(Size2d.square(1)))
                .withGroups(arrays.whole("groups").map(n -> n[0]).orElse(1))
                .withBias(hasBias());
        return size("pad", "padding").isPresent() ? usual : padded(usual);
    }

    /// With the padding, and the stride if that is missing as well, that give an output of the size that was saved.
    private Convolution2d.Settings padded(Convolution2d.Settings usual) {
        Shape x = arrays.need("x").value().shape();
        Shape out = arrays.find("output").map(found -> found.value().shape()).orElse(x);
        if (x.rank() != 4 || out.rank() != 4 || arrays.find("output").isEmpty()) {
            return usual;
        }
        int down = (usual.kernel().height() - 1) * usual.dilation().height() + 1;
        int across = (usual.kernel().width() - 1) * usual.dilation().width() + 1;
        int kernel = Math.max(down, across);
        int last = size("stride").isPresent() ? 1 : kernel;
        for (int times = 1; times <= last; times++) {
            Size2d stride =
                    new Size2d(usual.stride().height() * times, usual.stride().width() * times);
            for (int pad = 0; pad < kernel; pad++) {
                if (extent(x.extent(2), pad, down, stride.height()) == out.extent(2)
                        && extent(x.extent(3), pad, across, stride.width()) == out.extent(3)) {
                    notes.add(
                            "stride %s and pad %s are taken from the size of the output; save stride and pad to say them"
                                    .formatted(stride.height(), pad));
                    return usual.withStride(stride).withPadding(Size2d.square(pad));
                }
            }
        }
        return usual;
    }

    private static int extent(int image, int pad, int kernel, int stride) {
        return 1 + Math.floorDiv(image + 2 * pad - kernel, stride);
    }

    private boolean hasBias() {
        return arrays.find("b").isPresent() || arrays.find("db").isPresent();
    }

    private BatchNorm.Settings batchNorm(BatchNorm.Settings usual) {
        BatchNorm.Settings norm = usual.withEpsilon(epsilon(usual.epsilon()));
        OptionalDouble momentum = arrays.number("momentum");
        return momentum.isPresent()
                ? norm.withEvaluation(new RunningAverage(momentum.getAsDouble(), Start.ZEROS))
                : norm;
    }

    private double epsilon(double usual) {
        return arrays.number("eps", "epsilon").orElse(usual);
    }

    private Size2d window(Size2d usual) {
        OptionalDouble height = arrays.number("poolheight", "hh");
        OptionalDouble width = arrays.number("poolwidth", "ww");
        if (height.isPresent() && width.isPresent()) {
            return new Size2d((int) height.getAsDouble(), (int) width.getAsDouble());
        }
        return size("size", "poolsize", "kernelsize").orElse(usual);
    }

    private Optional<Size2d> size(String... words) {
        return arrays.whole(words).map(size -> new Size2d(size[0], size[1]));
    }
}
