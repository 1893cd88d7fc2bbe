package dev.chainrule.lab.explain;

import dev.chainrule.data.LabeledImages;
import dev.chainrule.explain.PixelRange;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.page.Picture;
import dev.chainrule.lab.predict.Prediction;
import dev.chainrule.lab.predict.TrainedModel;
import dev.chainrule.model.Model;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A network and the images with which one looks into it.
///
/// @param trained the network
/// @param subjects the images, one or more
/// @param training images that it was trained on, if they are there
/// @param x the subjects as the network sees them
/// @param predictions what it says about each, shown once as it is
/// @param classes the class of each whose score is explained
/// @param layer of Grad-CAM, activations and exciting images, if one was asked for
@SuppressWarnings("ArrayRecordComponent") // written once, compared nowhere
public record Look(
        TrainedModel trained,
        List<Subject> subjects,
        Optional<LabeledImages> training,
        Tensor x,
        List<Prediction> predictions,
        int[] classes,
        Optional<String> layer) {
    /// Whose score is explained.
    public sealed interface Aim {
        /// That of the class that the network names.
        record Answer() implements Aim {}

        /// That of the class that the image is of; that of the answer for images without a class.
        record Label() implements Aim {}

        /// That of one class for all images.
        record One(int number) implements Aim {}
    }

    /// Looks at images.
    ///
    /// @param subjects one or more
    /// @throws ArithmeticException if the scores are not finite, as after a training that diverged
    public static Look at(
            TrainedModel trained,
            List<Subject> subjects,
            Optional<LabeledImages> training,
            Aim aim,
            Optional<String> layer) {
        Model model = trained.model();
        byte[][] pixels = subjects.stream().map(Subject::pixels).toArray(byte[][]::new);
        Tensor x = PixelRange.of(trained.scaling()).images(model.precision(), model.input(), pixels);
        Tensor scores = model.scores(x).copy();
        List<Prediction> predictions = new ArrayList<>();
        int[] classes = new int[subjects.size()];
        int count = model.classes();
        for (int n = 0; n < classes.length; n++) {
            float[] row = new float[count];
            for (int k = 0; k < count; k++) {
                row[k] = (float) scores.getStored(n * count + k);
            }
            predictions.add(Prediction.of(trained.scoreNames(), row));
            int answer = trained.scoreNames().indexOf(predictions.get(n).best().name());
            classes[n] = switch (aim) {
                case Aim.Answer() -> answer;
                case Aim.Label() ->
                    subjects.get(n).label() < 0 ? answer : subjects.get(n).label();
                case Aim.One(int number) -> number;
            };
        }
        return new Look(trained, subjects, training, x, predictions, classes, layer);
    }

    Model model() {
        return trained.model();
    }

    /// (C, H, W).
    Shape image() {
        return trained.preparation().imageShape();
    }

    PixelRange range() {
        return PixelRange.of(trained.scaling());
    }

    /// The name of a class.
    public String className(int number) {
        return trained.scoreNames().get(number);
    }

    Picture picture(int subject) {
        return new Picture(subjects.get(subject).pixels(), image());
    }

    /// What the network says, for example `cat 97 %`.
    public String answer(int subject) {
        Prediction.Choice best = predictions.get(subject).best();
        return best.name() + " " + Numbers.wholePercent(best.probability());
    }

    /// What an image is, for example `is cat`; empty if that is not known.
    public String truth(int subject) {
        int label = subjects.get(subject).label();
        return label < 0 ? "" : "is " + className(label);
    }
}
