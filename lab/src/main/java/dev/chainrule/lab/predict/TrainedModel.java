package dev.chainrule.lab.predict;

import dev.chainrule.data.ImageDataset;
import dev.chainrule.data.LabeledImages;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.evaluate.TestTimeAugmentation;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.model.Model;
import dev.chainrule.model.Scorer;
import dev.chainrule.tensor.ShapeMismatchException;
import java.util.List;

/// A trained network with all that its use needs: neither the training images nor the folder of its run.
///
/// ```java
/// TrainedModel model = ModelFile.read(Path.of("runs/quick-1"));
/// ModelFile.write(Path.of("elsewhere.safetensors"), model);
/// ```
///
/// @param model the network with its weights
/// @param classNames the names of the classes; a network may have more scores
/// @param scaling how bytes become numbers, with statistics of its training images
/// @param preparation what a picture becomes before that
/// @param forms in which forms test images are shown
/// @param version of Chainrule that trained it
public record TrainedModel(
        Model model,
        List<String> classNames,
        PixelScaling scaling,
        Preparation preparation,
        TestTimeAugmentation forms,
        String version)
        implements Trained {
    /// Checks that the parts fit each other.
    ///
    /// @throws IllegalArgumentException if images are of another shape than the network's input, or there are more
    /// classes than scores
    public TrainedModel {
        classNames = List.copyOf(classNames);
        if (!scaling.imageShape().equals(preparation.imageShape())
                || scaling.imageShape().size() != model.input().size()) {
            throw ShapeMismatchException.of(
                    "TrainedModel",
                    "images",
                    preparation.imageShape(),
                    "the model's input",
                    model.input(),
                    scaling.imageShape().toString());
        }
        if (classNames.size() > model.classes()) {
            throw new IllegalArgumentException("TrainedModel: %s classes do not fit %s scores; expected at most as many"
                    .formatted(classNames.size(), model.classes()));
        }
    }

    @Override
    public int scoreCount() {
        return model.classes();
    }

    @Override
    public Scorer scorer() {
        return forms.of(model, scaling.imageShape());
    }

    /// The forms in which a run shows images of a part when it ends: test images as its settings say, others as
    /// they are.
    private TestTimeAugmentation usualForms(Part part) {
        return switch (part) {
            case TRAIN, VALIDATION -> TestTimeAugmentation.NONE;
            case TEST -> forms;
        };
    }

    @Override
    public Evaluation evaluate(LabeledImages images, Part part) {
        return evaluate(images, usualForms(part));
    }

    /// The answers of the network on images, preprocessed with the statistics of its own training images.
    ///
    /// @throws ShapeMismatchException if they have another shape
    @Override
    public Evaluation evaluate(LabeledImages images, TestTimeAugmentation shown) {
        return Evaluation.of(model, new ImageDataset(images, scaling, model.input()), shown);
    }
}
