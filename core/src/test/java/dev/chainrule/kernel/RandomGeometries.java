package dev.chainrule.kernel;

import dev.chainrule.kernel.vector.Machine;
import dev.chainrule.layer.AveragePool;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Build;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.GlobalAveragePool;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Maxout;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.layer.PatchWhitening;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Size2d;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Layers with windows at random geometries, float32 beside float64: forward, backward and the gradients of parameters
/// alone, in memory that held something else before, on one thread and on several. Each case follows from one number.
///
/// Needs no library, so that it runs in a process of its own, whose vectors have another length.
public final class RandomGeometries {
    private static final int[] CHANNELS = {
        1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 20, 31, 32, 33, 40, 48, 63, 64, 65, 97, 130
    };

    /// Products of a convolution, so that the plain loops of float64 stay short.
    private static final long MOST_PRODUCTS = 200_000;

    private static final int MOST_NUMBERS = 30_000;

    /// What Winograd's algorithm may add to the rounding, by the largest value.
    private static final double WINOGRAD = 2e-5;

    private static final Parallel[] THREADS = {Parallel.ofThreads(1), Parallel.ofThreads(3)};

    private RandomGeometries() {}

    /// Tries `arguments[1]` cases from number `arguments[0]` on; prints lanes, registers and what it found.
    public static void main(String[] arguments) {
        String found = firstFailure(Long.parseLong(arguments[0]), Integer.parseInt(arguments[1]))
                .orElse("right");
        System.out.println(Machine.LANES + " lanes, " + Machine.REGISTERS + " registers: " + found);
    }

    /// The first case that is wrong, in words.
    static Optional<String> firstFailure(long first, int count) {
        for (long number = first; number < first + count; number++) {
            Case drawn = Case.draw(new SplittableRandom(number));
            Optional<String> wrong = drawn.failure(number);
            if (wrong.isPresent()) {
                return Optional.of(
                        "%s with input %s: %s. Again: -Dchainrule.geometries.first=%d -Dchainrule.geometries=1"
                                .formatted(drawn.specs, drawn.input, wrong.get(), number));
            }
        }
        return Optional.empty();
    }

    /// Layers, and an input that fits them.
    ///
    /// @param whole whether inputs are whole numbers, of which many are equal
    /// @param tolerance of the largest number of a result
    private record Case(List<LayerSpec> specs, Shape input, boolean whole, double tolerance) {

        static Case draw(SplittableRandom random) {
            return switch (random.nextInt(24)) {
                case 0, 1, 2, 3, 4, 5, 6 -> convolution(random);
                case 20, 21, 22, 23 -> sparse(random);
                case 7, 8, 9, 10, 11 -> winograd(random);
                case 12, 13 -> pooling(random, true);
                case 14, 15 -> pooling(random, false);
                case 16 -> whitening(random);
                case 17 -> maxout(random);
                case 18 -> normalized(random);
                default ->
                    new Case(List.of(new GlobalAveragePool.Settings()), images(random, 24, 24), false, rounding(600));
            };
        }

        private static Case convolution(SplittableRandom random) {
            while (true) {
                Shape input = images(random, 12, 40);
                int kernelHeight = kernel(random);
                int kernelWidth = random.nextInt(3) == 0 ? kernel(random) : kernelHeight;
                int paddingHeight = padding(random, kernelHeight, input.extent(2));
                int paddingWidth =
                        random.nextInt(3) == 0 ? padding(random, kernelWidth, input.extent(3)) : paddingHeight;
                var spec = Convolution2d.Settings.of(channels(random), new Size2d(kernelHeight, kernelWidth))
                        .withPadding(new Size2d(paddingHeight, paddingWidth))
                        .withStride(new Size2d(
                                stride(random, input.extent(2) + 2 * paddingHeight),
                                stride(random, input.extent(3) + 2 * paddingWidth)));
                if (kernelHeight <= input.extent(2) + 2 * paddingHeight
                        && kernelWidth <= input.extent(3) + 2 * paddingWidth
                        && isSmall(spec, input, MOST_PRODUCTS)) {
                    return of(random, spec, input);
                }
            }
        }

        /// With dilation, groups or both.
        private static Case sparse(SplittableRandom random) {
            while (true) {
                Shape images = images(random, 16, 40);
                int groups = random.nextInt(3) == 0 ? 1 : random.nextInt(3) == 0 ? 2 : images.extent(1);
                Shape input = Shape.of(
                        images.extent(0),
                        Math.ceilDiv(images.extent(1), groups) * groups,
                        images.extent(2),
                        images.extent(3));
                Size2d kernel = new Size2d(kernel(random), kernel(random));
                Size2d dilation = new Size2d(1 + random.nextInt(3), 1 + random.nextInt(3));
                Size2d padding = new Size2d(
                        padding(random, kernel.height(), input.extent(2)),
                        padding(random, kernel.width(), input.extent(3)));
                int down = input.extent(2) + 2 * padding.height();
                int across = input.extent(3) + 2 * padding.width();
                var spec = Convolution2d.Settings.of(groups * (1 + random.nextInt(groups > 4 ? 3 : 20)), kernel)
                        .withPadding(padding)
                        .withDilation(dilation)
                        .withGroups(groups)
                        .withStride(new Size2d(stride(random, down), stride(random, across)));
                if ((kernel.height() - 1) * dilation.height() < down
                        && (kernel.width() - 1) * dilation.width() < across
                        && isSmall(spec, input, MOST_PRODUCTS)) {
                    return of(random, spec, input);
                }
            }
        }

        private static Case winograd(SplittableRandom random) {
            while (true) {
                int height = 1 + random.nextInt(14);
                int width = random.nextInt(3) == 0 ? height : 1 + random.nextInt(14);
                int channels = 16 + random.nextInt(random.nextInt(3) == 0 ? 60 : 20);
                Shape input = Shape.of(examples(random), channels, height, width);
                int padding = padding(random, 3, Math.max(height, width));
                var spec = Convolution2d.Settings.of(
                                16 + random.nextInt(random.nextInt(3) == 0 ? 60 : 20), Size2d.square(3))
                        .withPadding(Size2d.square(padding));
                if (Math.min(height, width) + 2 * padding >= 3 && isSmall(spec, input, 4 * MOST_PRODUCTS)) {
                    return of(random, spec, input);
                }
            }
        }

        private static Case of(SplittableRandom random, Convolution2d.Settings spec, Shape input) {
            ConvolutionAlgorithm algorithm =
                    random.nextInt(4) == 0 ? ConvolutionAlgorithm.DIRECT : ConvolutionAlgorithm.FASTEST;
            ConvolutionGeometry g = geometry(spec, input);
            int terms = Math.max(g.terms() + 1, g.outputShape().size());
            double extra = algorithm == ConvolutionAlgorithm.DIRECT ? 0 : WINOGRAD;
            return new Case(
                    List.of(spec.withBias(random.nextInt(3) > 0).withAlgorithm(algorithm)),
                    input,
                    false,
                    rounding(terms) + extra);
        }

        private static Case pooling(SplittableRandom random, boolean max) {
            Shape input = images(random, 12, 30);
            Size2d window = new Size2d(1 + random.nextInt(input.extent(2)), 1 + random.nextInt(input.extent(3)));
            if (random.nextInt(3) == 0 && Math.min(input.extent(2), input.extent(3)) > 1) {
                window = Size2d.square(2);
            }
            Size2d stride = random.nextInt(3) == 0
                    ? window
                    : new Size2d(stride(random, input.extent(2)), stride(random, input.extent(3)));
            Size2d padding = random.nextInt(2) == 0
                    ? Size2d.square(0)
                    : new Size2d(random.nextInt(window.height() / 2 + 1), random.nextInt(window.width() / 2 + 1));
            LayerSpec spec = max
                    ? new MaxPool.Settings(
                            window, stride, padding, random.nextBoolean() ? Pooling.Ties.FIRST : Pooling.Ties.SPLIT)
                    : new AveragePool.Settings(window, stride, padding, random.nextBoolean());
            return new Case(List.of(spec), input, max, rounding(max ? 9 : 100));
        }

        private static Case whitening(SplittableRandom random) {
            int kernel = 1 + random.nextInt(3);
            Shape input = Shape.of(
                    examples(random), 1 + random.nextInt(4), kernel + random.nextInt(9), kernel + random.nextInt(9));
            return new Case(
                    List.of(new PatchWhitening.Settings(kernel, 1e-3)), input, false, rounding(1000) + WINOGRAD);
        }

        private static Case maxout(SplittableRandom random) {
            int pieces = 1 + random.nextInt(5);
            int features = pieces * (1 + random.nextInt(40));
            Shape input = random.nextBoolean()
                    ? Shape.of(examples(random), features)
                    : Shape.of(examples(random), features, 1 + random.nextInt(6), 1 + random.nextInt(6));
            return new Case(List.of(new Maxout.Settings(pieces)), input, true, rounding(9));
        }

        /// Layers that are computed in one pass over memory, if the sizes of the images allow it.
        private static Case normalized(SplittableRandom random) {
            Shape images = images(random, 12, 16);
            Shape input = Shape.of(2 + random.nextInt(3), images.extent(1), 2 + images.extent(2), 2 + images.extent(3));
            return new Case(
                    List.of(BatchNorm.Settings.of(), new Relu.Settings(), MaxPool.Settings.square(2)),
                    input,
                    false,
                    1e-4);
        }

        private static ConvolutionGeometry geometry(Convolution2d.Settings spec, Shape input) {
            return new ConvolutionGeometry(
                    input.extent(0),
                    input.extent(1),
                    input.extent(2),
                    input.extent(3),
                    spec.filters(),
                    spec.kernel().height(),
                    spec.kernel().width(),
                    spec.stride().height(),
                    spec.stride().width(),
                    spec.padding().height(),
                    spec.padding().width(),
                    spec.dilation().height(),
                    spec.dilation().width(),
                    spec.groups());
        }

        private static boolean isSmall(Convolution2d.Settings spec, Shape input, long products) {
            ConvolutionGeometry g = geometry(spec, input);
            return (long) g.outputShape().size() * g.terms() <= products
                    && g.outputShape().size() <= MOST_NUMBERS
                    && g.weightShape().size() <= MOST_NUMBERS;
        }

        /// What is wrong with the results, or with how they came about.
        Optional<String> failure(long number) {
            try {
                return Parallel.with(THREADS[(int) (number % THREADS.length)], () -> difference(number));
            } catch (RuntimeException e) {
                return Optional.of(e.toString());
            }
        }

        private Optional<String> difference(long number) {
            List<Result> fast = results(Precision.FLOAT32, number);
            List<Result> exact = results(Precision.FLOAT64, number);
            for (int i = 0; i < exact.size(); i++) {
                double error = error(fast.get(i).numbers, exact.get(i).numbers);
                double most = whole && i == 0 ? 0 : tolerance;
                if (!(error <= most)) {
                    return Optional.of("%s differs from float64 by %.1e of the largest; expected at most %.1e"
                            .formatted(exact.get(i).name, error, most));
                }
            }
            return Optional.empty();
        }

        /// The output and all gradients, in memory that was full of what is not a number.
        private List<Result> results(Precision precision, long number) {
            RandomGenerator random = RandomKey.of(number & 0xffff_ffffL).generator();
            Layer layer = new Build(input, precision, RandomKey.of(1).generator()).sequence(specs);
            layer.parameters().forEach(parameter -> fill(parameter.value(), random, false));
            Tensor x = Tensor.zeros(precision, input);
            fill(x, random, whole);
            Tensor dy = Tensor.zeros(precision, layer.outputShape(input));
            fill(dy, random, false);
            Workspace workspace = new Workspace();
            workspace.run(() -> run(layer, x, dy, true));
            return workspace.run(() -> run(layer, x, dy, false));
        }

        private static List<Result> run(Layer layer, Tensor x, Tensor dy, boolean spoils) {
            Pass pass = layer.forward(x, new Mode.Train(RandomKey.of(1)));
            Gradients gradients = pass.backward(dy);
            Gradients alone = pass.parameterGradients(dy);
            List<Result> results = new ArrayList<>();
            add(results, "y", pass.output(), spoils);
            add(results, "dx", gradients.input(), spoils);
            for (Parameter parameter : layer.parameters()) {
                if (parameter.isTrained()) {
                    add(results, "d" + parameter.name() + " alone", alone.of(parameter), spoils);
                }
                add(results, "d" + parameter.name(), gradients.of(parameter), spoils);
            }
            return results;
        }

        private static void add(List<Result> results, String name, Tensor tensor, boolean spoils) {
            results.add(new Result(name, tensor.toArray()));
            if (spoils) {
                tensor.fill(Double.NaN);
            }
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Result(String name, double[] numbers) {}

    /// The largest difference by the largest value.
    private static double error(double[] actual, double[] expected) {
        if (actual.length != expected.length) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = Double.MIN_NORMAL;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
        }
        return difference / largest;
    }

    /// How far a float32 result that sums so many terms may be from the float64 one.
    private static double rounding(int terms) {
        return 4 * Math.ulp(1f) * Math.sqrt(Math.max(1, terms));
    }

    /// Numbers that are the same in both precisions.
    private static void fill(Tensor tensor, RandomGenerator random, boolean whole) {
        for (int i = 0; i < tensor.size(); i++) {
            double value = (float) random.nextGaussian();
            tensor.setStored(Tensor.storedOffset(tensor.shape(), i), whole ? Math.rint(2 * value) : value);
        }
    }

    private static Shape images(SplittableRandom random, int usual, int most) {
        int height = 1 + random.nextInt(random.nextInt(5) == 0 ? most : usual);
        int width = random.nextInt(4) == 0 ? height : 1 + random.nextInt(random.nextInt(5) == 0 ? most : usual);
        return Shape.of(examples(random), channels(random), height, width);
    }

    private static int examples(SplittableRandom random) {
        return random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(random.nextInt(4) == 0 ? 9 : 3);
    }

    private static int channels(SplittableRandom random) {
        return random.nextInt(3) == 0 ? 1 + random.nextInt(4) : CHANNELS[random.nextInt(CHANNELS.length)];
    }

    private static int kernel(SplittableRandom random) {
        return random.nextInt(3) == 0 ? 3 : 1 + random.nextInt(random.nextInt(4) == 0 ? 20 : 7);
    }

    /// None, the one that keeps the size, one that shows each pixel to the whole kernel, or more than the image.
    private static int padding(SplittableRandom random, int kernel, int extent) {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> kernel / 2;
            case 2 -> kernel - 1;
            case 3 -> random.nextInt(4);
            case 4 -> random.nextInt(kernel + 4);
            default -> random.nextInt(2 * extent + 9);
        };
    }

    private static int stride(SplittableRandom random, int extent) {
        return switch (random.nextInt(6)) {
            case 0, 1, 2 -> 1;
            case 3 -> 2;
            case 4 -> 1 + random.nextInt(5);
            default -> 1 + random.nextInt(extent + 3);
        };
    }
}
