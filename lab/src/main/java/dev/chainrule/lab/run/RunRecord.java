package dev.chainrule.lab.run;

import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.format.FormatException;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.train.History;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.LongStream;

/// What the folder of a run says: the one source of its report and of whatever compares or judges runs.
///
/// ```java
/// RunRecord run = RunRecord.read(Path.of("runs/quick-1"));
/// run.history().best().ifPresent(best -> System.out.println(best.validationAccuracy()));
/// ```
///
/// @param folder where it stands
/// @param settings which repeat the run
/// @param beginning what was known before the first step
/// @param history what was measured, step by step
/// @param conclusion how it ended; none if it was cut off
/// @param validation the answers on the validation images in the end, if there are any
/// @param test the answers on the test images in the end; none if the plan was not carried through
public record RunRecord(
        RunFolder folder,
        RunSettings settings,
        Beginning beginning,
        History history,
        Optional<Conclusion> conclusion,
        Optional<Evaluation> validation,
        Optional<Evaluation> test) {

    /// Reads the folder of a run, also of one that goes on or was cut off.
    ///
    /// @throws SettingsException if the folder holds no run
    /// @throws FormatException if a file of it is damaged
    /// @throws IOException if a file cannot be read
    public static RunRecord read(Path path) throws IOException {
        RunFolder folder = new RunFolder(path);
        for (Path file : List.of(folder.settings(), folder.about(), folder.history())) {
            if (!Files.isRegularFile(file)) {
                throw new SettingsException("%s: holds no %s; expected the folder of a run, for example runs/quick-1"
                        .formatted(path, file.getFileName()));
            }
        }
        RunSettings settings = new SettingsBuilder().file(folder.settings()).build();
        AboutFile about = AboutFile.read(folder.about());
        HistoryFile history = HistoryFile.read(folder.history());
        Optional<Conclusion> conclusion = history.conclusion(about);
        AnswersFile answers = AnswersFile.read(folder.answers());
        return new RunRecord(
                folder,
                settings,
                about.beginning(),
                history.history(),
                conclusion,
                answers.validation(),
                answers.test());
    }

    /// The same after the folder was moved.
    ///
    /// @param moved where it stands now
    public RunRecord in(RunFolder moved) {
        return new RunRecord(moved, settings, beginning, history, conclusion, validation, test);
    }

    /// What the layers did at the steps that were recorded, the first of them first; none unless
    /// [RunSettings#signals] asked for it. It is read when it is asked for.
    ///
    /// @throws FormatException if the file is damaged
    /// @throws IOException if it cannot be read
    public List<Signals> signals() throws IOException {
        return Signals.read(folder.signals());
    }

    /// The number of steps of the whole plan.
    public long plannedSteps() {
        return beginning.stepsPerEpoch() * settings.plan().epochs();
    }

    /// What a network that knows nothing pays, without penalties: ln K for the cross-entropy of K classes. None if
    /// it is not known.
    public OptionalDouble lossOfGuessing() {
        return settings.plan().objective().loss() instanceof SoftmaxCrossEntropy softmax
                        && softmax.classWeights().isEmpty()
                ? OptionalDouble.of(StrictMath.log(beginning.classNames().size()))
                : OptionalDouble.empty();
    }

    /// Training images a second, if the run ended.
    public OptionalDouble imagesPerSecond() {
        return conclusion
                .map(end -> OptionalDouble.of(
                        (double) history.steps() * settings.plan().batchSize() / end.seconds()))
                .orElse(OptionalDouble.empty());
    }

    /// Passes over the training data that were done, the last one perhaps in part.
    public double epochs() {
        return (double) history.steps() / beginning.stepsPerEpoch();
    }

    /// Whether it makes sense to count in epochs rather than in steps.
    public boolean countsEpochs() {
        return history.steps() >= beginning.stepsPerEpoch();
    }

    /// Steps as a position along the axis of time: in epochs, or in steps of a run shorter than one.
    public double position(long step) {
        return countsEpochs() ? (double) step / beginning.stepsPerEpoch() : step;
    }

    /// The steps whose losses and rates the history keeps, counted from 1.
    public LongStream keptSteps() {
        return LongStream.rangeClosed(1, history.steps() / history.stride()).map(i -> i * history.stride());
    }

    /// Whose batches these losses are, for a caption.
    public String keptBatches() {
        return history.stride() == 1 ? "Of each step's batch" : "Of the batch of one step in " + history.stride();
    }

    /// What [#position] counts, for the name of an axis.
    public String unitOfTime() {
        return countsEpochs() ? "epoch" : "step";
    }
}
