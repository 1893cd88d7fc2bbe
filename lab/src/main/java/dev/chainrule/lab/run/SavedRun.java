package dev.chainrule.lab.run;

import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.evaluate.TestTimeAugmentation;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.predict.EnsembleFile;
import dev.chainrule.lab.predict.ModelFile;
import dev.chainrule.lab.predict.Trained;
import dev.chainrule.lab.predict.TrainedModel;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.text.ShellCommand;
import dev.chainrule.model.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The results of an earlier run, or of several that answer as one, read from a folder. Images are read only when they
/// are asked for.
///
/// @param folder where it stands
/// @param origin the run whose images they are: itself, or the first member of an ensemble
/// @param settings the settings of that run
/// @param trained the network with its weights and its preprocessing, or several
public record SavedRun(RunFolder folder, RunFolder origin, RunSettings settings, Trained trained) {

    /// Reads a run or an ensemble.
    ///
    /// @throws SettingsException if the folder holds no run, or files of two
    /// @throws dev.chainrule.format.FormatException if the network's file is damaged
    /// @throws IOException if it cannot be read
    public static SavedRun open(Path path) throws IOException {
        if (EnsembleFile.isIn(path)) {
            SavedRun first = single(EnsembleFile.read(path).folders(path).getFirst());
            return new SavedRun(new RunFolder(path), first.folder(), first.settings(), EnsembleFile.load(path));
        }
        return single(path);
    }

    private static SavedRun single(Path path) throws IOException {
        RunFolder folder = new RunFolder(path);
        if (!Files.isRegularFile(folder.settings())) {
            throw new SettingsException(
                    path + ": holds no settings.yaml; expected the folder of a run, for example runs/quick-1");
        }
        if (!Files.isRegularFile(folder.model())) {
            throw new SettingsException("%s: holds no %s; expected a run that ended. Go on with it: %s"
                    .formatted(path, ModelFile.NAME, ShellCommand.of("resume", path)));
        }
        RunSettings settings = new SettingsBuilder().file(folder.settings()).build();
        TrainedModel trained = ModelFile.read(folder.model());
        ModelSpec spec = settings.spec(
                trained.preparation().imageShape(), trained.classNames().size());
        if (!spec.equals(trained.model().spec())) {
            throw new SettingsException(
                    "%s: the network of %s does not fit the one of settings.yaml; expected files of one run"
                            .formatted(path, ModelFile.NAME));
        }
        return new SavedRun(folder, folder, settings, trained);
    }

    /// Reads the images of the run, divided as it divided them; their notes say what has changed since.
    ///
    /// @throws DatasetException if the images are missing or damaged
    /// @throws IOException if the folder of the run cannot be read
    public RunData data() throws IOException {
        return RunData.ofRun(origin, settings.data());
    }

    /// The answers of the network on a part of its own data, as the run itself got them in the end.
    ///
    /// @throws DatasetException if the images are missing or damaged
    /// @throws IOException if the folder of the run cannot be read
    public Evaluation evaluate(Part part) throws IOException {
        return trained.evaluate(data().partition().of(part), part);
    }

    /// The answers of the network on a part of its own data, shown in the given forms.
    ///
    /// @throws DatasetException if the images are missing or damaged
    /// @throws IOException if the folder of the run cannot be read
    public Evaluation evaluate(Part part, TestTimeAugmentation forms) throws IOException {
        return trained.evaluate(data().partition().of(part), forms);
    }

    /// The answers on a part of its own data that the run kept when it ended, in the usual forms; none if it was
    /// not carried through or there were no such images.
    ///
    /// @throws IOException if they cannot be read
    public Optional<Evaluation> kept(Part part) throws IOException {
        AnswersFile answers = AnswersFile.read(folder.answers());
        return switch (part) {
            case TRAIN -> Optional.empty();
            case VALIDATION -> answers.validation();
            case TEST -> answers.test();
        };
    }
}
