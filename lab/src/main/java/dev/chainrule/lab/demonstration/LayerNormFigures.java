package dev.chainrule.lab.demonstration;

import dev.chainrule.data.ImageDataset;
import dev.chainrule.data.LabeledImages;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.lab.dataset.BundledCifar10;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Build;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerNorm;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.Sgd;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Range;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.Training;
import dev.chainrule.train.TrainingPlan;
import dev.chainrule.zoo.HiddenLayer;
import dev.chainrule.zoo.Models;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/// What layer normalisation does with one example, and batch normalisation does not: measured on the layers.
final class LayerNormFigures {
    /// The sizes of batches that an example is in, beside the largest.
    static final List<Integer> BATCHES = List.of(1, 2, 10);

    static final int FEATURES = 20;
    static final int LARGEST = 100;
    static final int IMAGES = 500;
    static final int EPOCHS = 4;
    private static final int AVERAGED = 100;
    private static final int STATE = 64;

    private LayerNormFigures() {}

    /// How far the outputs of one example are from those that it has in the batch of 100.
    ///
    /// @param layer of which, and in which pass
    /// @param differences for each of [#BATCHES] the largest over the features; none if the layer refuses the batch
    record Alone(String layer, String pass, List<OptionalDouble> differences) {
        /// Whether they are the same bits in every batch.
        boolean same() {
            return differences.stream().allMatch(each -> each.isPresent() && each.getAsDouble() == 0);
        }
    }

    /// Both layers, in training and evaluation.
    static List<Alone> alone() {
        return List.of(
                alone("layer norm", LayerNorm.Settings.of(), "training", new Mode.Train(RandomKey.of(0))),
                alone("layer norm", LayerNorm.Settings.of(), "evaluation", new Mode.Evaluate()),
                alone("batch norm", BatchNorm.Settings.of(), "training", new Mode.Train(RandomKey.of(0))),
                alone("batch norm", BatchNorm.Settings.of(), "evaluation", new Mode.Evaluate()));
    }

    private static Alone alone(String name, LayerSpec settings, String pass, Mode mode) {
        RandomGenerator random = new NumpyRandom(231);
        Layer layer = layer(settings, Precision.FLOAT32, random);
        Tensor x = Tensor.gaussian(Precision.FLOAT32, Shape.of(LARGEST, FEATURES), random);
        layer.forward(x, new Mode.Train(RandomKey.of(0)));
        double[] wanted = first(layer, x, LARGEST, mode);
        return new Alone(
                name,
                pass,
                BATCHES.stream()
                        .map(size -> {
                            try {
                                return OptionalDouble.of(apart(first(layer, x, size, mode), wanted));
                            } catch (ShapeMismatchException refused) {
                                return OptionalDouble.empty();
                            }
                        })
                        .toList());
    }

    /// A layer whose scale and shift are random numbers, as if it were trained.
    private static Layer layer(LayerSpec settings, Precision precision, RandomGenerator random) {
        Layer layer = settings.build(new Build(Shape.of(1, FEATURES), precision, random));
        for (Parameter parameter : layer.parameters()) {
            for (int i = 0; i < parameter.value().size(); i++) {
                parameter.value().setStored(i, parameter.value().getStored(i) + 0.3 * random.nextGaussian());
            }
        }
        return layer;
    }

    /// The outputs of the first example in a batch of so many.
    private static double[] first(Layer layer, Tensor x, int size, Mode mode) {
        double[] all = layer.forward(x.slice(Range.of(0, size), Range.all()), mode)
                .output()
                .toArray();
        return Arrays.copyOf(all, FEATURES);
    }

    private static double apart(double[] one, double... other) {
        double most = 0;
        for (int i = 0; i < one.length; i++) {
            most = Math.max(most, Math.abs(one[i] - other[i]));
        }
        return most;
    }

    /// The largest output, before scale and shift, of batch normalisation for a batch of one and the same example
    /// twice: its mean and variance are those of the example alone.
    static double batchOfTheSame() {
        Layer layer = BatchNorm.Settings.of()
                .withAffine(false)
                .build(new Build(Shape.of(2, FEATURES), Precision.FLOAT64, new NumpyRandom(0)));
        Tensor one = Tensor.gaussian(Precision.FLOAT64, Shape.of(1, FEATURES), new NumpyRandom(231));
        double[] y = layer.forward(Tensor.concatenate(0, one, one), new Mode.Train(RandomKey.of(0)))
                .output()
                .toArray();
        return apart(y, new double[y.length]);
    }

    /// The largest relative difference between the gradient with respect to gamma and `Σ_i dy_ij · x̂_ij`, for
    /// batches of all sizes; the shape of gamma is the same for all of them.
    static double scaleGradient() {
        RandomGenerator random = new NumpyRandom(5);
        Layer layer = layer(LayerNorm.Settings.of(), Precision.FLOAT64, random);
        Layer plain = LayerNorm.Settings.of().build(new Build(Shape.of(1, FEATURES), Precision.FLOAT64, random));
        double most = 0;
        for (int size : BATCHES) {
            Tensor x = Tensor.gaussian(Precision.FLOAT64, Shape.of(size, FEATURES), random);
            Tensor dy = Tensor.gaussian(Precision.FLOAT64, x.shape(), random);
            Pass pass = layer.forward(x, new Mode.Train(RandomKey.of(0)));
            Gradients gradients = pass.backward(dy);
            double[] given = gradients.of(layer.parameters().getFirst()).toArray();
            double[] normalised = plain.forward(x, new Mode.Evaluate()).output().toArray();
            double[] upstream = dy.toArray();
            for (int j = 0; j < FEATURES; j++) {
                double sum = 0;
                for (int i = 0; i < size; i++) {
                    sum += upstream[i * FEATURES + j] * normalised[i * FEATURES + j];
                }
                most = Math.max(most, Math.abs(sum - given[j]) / Math.max(1e-8, Math.abs(sum) + Math.abs(given[j])));
            }
        }
        return most;
    }

    /// The deviation of a state that is multiplied with the same random matrix again and again, for one sequence
    /// alone: at step 1, 10 and 100.
    ///
    /// @param gain how far a multiplication stretches a state, about
    static double[] recurrence(double gain, boolean normalised) {
        RandomGenerator random = new NumpyRandom(11);
        Tensor weights = Tensor.gaussian(Precision.FLOAT64, Shape.of(STATE, STATE), random)
                .times(gain / StrictMath.sqrt(STATE));
        Layer norm = LayerNorm.Settings.of().build(new Build(Shape.of(1, STATE), Precision.FLOAT64, random));
        Tensor state = Tensor.gaussian(Precision.FLOAT64, Shape.of(1, STATE), random);
        double[] deviations = new double[3];
        int next = 0;
        for (int step = 1; step <= 100; step++) {
            state = state.matmul(weights);
            state = normalised ? norm.forward(state, new Mode.Evaluate()).output() : state;
            if (step == 1 || step == 10 || step == 100) {
                double squares = Arrays.stream(state.toArray()).map(s -> s * s).sum();
                deviations[next++] = StrictMath.sqrt(squares / STATE);
            }
        }
        return deviations;
    }

    /// A training with few images.
    ///
    /// @param first the mean loss of the first 100 steps
    /// @param last the mean loss of the last 100 steps
    /// @param training accuracy on those images
    /// @param refusal what the layer says if it cannot be trained so
    record Trained(double first, double last, double training, Optional<String> refusal) {}

    /// Trains a net of two hidden layers.
    static Trained train(LayerSpec.Normalization normalization, int batchSize) {
        var hidden = HiddenLayer.rectified(new Initializer.He()).withNormalization(normalization);
        var spec = Models.network("small", Models.CIFAR10_FEATURES, List.of(50, 50), 10, hidden);
        // the same number of examples seen, and about the same way gone
        TrainingPlan plan = TrainingPlan.of(EPOCHS, batchSize, new Sgd(), new LearningRate.Constant(0.005 * batchSize));
        ImageDataset images = images();
        try {
            var history = Training.of(spec, images)
                    .validation(images)
                    .plan(plan)
                    .seed(1)
                    .fit()
                    .history();
            double[] losses = history.losses();
            return new Trained(
                    Arrays.stream(losses).limit(AVERAGED).average().orElseThrow(),
                    Arrays.stream(losses)
                            .skip(Math.max(0, losses.length - AVERAGED))
                            .average()
                            .orElseThrow(),
                    history.measurements().getLast().validationAccuracy(),
                    Optional.empty());
        } catch (ShapeMismatchException e) {
            return new Trained(Double.NaN, Double.NaN, Double.NaN, Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private static ImageDataset images() {
        LabeledImages images = BundledCifar10.load().train().slice(0, IMAGES);
        PixelScaling scaling = PixelScaling.of(PixelScaling.Kind.STANDARDIZED_PIXEL, images);
        return new ImageDataset(images, scaling, Shape.of(Models.CIFAR10_FEATURES));
    }
}
