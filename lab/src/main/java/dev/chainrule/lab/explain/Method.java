package dev.chainrule.lab.explain;

import dev.chainrule.explain.GradCam;
import dev.chainrule.explain.Neighbours;
import dev.chainrule.lab.predict.TrainedModel;
import dev.chainrule.lab.report.FirstLayer;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Optional;

/// A way of looking into a network.
public enum Method {
    /// The largest magnitude of a gradient of the score with respect to a pixel's channels.
    SALIENCY("saliency"),
    /// The same, averaged over noisy copies.
    SMOOTH_GRAD("SmoothGrad"),
    /// What each pixel contributed to the score, compared with a grey image.
    INTEGRATED_GRADIENTS("integrated gradients"),
    /// Where the channels of a layer speak for the class.
    GRAD_CAM("Grad-CAM"),
    /// What hiding a part of the image does to the probability.
    OCCLUSION("occlusion"),
    /// Images that raise the score of a class, from noise.
    CLASS_IMAGES("class visualisation"),
    /// Images that are taken for another class after a small change.
    FOOLING("fooling images"),
    /// The weights of the first layer.
    FILTERS("first-layer filters"),
    /// What each layer answers, and its dead units.
    ACTIVATIONS("activations"),
    /// Training images that the last hidden layer holds for alike.
    NEIGHBOURS("nearest neighbours"),
    /// Training images that excite a unit most.
    EXCITING("exciting images");

    private final String title;

    Method(String title) {
        this.title = title;
    }

    /// What the field calls it.
    public String title() {
        return title;
    }

    /// Whether it yields a map of each image.
    public boolean isMap() {
        return compareTo(OCCLUSION) <= 0;
    }

    /// Whether it needs the images that the network was trained on.
    public boolean needsTrainingImages() {
        return switch (this) {
            case ACTIVATIONS, NEIGHBOURS, EXCITING -> true;
            case SALIENCY, SMOOTH_GRAD, INTEGRATED_GRADIENTS, GRAD_CAM, OCCLUSION, CLASS_IMAGES, FOOLING, FILTERS ->
                false;
        };
    }

    /// Why a network has no place for it, if it has none.
    public Optional<String> missingIn(TrainedModel trained) {
        return switch (this) {
            case SALIENCY, SMOOTH_GRAD, INTEGRATED_GRADIENTS, OCCLUSION, CLASS_IMAGES, ACTIVATIONS -> Optional.empty();
            case GRAD_CAM ->
                GradCam.usualPlace(trained.model()).isPresent()
                        ? Optional.empty()
                        : Optional.of("no layer of the network yields images of several pixels, so there are no places"
                                + " to tell apart");
            case FOOLING ->
                trained.scoreCount() > 1
                        ? Optional.empty()
                        : Optional.of("the network has one class, so there is no other to be taken for");
            case FILTERS ->
                firstWeight(trained)
                                .filter(weight -> FirstLayer.canShow(weight, image(trained), 2))
                                .isPresent()
                        ? Optional.empty()
                        : Optional.of("the weights of the first layer are no images of at least 2 × 2 pixels of the"
                                + " channels of its input");
            case NEIGHBOURS, EXCITING -> hidden(trained);
        };
    }

    private static Optional<String> hidden(TrainedModel trained) {
        try {
            Neighbours.layer(trained.model());
            return Optional.empty();
        } catch (IllegalArgumentException none) {
            return Optional.of("the network has no hidden layer: one layer of weights yields the scores");
        }
    }

    private static Shape image(TrainedModel trained) {
        return trained.preparation().imageShape();
    }

    /// The weights of the first layer.
    static Optional<Tensor> firstWeight(TrainedModel trained) {
        return FirstLayer.weights(trained.model().tensors());
    }
}
