package dev.chainrule.explain;

import dev.chainrule.model.Model;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

/// An image that a network takes for another class, next to one that it knows: gradient ascent on the score of that
/// class, from the image, until it is the answer.
///
/// `x ← clamp(x + quarter · rate · √D · g / ‖g‖₂, black, white)` with `g = quarter · ∂s/∂x`, the score s of the target
/// and D numbers an image; see [PixelRange] for the quarter, which frees the step of the scaling. The root mean square
/// of a step's changes is the rate, in quarters; a byte is 4 / 255 = 0.016 of them. So a few steps are less than a byte
/// nearly everywhere, and such an image is none that a file could hold. Therefore the ascent goes on until the image
/// that is rounded to whole bytes is taken for the target, too, if the steps suffice for that.
///
/// **Source**: C. Szegedy and others, *Intriguing properties of neural networks*, 2013; CS231n assignment 3, network
/// visualization.
///
/// @param rate root mean square of the changes of one step, in quarters
/// @param most steps at most
public record FoolingImage(double rate, int most) {
    /// Checks the settings.
    public FoolingImage {
        Require.positive("FoolingImage", "rate", rate);
        Require.atLeast(1, "FoolingImage", "most", most);
    }

    /// CS231n's: at most 100 steps of length 1 on 3 · 224 · 224 numbers, 1 / 388 a number.
    public static FoolingImage of() {
        return new FoolingImage(1.0 / 388, 100);
    }

    /// What the ascent came to, example by example.
    ///
    /// @param images in the shape of the examples, after `wholeSteps`; where those did not suffice after `steps`,
    /// and where neither did after all
    /// @param answers the predicted class of each example as it was
    /// @param steps after which the target was the answer for the first time; −1 where it never was
    /// @param wholeSteps after which it was the answer for the image rounded to whole bytes, too; −1 where it never
    /// was
    /// @param probabilities softmax probabilities of the target, for the images
    @SuppressWarnings("ArrayRecordComponent") // a result that is read, not compared
    public record Fooled(Tensor images, int[] answers, int[] steps, int[] wholeSteps, double[] probabilities) {
        /// Whether the image of an example is taken for the target.
        public boolean reached(int example) {
            return steps[example] >= 0;
        }

        /// Whether the image of an example is taken for the target when it is rounded to whole bytes.
        public boolean reachedWhole(int example) {
            return wholeSteps[example] >= 0;
        }
    }

    /// Finds an image for each example. The image of an example is the same whichever others there are. An example
    /// that is taken for its target already stays as it is, after 0 steps.
    ///
    /// @param x one example a row, within the range
    /// @param range of the network's images
    /// @param progress gets the share that is done, from 0 to 1
    /// @param targets one class an example
    /// @throws dev.chainrule.tensor.ShapeMismatchException if the examples do not fit the network or the range
    /// @throws IllegalArgumentException if a class does not exist, or there are more or fewer than examples
    public Fooled of(Model model, Tensor x, PixelRange range, DoubleConsumer progress, int... targets) {
        int examples = x.shape().extent(0);
        if (targets.length != examples) {
            throw new IllegalArgumentException("FoolingImage: %s targets do not fit %s examples; expected one each"
                    .formatted(targets.length, examples));
        }
        Fooled all = new Fooled(
                x.copy(), new int[examples], filled(examples, -1), filled(examples, -1), new double[examples]);
        Ascent ascent = new Ascent(this, model, range, range.offsets(x.shape()), targets, all);
        for (int from = 0; from < examples; from += InputGradient.MOST_AT_ONCE) {
            int first = from;
            int count = Math.min(InputGradient.MOST_AT_ONCE, examples - from);
            ascent.run(x, first, count, share -> progress.accept((first + share * count) / examples));
        }
        return all;
    }

    private static int[] filled(int length, int value) {
        int[] values = new int[length];
        Arrays.fill(values, value);
        return values;
    }

    /// @param offsets where the positions of an image are stored
    @SuppressWarnings("ArrayRecordComponent") // the values of one call, compared nowhere
    private record Ascent(
            FoolingImage settings, Model model, PixelRange range, int[] offsets, int[] targets, Fooled all) {
        /// Some examples together, those that are done left out of the next step.
        void run(Tensor x, int first, int count, DoubleConsumer progress) {
            Tensor now = Rows.of(x, first, first + count);
            List<Integer> open = new ArrayList<>();
            for (int n = first; n < first + count; n++) {
                open.add(n);
            }
            for (int step = 0; step <= settings.most && !open.isEmpty(); step++) {
                int steps = step;
                Tensor images = now;
                now = new Workspace().run(() -> stepped(images, open, steps));
                progress.accept(Math.max((double) step / settings.most, 1 - (double) open.size() / count));
            }
            progress.accept(1);
        }

        /// @param open the examples of the rows of `images`; those that are done are taken out
        /// @return the others, a step on
        private Tensor stepped(Tensor images, List<Integer> open, int step) {
            int[] classes = open.stream().mapToInt(n -> targets[n]).toArray();
            Trace trace = Trace.of(model, images);
            Tensor dscores = trace.scoreOf(classes);
            boolean[] whole = areTargetsWhenWhole(images, trace.scores(), classes);
            List<Integer> rows = new ArrayList<>();
            for (int row = 0; row < classes.length; row++) {
                if (!isDone(open.get(row), row, images, trace.scores(), whole[row], step)) {
                    rows.add(row);
                }
            }
            open.retainAll(rows.stream().map(open::get).toList());
            return rows.isEmpty() || step == settings.most ? images : moved(images, trace.backward(dscores), rows);
        }

        /// Which images that are taken for their target still are when they are rounded to whole bytes.
        private boolean[] areTargetsWhenWhole(Tensor images, Tensor scores, int... classes) {
            int[] rows = IntStream.range(0, classes.length)
                    .filter(row -> Scores.predicted(scores, row) == classes[row])
                    .toArray();
            boolean[] whole = new boolean[classes.length];
            if (rows.length > 0) {
                Tensor rounded = model.scores(range.rounded(images.gather(rows)));
                for (int i = 0; i < rows.length; i++) {
                    whole[rows[i]] = Scores.predicted(rounded, i) == classes[rows[i]];
                }
            }
            return whole;
        }

        private boolean isDone(int n, int row, Tensor images, Tensor scores, boolean whole, int step) {
            int answer = Scores.predicted(scores, row);
            boolean first = answer == targets[n] && all.steps[n] < 0;
            if (step == 0) {
                all.answers[n] = answer;
            }
            if (first) {
                all.steps[n] = step;
            }
            if (whole) {
                all.wholeSteps[n] = step;
            }
            if (first || whole || all.steps[n] < 0) {
                Rows.copy(images, row, all.images, n, 1);
                all.probabilities[n] = Scores.probability(scores, row, targets[n]);
            }
            return whole || all.steps[n] == 0;
        }

        private Tensor moved(Tensor images, Tensor gradient, List<Integer> rows) {
            Tensor moved = Tensor.zeros(
                    images.precision(), images.shape().withoutFirst().batchOf(rows.size()));
            for (int to = 0; to < rows.size(); to++) {
                int start = rows.get(to) * offsets.length;
                double squares = 0;
                for (int i = 0; i < offsets.length; i++) {
                    double g = range.quarter(i) * gradient.getStored(start + offsets[i]);
                    squares += g * g;
                }
                Rows.copy(images, rows.get(to), moved, to, 1);
                if (squares > 0) {
                    step(
                            moved,
                            to * offsets.length,
                            gradient,
                            start,
                            settings.rate * Math.sqrt(offsets.length / squares));
                }
            }
            return moved;
        }

        private void step(Tensor image, int at, Tensor gradient, int start, double factor) {
            for (int i = 0; i < offsets.length; i++) {
                double quarter = range.quarter(i);
                double value = image.getStored(at + offsets[i])
                        + quarter * quarter * factor * gradient.getStored(start + offsets[i]);
                image.setStored(at + offsets[i], Math.clamp(value, range.black()[i], range.white()[i]));
            }
        }
    }
}
