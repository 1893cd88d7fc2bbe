package dev.chainrule.explain;

import dev.chainrule.model.Scorer;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import java.util.Arrays;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

/// How much a network believes in a class while a patch hides part of the image, place by place. It needs no gradient,
/// so it works on anything that scores.
///
/// The belief is the softmax probability of the class. Patches lie `stride` pixels apart, from the upper left corner;
/// the last ones end at the edge.
///
/// **Source**: M. Zeiler and R. Fergus, *Visualizing and understanding convolutional networks*, 2013.
///
/// @param size rows and columns of the patch
/// @param stride pixels from patch to patch
public record Occlusion(int size, int stride) {
    /// Checks the settings.
    public Occlusion {
        Require.atLeast(1, "Occlusion", "size", size);
        Require.that(
                stride >= 1 && stride <= size,
                "Occlusion",
                "stride",
                stride,
                "1 to the size, so that no pixel is left out");
    }

    /// A patch of a quarter of the shorter side, moved by a quarter of itself.
    ///
    /// @param image (C, H, W)
    public static Occlusion of(Shape image) {
        int size = Math.max(1, Math.min(image.extent(1), image.extent(2)) / 4);
        return new Occlusion(size, Math.max(1, size / 4));
    }

    /// What patches did.
    ///
    /// @param whole the probability of the class of each example without a patch
    /// @param probabilities (N, rows, columns), with the patch at each place
    /// @param tops the first rows that the patches of each row of places hide
    /// @param lefts the first columns that the patches of each column of places hide
    @SuppressWarnings("ArrayRecordComponent") // a result that is read, not compared
    public record Hidden(double[] whole, Tensor probabilities, int[] tops, int[] lefts) {}

    /// Hides each place of each example.
    ///
    /// @param x (N, C, H, W), or (N, C · H · W)
    /// @param image (C, H, W)
    /// @param patch what the patch shows, one image as a batch of one: its part at that place
    /// @param progress gets the share that is done, from 0 to 1
    /// @param classes one an example
    /// @throws ShapeMismatchException if the batch is not of such images, or the patch is none
    /// @throws IllegalArgumentException if the patch is larger than the image, or a class does not exist
    public Hidden of(Scorer scorer, Tensor x, Shape image, Tensor patch, DoubleConsumer progress, int... classes) {
        Pixels.requireImages("Occlusion", x.shape(), image);
        ShapeMismatchException.require(
                "Occlusion",
                "patch",
                patch,
                "an example",
                x.shape().withoutFirst().batchOf(1));
        int[] tops = places(image.extent(1));
        int[] lefts = places(image.extent(2));
        int examples = x.shape().extent(0);
        Tensor probabilities = Tensor.zeros(x.precision(), Shape.of(examples, tops.length, lefts.length));
        double[] whole = new double[examples];
        Tensor unhidden = scorer.scores(x);
        Arrays.setAll(whole, n -> Scores.probability(unhidden, n, classes[n]));
        int all = examples * tops.length * lefts.length;
        Patches patches = new Patches(x, patch, image, tops, lefts);
        for (int from = 0; from < all; from += InputGradient.MOST_AT_ONCE) {
            int first = from;
            int end = Math.min(all, from + InputGradient.MOST_AT_ONCE);
            new Workspace().run(() -> {
                Tensor scores = scorer.scores(patches.hidden(size, first, end));
                for (int at = first; at < end; at++) {
                    probabilities.setStored(
                            at, Scores.probability(scores, at - first, classes[at / (tops.length * lefts.length)]));
                }
                return scores;
            });
            progress.accept((double) end / all);
        }
        return new Hidden(whole, probabilities, tops, lefts);
    }

    /// The places along a side; the last patch ends at the edge.
    private int[] places(int extent) {
        if (size > extent) {
            throw new IllegalArgumentException(
                    "Occlusion: a patch of %s pixels does not fit an image side of %s; expected at most that"
                            .formatted(size, extent));
        }
        return IntStream.concat(
                        IntStream.iterate(0, at -> at < extent - size, at -> at + stride), IntStream.of(extent - size))
                .toArray();
    }

    /// Examples with a patch at each place, numbered example by example and row by row.
    @SuppressWarnings("ArrayRecordComponent") // used within this class
    private record Patches(Tensor x, Tensor patch, Shape image, int[] tops, int[] lefts, int[] offsets) {
        Patches(Tensor x, Tensor patch, Shape image, int[] tops, int[] lefts) {
            this(x, patch, image, tops, lefts, Pixels.offsets(x.shape().withoutFirst()));
        }

        Tensor hidden(int size, int from, int end) {
            Tensor batch =
                    Tensor.allocate(x.precision(), x.shape().withoutFirst().batchOf(end - from));
            for (int at = from; at < end; at++) {
                int place = at % (tops.length * lefts.length);
                Rows.copy(x, at / (tops.length * lefts.length), batch, at - from, 1);
                hide(batch, at - from, tops[place / lefts.length], lefts[place % lefts.length], size);
            }
            return batch;
        }

        private void hide(Tensor batch, int row, int top, int left, int size) {
            int start = row * offsets.length;
            for (int c = 0; c < image.extent(0); c++) {
                for (int i = top; i < top + size; i++) {
                    for (int j = left; j < left + size; j++) {
                        int offset = offsets[(c * image.extent(1) + i) * image.extent(2) + j];
                        batch.setStored(start + offset, patch.getStored(offset));
                    }
                }
            }
        }
    }

    /// How much a network believes less in its class while a pixel is hidden: the mean over the patches that hide
    /// it.
    ///
    /// @param image (C, H, W)
    /// @return (N, H, W); negative where hiding a pixel makes the network surer
    public Tensor loss(Hidden hidden, Shape image) {
        int examples = hidden.whole().length;
        int height = image.extent(1);
        int width = image.extent(2);
        Tensor maps = Tensor.zeros(hidden.probabilities().precision(), Shape.of(examples, height, width));
        for (int n = 0; n < examples; n++) {
            for (int i = 0; i < height; i++) {
                for (int j = 0; j < width; j++) {
                    maps.setStored((n * height + i) * width + j, loss(hidden, n, i, j));
                }
            }
        }
        return maps;
    }

    private double loss(Hidden hidden, int n, int i, int j) {
        double sum = 0;
        int count = 0;
        int[] tops = hidden.tops();
        int[] lefts = hidden.lefts();
        for (int a = 0; a < tops.length; a++) {
            for (int b = 0; b < lefts.length; b++) {
                if (tops[a] <= i && i < tops[a] + size && lefts[b] <= j && j < lefts[b] + size) {
                    sum += hidden.whole()[n]
                            - hidden.probabilities().getStored((n * tops.length + a) * lefts.length + b);
                    count++;
                }
            }
        }
        return sum / count;
    }
}
