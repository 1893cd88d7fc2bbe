package dev.chainrule.lab.demonstration;

import dev.chainrule.data.ImageDataset;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.whiten.PrincipalComponents;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Whitening;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

/// What [WhitenedImages] measures.
///
/// @param components of the training images less their mean image, 0 to 255
/// @param shown a validation image of each class
/// @param back what is to be added to numbers to see them as pixels
/// @param whiteness how white whitened images are
/// @param keptHeldOut the share of the variance of validation images along the components that are kept
/// @param power by frequency: of images as they are, and as each transformation leaves them
/// @param mean the mean frequency of each component
@SuppressWarnings("ArrayRecordComponent") // written once, compared nowhere
record WhitenedFigures(
        PrincipalComponents components,
        Tensor shown,
        double[] back,
        Whiteness whiteness,
        double keptHeldOut,
        Map<String, Frequencies> power,
        double[] mean) {
    /// How white whitened images are.
    ///
    /// @param distance the largest difference between the covariance of the training images and the identity
    /// @param expected the same as it should be, for epsilon takes a little from each variance
    /// @param heldOut the largest variance of a pixel of validation images
    record Whiteness(double distance, double expected, double heldOut) {}

    /// As many as CS231n's notes keep.
    static final int KEPT = 144;

    /// What CS231n's notes add to each variance, and two that are larger than most of them.
    static final double[] EPSILONS = {1e-5, 10, 1000};

    /// Waves of up to so many cycles an image are called low.
    static final int LOW = 4;

    /// Enough images for their power by frequency.
    private static final int TRANSFORMED = 1000;

    private static final double COMPONENTS_DONE = 0.6;
    private static final double COVARIANCE_DONE = 0.95;

    static final String AS_THEY_ARE = "less the mean image";
    static final String BLURRED = KEPT + " components";
    static final String KEPT_WHITENED = "ZCA, " + KEPT + " components";

    static String whitened(double epsilon) {
        return "ZCA, epsilon " + Numbers.brief(epsilon);
    }

    /// Measures everything; most of it is the eigendecomposition.
    static WhitenedFigures measured(RunData data, DoubleConsumer progress) {
        Shape image = data.imageShape();
        ImageDataset training = data.training(image);
        PrincipalComponents components =
                PrincipalComponents.of(training, Precision.FLOAT32, share -> progress.accept(COMPONENTS_DONE * share));
        Whitening.Settings zca =
                Whitening.Settings.of(Whitening.Kind.ZCA_WHITENING).withEpsilon(EPSILONS[0]);
        Layer whitening = components.layer(zca, Precision.FLOAT32, image.batchOf(1));
        double distance = PrincipalComponents.distanceFromWhite(
                training,
                Precision.FLOAT32,
                whitening,
                share -> progress.accept(COMPONENTS_DONE + (COVARIANCE_DONE - COMPONENTS_DONE) * share));
        Tensor others = first(data.validation(image), TRANSFORMED);
        double[] variances = components.variances();
        return new WhitenedFigures(
                components,
                shown(data),
                data.scaling().shift(),
                new Whiteness(
                        distance,
                        EPSILONS[0] / (variances[variances.length - 1] + EPSILONS[0]),
                        largestVariance(
                                whitening.forward(others, new Mode.Evaluate()).output())),
                kept(components, others),
                power(components, first(training, TRANSFORMED)),
                meanFrequencies(components, image));
    }

    private static Tensor first(ImageDataset images, int most) {
        int[] examples = IntStream.range(0, Math.min(most, images.size())).toArray();
        return images.batch(examples, Precision.FLOAT32).x();
    }

    /// A validation image of each class.
    private static Tensor shown(RunData data) {
        int[] labels = data.partition().validation().labels();
        int[] examples = IntStream.range(0, data.classNames().size())
                .map(label -> IntStream.range(0, labels.length)
                        .filter(i -> labels[i] == label)
                        .findFirst()
                        .orElseThrow())
                .toArray();
        return data.validation(data.imageShape())
                .batch(examples, Precision.FLOAT32)
                .x();
    }

    private static double largestVariance(Tensor images) {
        int size = images.shape().sizePerExample();
        Tensor rows = Tensor.of(Precision.FLOAT64, Shape.of(images.shape().extent(0), size), images.toArray());
        return rows.variance(0).max().getStored(0);
    }

    /// The share of the distance from the mean, squared, that lies along the components that are kept.
    private static double kept(PrincipalComponents components, Tensor images) {
        double all = squares(components.project(images, components.features()));
        return squares(components.project(images, KEPT)) / all;
    }

    private static double squares(Tensor tensor) {
        double sum = 0;
        for (double value : tensor.toArray()) {
            sum += value * value;
        }
        return sum;
    }

    private static Map<String, Frequencies> power(PrincipalComponents components, Tensor images) {
        Map<String, Frequencies> power = new LinkedHashMap<>();
        forms(components, images).forEach((name, pixels) -> {
            Shape image = Shape.of(
                    images.shape().extent(1),
                    images.shape().extent(2),
                    images.shape().extent(3));
            Frequencies frequencies = Frequencies.none(image);
            frequencies.add(pixels, image);
            power.put(name, frequencies);
        });
        return power;
    }

    /// Images in every form that is shown, in (N, C, H, W) order.
    static Map<String, double[]> forms(PrincipalComponents components, Tensor images) {
        Map<String, double[]> forms = new LinkedHashMap<>();
        forms.put(AS_THEY_ARE, images.toArray());
        forms.put(
                BLURRED,
                components.reconstruct(components.project(images, KEPT)).toArray());
        Whitening.Settings zca = Whitening.Settings.of(Whitening.Kind.ZCA_WHITENING);
        forms.put(
                KEPT_WHITENED,
                components.whiten(images, zca.withComponents(KEPT)).toArray());
        for (double epsilon : EPSILONS) {
            forms.put(
                    whitened(epsilon),
                    components.whiten(images, zca.withEpsilon(epsilon)).toArray());
        }
        return forms;
    }

    private static double[] meanFrequencies(PrincipalComponents components, Shape image) {
        double[] mean = new double[components.features()];
        for (int k = 0; k < mean.length; k++) {
            Frequencies frequencies = Frequencies.none(image);
            frequencies.add(components.component(k), image);
            mean[k] = frequencies.mean();
        }
        return mean;
    }

    /// By its name.
    Frequencies powerOf(String form) {
        return Objects.requireNonNull(power.get(form));
    }
}
