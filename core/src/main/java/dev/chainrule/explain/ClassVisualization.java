package dev.chainrule.explain;

import dev.chainrule.model.Model;
import dev.chainrule.random.RandomKey;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.function.DoubleConsumer;
import java.util.random.RandomGenerator;

/// An image that a network takes for a class, found by gradient ascent from noise.
///
/// Numbers of images are told in quarters of the way from black to white around the middle, `x = middle + quarter · u`
/// (see [PixelRange]), so the settings mean the same whatever the scaling. From a Gaussian u, each step ascends
/// `s(x) − l2 · ‖u‖²`, where s is the score of the class:
///
/// `g = ∂s/∂u − 2 · l2 · u`, `u ← clamp(u + rate · √D · g / ‖g‖₂, −2, 2)`
///
/// With D numbers an image, the root mean square of a step's changes is the rate. Around each step the image is moved
/// by a few pixels and back, what leaves it on one side coming in on the other, so that no pattern fits one place
/// alone. In steps 1, 1 + every, 1 + 2 · every, … the image is blurred after that.
///
/// **Source**: K. Simonyan, A. Vedaldi and A. Zisserman, *Deep inside convolutional networks*, 2013; J. Yosinski and
/// others, *Understanding neural networks through deep visualization*, 2015; CS231n assignment 3, network
/// visualization.
///
/// @param steps of the ascent
/// @param rate root mean square of the changes of one step, in quarters
/// @param l2 strength of the penalty on numbers far from the middle
/// @param jitter pixels by which the image is moved at most, down and right
/// @param every steps from one blur to the next
/// @param blur standard deviation of the Gaussian that blurs, in pixels; 0 for none
/// @param seed of the noise at the start and of the moves
public record ClassVisualization(int steps, double rate, double l2, int jitter, int every, double blur, long seed) {
    /// Half of the numbers that an image can have, in quarters.
    private static final double LIMIT = 2;

    /// Checks the settings.
    public ClassVisualization {
        Require.atLeast(1, "ClassVisualization", "steps", steps);
        Require.positive("ClassVisualization", "rate", rate);
        Require.nonNegative("ClassVisualization", "l2", l2);
        Require.atLeast(0, "ClassVisualization", "jitter", jitter);
        Require.atLeast(1, "ClassVisualization", "every", every);
        Require.nonNegative("ClassVisualization", "blur", blur);
    }

    /// CS231n's settings, which are for 224 × 224 pixels: 100 steps with a rate of 25 / √(3 · 224 · 224) = 0.064,
    /// an l2 of 0.001, moves of up to a fourteenth of the shorter side, a blur of half a pixel every 10 steps.
    ///
    /// @param image (C, H, W)
    public static ClassVisualization of(Shape image) {
        return new ClassVisualization(100, 0.064, 1e-3, Math.min(image.extent(1), image.extent(2)) / 14, 10, 0.5, 1);
    }

    /// What the ascent came to.
    ///
    /// @param images (K, C, H, W) or (K, C · H · W), one for each class that was asked for
    /// @param scoresBefore of the class, for the noise at the start
    /// @param scores of the class, for the images
    /// @param probabilitiesBefore softmax probabilities of the class, for the noise at the start
    /// @param probabilities softmax probabilities of the class, for the images
    @SuppressWarnings("ArrayRecordComponent") // a result that is read, not compared
    public record Visualized(
            Tensor images,
            double[] scoresBefore,
            double[] scores,
            double[] probabilitiesBefore,
            double[] probabilities) {}

    /// Finds an image for each class. The image of a class is the same whichever others are asked for.
    ///
    /// @param range of the network's images
    /// @param progress gets the share that is done, from 0 to 1
    /// @param classes one or more
    /// @throws dev.chainrule.tensor.ShapeMismatchException if the network does not see such images
    /// @throws IllegalArgumentException if a class does not exist, or none is given
    public Visualized of(Model model, PixelRange range, DoubleConsumer progress, int... classes) {
        Require.atLeast(1, "ClassVisualization", "number of classes", classes.length);
        double[][] u = noise(range.image().size(), classes);
        Tensor start = range.images(model.precision(), model.input(), u);
        for (int step = 0; step < steps; step++) {
            RandomGenerator random =
                    RandomKey.of(seed).child("jitter").child(step).generator();
            ImagePlanes down = new ImagePlanes(range.image());
            int rows = random.nextInt(jitter + 1);
            int columns = random.nextInt(jitter + 1);
            double[][] moved = Arrays.stream(u)
                    .map(each -> down.moved(each, rows, columns))
                    .toArray(double[][]::new);
            ascend(model, range, moved, classes);
            boolean blurs = blur > 0 && step % every == 0;
            for (int k = 0; k < u.length; k++) {
                double[] back = down.moved(moved[k], -rows, -columns);
                u[k] = blurs ? down.blurred(back, blur) : back;
            }
            progress.accept((step + 1.0) / steps);
        }
        Tensor images = range.images(model.precision(), model.input(), u);
        return visualized(model, start, images, classes);
    }

    private double[][] noise(int size, int... classes) {
        double[][] u = new double[classes.length][size];
        for (int k = 0; k < classes.length; k++) {
            RandomGenerator random =
                    RandomKey.of(seed).child("start").child(classes[k]).generator();
            Arrays.setAll(u[k], i -> Math.clamp(random.nextGaussian(), -LIMIT, LIMIT));
        }
        return u;
    }

    private void ascend(Model model, PixelRange range, double[][] u, int... classes) {
        Tensor x = range.images(model.precision(), model.input(), u);
        Tensor gradient = InputGradient.of(model, x, classes);
        int[] offsets = range.offsets(x.shape());
        for (int k = 0; k < u.length; k++) {
            double[] g = new double[offsets.length];
            double squares = 0;
            for (int i = 0; i < g.length; i++) {
                g[i] = range.quarter(i) * gradient.getStored(k * g.length + offsets[i]) - 2 * l2 * u[k][i];
                squares += g[i] * g[i];
            }
            if (squares > 0) {
                double factor = rate * Math.sqrt(g.length / squares);
                for (int i = 0; i < g.length; i++) {
                    u[k][i] = Math.clamp(u[k][i] + factor * g[i], -LIMIT, LIMIT);
                }
            }
        }
    }

    private static Visualized visualized(Model model, Tensor start, Tensor images, int... classes) {
        Tensor before = model.scores(start);
        Tensor after = model.scores(images);
        Visualized all = new Visualized(
                images,
                new double[classes.length],
                new double[classes.length],
                new double[classes.length],
                new double[classes.length]);
        for (int k = 0; k < classes.length; k++) {
            all.scoresBefore[k] = before.get(k, classes[k]);
            all.scores[k] = after.get(k, classes[k]);
            all.probabilitiesBefore[k] = Scores.probability(before, k, classes[k]);
            all.probabilities[k] = Scores.probability(after, k, classes[k]);
        }
        return all;
    }
}
