package dev.chainrule.lab.run;

import dev.chainrule.data.ImageDataset;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.evaluate.TestTimeAugmentation;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.ImageSource;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.text.ShellCommand;
import dev.chainrule.model.Checkpoint;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.random.NumpyRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The results of an earlier run, read from its folder.
///
/// @param settings the settings of the run
/// @param model the network with its weights
/// @param data the images of the run
public record SavedRun(RunSettings settings, Model model, RunData data) {

    /// The images to evaluate on.
    public enum Part {
        /// What settings are chosen by.
        VALIDATION,
        /// What is looked at once, in the end.
        TEST
    }

    /// Reads a run.
    ///
    /// @throws SettingsException if the folder holds no run
    /// @throws DatasetException if the data of the run is missing or damaged; its statistics are needed
    /// @throws dev.chainrule.format.FormatException if the weights are damaged or of another model
    /// @throws IOException if the weights cannot be read
    public static SavedRun open(Path folder) throws IOException {
        RunFolder run = new RunFolder(folder);
        if (!Files.isRegularFile(run.settings())) {
            throw new SettingsException(
                    folder + ": holds no settings.yaml; expected the folder of a run, for example runs/quick-1");
        }
        if (!Files.isRegularFile(run.weights())) {
            throw new SettingsException(folder
                    + ": holds no weights.safetensors; expected a run that ended. Repeat it with "
                    + ShellCommand.of("train", "--config", run.settings()));
        }
        RunSettings settings = new SettingsBuilder().file(run.settings()).build();
        RunData data = RunData.ofRun(run, settings.data());
        ModelSpec spec =
                settings.model().spec(data.imageShape(), data.classNames().size());
        Model model = ModelBuilder.build(spec, new NumpyRandom(settings.seed()));
        Checkpoint.load(run.weights(), model);
        return new SavedRun(settings, model, data);
    }

    /// The forms in which the run showed the images of a part when it ended: test images as its settings say,
    /// validation images as they are.
    public TestTimeAugmentation usualForms(Part part) {
        return switch (part) {
            case VALIDATION -> TestTimeAugmentation.NONE;
            case TEST -> settings.plan().evaluation().tta();
        };
    }

    /// The answers of the network on a part of its own data, as the run itself got them in the end.
    public Evaluation evaluate(Part part) {
        return evaluate(part, usualForms(part));
    }

    /// The answers of the network on a part of its own data, shown in the given forms.
    public Evaluation evaluate(Part part, TestTimeAugmentation forms) {
        return Evaluation.of(model, images(data, part), forms);
    }

    /// The answers of the network on a part of other data, preprocessed with the statistics of its own training
    /// images.
    ///
    /// @throws DatasetException if the other data is missing or damaged
    /// @throws IllegalArgumentException if its images or classes do not fit the network
    public Evaluation evaluate(Part part, TestTimeAugmentation forms, String otherSet) throws DatasetException {
        OtherImages others = OtherImages.of(otherSet, data.imageShape(), data.classNames(), ofKnownSet(part, otherSet));
        return Evaluation.of(
                model,
                new ImageDataset(others.images(), data.scaling(), model.spec().input()),
                forms);
    }

    /// A folder is looked at whole.
    private static Optional<dev.chainrule.lab.dataset.Part> ofKnownSet(Part part, String set) {
        return ImageSource.of(set) == ImageSource.IMAGES
                ? Optional.empty()
                : Optional.of(dev.chainrule.lab.dataset.Part.valueOf(part.name()));
    }

    private ImageDataset images(RunData from, Part part) {
        return switch (part) {
            case VALIDATION -> from.validation(model.spec().input());
            case TEST -> from.test(model.spec().input());
        };
    }
}
