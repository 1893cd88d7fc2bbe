import dev.chainrule.data.Batch;
import dev.chainrule.data.ImageDataset;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.data.Sampling;
import dev.chainrule.lab.dataset.DatasetCache;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.Partition;
import dev.chainrule.lab.dataset.Split;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// CIFAR-10 as the notebook has it: 49,000 images to train on and 1,000 to validate with, each channel of mean 0 and
/// deviation 1, in batches of 64.
record Cifar(ImageDataset train, ImageDataset validation, Sampling order, int iterations) {
    static final int BATCH = 64;

    /// Reads the images.
    ///
    /// @param image (3, 32, 32), or (3072) for affine layers
    /// @param words nothing for one epoch of all of CIFAR-10; `bundled` for the 4,000 images that come with the
    /// source; and then, if wanted, the number of iterations
    static Cifar read(Shape image, String... words) throws DatasetException {
        Split split = words.length > 0 ? Split.named(words[0]) : Split.CS231N_PYTORCH;
        Partition images = split.load(DatasetCache.standard());
        PixelScaling scaling = PixelScaling.of(PixelScaling.Kind.STANDARDIZED_CHANNEL, images.train());
        ImageDataset train = new ImageDataset(images.train(), scaling, image);
        ImageDataset validation = new ImageDataset(images.validation(), scaling, image);
        int iterations = words.length > 1 ? Integer.parseInt(words[1]) : train.size() / BATCH;
        return new Cifar(train, validation, new Sampling.Shuffled(RandomKey.of(0)), iterations);
    }

    /// The batch of an iteration, in an order that is drawn anew each epoch.
    Batch batch(int iteration) {
        return train.batch(order.batch(iteration, train.size(), BATCH), Precision.FLOAT32);
    }

    /// Prints the loss of each hundredth iteration, and of the last one, with the accuracy on validation images.
    ///
    /// @param scores what a net answers to images
    void report(int iteration, double loss, UnaryOperator<Tensor> scores) {
        if (iteration % 100 == 0 || iteration == iterations - 1) {
            System.out.printf(
                    "iteration %d: loss %.4f, %.2f %% of the validation images%n",
                    iteration, loss, 100 * accuracy(scores));
        }
    }

    private double accuracy(UnaryOperator<Tensor> scores) {
        int right = 0;
        for (int from = 0; from < validation.size(); from += 100) {
            int[] some = IntStream.range(from, from + 100).toArray();
            Batch batch = validation.batch(some, Precision.FLOAT32);
            int[] answers = scores.apply(batch.x()).argmax(1);
            for (int i = 0; i < some.length; i++) {
                right += answers[i] == batch.labels()[i] ? 1 : 0;
            }
        }
        return (double) right / validation.size();
    }

    /// What a net answers to a batch of black images: ten scores each, if its shapes fit.
    void tryZeros(UnaryOperator<Tensor> scores) {
        Tensor zeros = Tensor.zeros(Precision.FLOAT32, train.exampleShape().batchOf(BATCH));
        System.out.printf(
                "zeros %s give scores %s%n", zeros.shape(), scores.apply(zeros).shape());
    }

    /// Random weights of variance 2 / fan-in, as the notebook's `random_weight`.
    ///
    /// @param extents (inputs, outputs) of a matrix, or (filters, channels, rows, columns)
    static Tensor randomWeight(RandomGenerator random, int... extents) {
        int fanIn = extents.length == 2
                ? extents[0]
                : Arrays.stream(extents, 1, extents.length).reduce(1, (a, b) -> a * b);
        return Tensor.gaussian(Precision.FLOAT32, Shape.of(extents), random).times(Math.sqrt(2.0 / fanIn));
    }

    /// The notebook's `zero_weight`, for biases.
    static Tensor zeroWeight(int... extents) {
        return Tensor.zeros(Precision.FLOAT32, Shape.of(extents));
    }
}
