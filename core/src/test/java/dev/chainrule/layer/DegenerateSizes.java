package dev.chainrule.layer;

import dev.chainrule.catalogue.Catalogue;
import dev.chainrule.kernel.ConvolutionAlgorithm;
import dev.chainrule.kernel.Pooling;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Every layer of the catalogue on the smallest shapes that there are, most of which no network has.
final class DegenerateSizes {
    private static final int[] EXTENTS = {1, 2, 3, 5, 7};

    private DegenerateSizes() {}

    /// A layer and the shape of what comes in.
    record Case(LayerSpec spec, Shape input) {
        String id() {
            return Catalogue.LAYERS.id(spec);
        }
    }

    /// The modes in which a layer may compute something else.
    static List<Mode> modes(Case each) {
        Mode train = new Mode.Train(RandomKey.of(3));
        return switch (each.spec()) {
            case Convolution2d.Settings spec -> List.of(train);
            case MaxPool.Settings spec -> List.of(train);
            case AveragePool.Settings spec -> List.of(train);
            default -> List.of(train, new Mode.Evaluate(), new Mode.Calibrate(0), new Mode.Calibrate(1, true));
        };
    }

    /// All of them, some 550,000.
    static Stream<Case> all() {
        return Stream.of(
                        windows(Convolutions::of),
                        windows(Pools::of),
                        images().flatMap(input -> ofImages().map(spec -> new Case(spec, input))),
                        rows().flatMap(input -> ofRows().map(spec -> new Case(spec, input))),
                        without().flatMap(input -> ofAll().map(spec -> new Case(spec, input))))
                .flatMap(cases -> cases);
    }

    /// The shapes (N, C, H, W) of images.
    private static Stream<Shape> images() {
        return IntStream.rangeClosed(0, 3)
                .boxed()
                .flatMap(n -> IntStream.rangeClosed(1, 3)
                        .boxed()
                        .flatMap(c -> IntStream.of(EXTENTS)
                                .boxed()
                                .flatMap(h -> IntStream.of(EXTENTS).mapToObj(w -> Shape.of(n, c, h, w)))));
    }

    /// The shapes (N, D) of rows.
    private static Stream<Shape> rows() {
        return IntStream.rangeClosed(0, 3)
                .boxed()
                .flatMap(n -> IntStream.of(1, 2, 3, 17).mapToObj(d -> Shape.of(n, d)));
    }

    /// Shapes that have an extent of 0 other than the first, and ranks that few layers take.
    private static Stream<Shape> without() {
        return Stream.of(
                Shape.of(),
                Shape.of(0),
                Shape.of(2),
                Shape.of(2, 0),
                Shape.of(0, 0),
                Shape.of(2, 2, 2),
                Shape.of(2, 0, 3, 3),
                Shape.of(2, 3, 0, 3),
                Shape.of(2, 3, 3, 0),
                Shape.of(0, 0, 0, 0),
                Shape.of(2, 2, 2, 2, 2));
    }

    @FunctionalInterface
    private interface Windowed {
        void add(Shape input, Size2d kernel, Size2d stride, Size2d padding, BiConsumer<LayerSpec, Shape> to);
    }

    /// Kernels up to one more than the image, strides up to one more than the kernel, paddings up to the kernel.
    private static Stream<Case> windows(Windowed layers) {
        return images().flatMap(input -> {
            List<Case> cases = new ArrayList<>();
            for (int height = 1; height <= input.extent(2) + 1; height++) {
                for (int width = 1; width <= input.extent(3) + 1; width++) {
                    Size2d kernel = new Size2d(height, width);
                    int longest = Math.max(height, width);
                    IntStream.of(1, 2, 3, longest + 1).distinct().forEach(stride -> {
                        for (int padding = 0; padding <= longest; padding++) {
                            layers.add(
                                    input,
                                    kernel,
                                    Size2d.square(stride),
                                    Size2d.square(padding),
                                    (spec, shape) -> cases.add(new Case(spec, shape)));
                        }
                    });
                }
            }
            return cases.stream();
        });
    }

    private static final class Convolutions {
        static void of(Shape input, Size2d kernel, Size2d stride, Size2d padding, BiConsumer<LayerSpec, Shape> to) {
            int channels = input.extent(1);
            IntStream.of(1, channels).distinct().forEach(groups -> {
                for (int dilation = 1; dilation <= 2; dilation++) {
                    to.accept(
                            Convolution2d.Settings.of(groups * dilation, kernel)
                                    .withStride(stride)
                                    .withPadding(padding)
                                    .withDilation(Size2d.square(dilation))
                                    .withGroups(groups)
                                    .withAlgorithm(
                                            padding.height() % 2 == 0
                                                    ? ConvolutionAlgorithm.FASTEST
                                                    : ConvolutionAlgorithm.DIRECT),
                            input);
                }
            });
        }
    }

    private static final class Pools {
        static void of(Shape input, Size2d size, Size2d stride, Size2d padding, BiConsumer<LayerSpec, Shape> to) {
            if (padding.height() > Math.min(size.height(), size.width()) / 2) {
                return; // which the settings refuse
            }
            to.accept(
                    new MaxPool.Settings(
                            size, stride, padding, padding.height() == 0 ? Pooling.Ties.SPLIT : Pooling.Ties.FIRST),
                    input);
            to.accept(new AveragePool.Settings(size, stride, padding, padding.height() == 0), input);
        }
    }

    private static Stream<LayerSpec> ofImages() {
        LayerSpec channels = Convolution2d.Settings.same(2, 3);
        return Stream.concat(
                ofAll(),
                Stream.of(
                        new Sequential.Settings(List.of(
                                channels, BatchNorm.Settings.of(), new Relu.Settings(), MaxPool.Settings.square(2))),
                        new Sequential.Settings(
                                List.of(BatchNorm.Settings.of().withAffine(false), new Relu.Settings())),
                        new Residual.Settings(
                                List.of(channels, GroupNorm.Settings.of(2)),
                                List.of(Convolution2d.Settings.of(2, Size2d.square(1)))),
                        BatchNorm.Settings.of().withPer(BatchNorm.Per.POSITION),
                        new PatchWhitening.Settings(2, 1e-3)));
    }

    private static Stream<LayerSpec> ofRows() {
        return Stream.concat(
                ofAll(),
                Stream.of(
                        Affine.Settings.of(1),
                        Affine.Settings.of(3).withBias(false),
                        new Sequential.Settings(
                                List.of(Affine.Settings.of(2), BatchNorm.Settings.of(), new Relu.Settings()))));
    }

    /// What takes rows and images, in some forms each.
    private static Stream<LayerSpec> ofAll() {
        List<LayerSpec> specs = new ArrayList<>();
        for (EvaluationStatistics statistics : List.of(
                EvaluationStatistics.RunningAverage.of(),
                EvaluationStatistics.RunningAverage.ofPyTorch(0.1),
                new EvaluationStatistics.LastBatches(2),
                new EvaluationStatistics.Precise(2),
                new EvaluationStatistics.CurrentBatch())) {
            specs.add(BatchNorm.Settings.of().withEvaluation(statistics).withVariance(VarianceEstimate.UNBIASED));
        }
        for (int parts = 1; parts <= 4; parts++) {
            specs.add(GroupNorm.Settings.of(parts));
            specs.add(new Maxout.Settings(parts));
        }
        for (Whitening.Kind kind : Whitening.Kind.values()) {
            specs.add(Whitening.Settings.of(kind));
            specs.add(Whitening.Settings.of(kind).withComponents(2));
        }
        for (Dropout.Scaling scaling : Dropout.Scaling.values()) {
            specs.add(new Dropout.Settings(0.5, scaling, Optional.empty()));
        }
        specs.addAll(List.of(
                Affine.Settings.of(2),
                Convolution2d.Settings.of(2, Size2d.square(1)),
                MaxPool.Settings.square(1),
                AveragePool.Settings.of(Size2d.square(1)),
                new PatchWhitening.Settings(1, 1e-3),
                LayerNorm.Settings.of(),
                ContrastNormalization.Settings.of(),
                new GlobalAveragePool.Settings(),
                new Relu.Settings(),
                new LeakyRelu.Settings(0.1),
                new Gelu.Settings(Gelu.Form.TANH),
                PRelu.Settings.of(),
                new Elu.Settings(1),
                new Silu.Settings(),
                new Softplus.Settings(),
                new Sigmoid.Settings(),
                new Tanh.Settings(),
                new Scale.Settings(3),
                new Flatten.Settings(),
                new Sequential.Settings(List.of()),
                new Sequential.Settings(List.of(new Flatten.Settings(), Affine.Settings.of(1))),
                Residual.Settings.of(List.of(new Relu.Settings()))));
        return specs.stream();
    }
}
