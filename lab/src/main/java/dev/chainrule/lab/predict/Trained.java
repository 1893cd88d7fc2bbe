package dev.chainrule.lab.predict;

import dev.chainrule.data.LabeledImages;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.evaluate.TestTimeAugmentation;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.model.Scorer;
import java.util.ArrayList;
import java.util.List;

/// What was trained and can be used: a [TrainedModel], or several as a [TrainedEnsemble]. It needs neither the training
/// images nor the folders of its runs.
public interface Trained {

    /// The names of the classes; there may be more scores.
    List<String> classNames();

    /// How many scores an example gets.
    int scoreCount();

    /// What a picture becomes before it is preprocessed.
    Preparation preparation();

    /// What gives examples that are preprocessed already their scores, in the forms in which test images are shown.
    /// It serves one thread at a time.
    ///
    /// @throws IllegalArgumentException if members of an ensemble expect different examples
    Scorer scorer();

    /// The answers on images in the usual forms of a part: test images as the settings of the run say, others as
    /// they are.
    ///
    /// @throws dev.chainrule.tensor.ShapeMismatchException if they have another shape
    Evaluation evaluate(LabeledImages images, Part part);

    /// The answers on images in the given forms.
    ///
    /// @throws dev.chainrule.tensor.ShapeMismatchException if they have another shape
    Evaluation evaluate(LabeledImages images, TestTimeAugmentation shown);

    /// A name for each score: of the class, or `class 12` for the score of number 12 that is of no class.
    default List<String> scoreNames() {
        List<String> names = new ArrayList<>(classNames());
        for (int k = names.size(); k < scoreCount(); k++) {
            names.add("class " + k);
        }
        return names;
    }
}
