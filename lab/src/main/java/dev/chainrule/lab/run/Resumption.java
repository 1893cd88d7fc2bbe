package dev.chainrule.lab.run;

import dev.chainrule.format.FormatException;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.settings.RecordCodec;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.text.ShellCommand;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What it takes to go on with a run from its last checkpoint, to the bits of one that never stopped.
///
/// @param settings of the run, with more epochs if it is lengthened
/// @param data its images
/// @param from the last checkpoint that is whole; none: the run starts anew
/// @param notes what a person should know
public record Resumption(RunSettings settings, RunData data, Optional<StateFile> from, List<String> notes) {
    /// Copies the list.
    public Resumption {
        notes = List.copyOf(notes);
    }

    /// Says that there is nothing to go on with.
    public static final class EndedException extends SettingsException {
        private static final long serialVersionUID = 1L;

        EndedException(String message) {
            super(message);
        }
    }

    /// Refuses a folder that holds no run.
    static void check(Path path) {
        if (!Files.isRegularFile(new RunFolder(path).settings())) {
            throw new SettingsException(
                    path + ": holds no settings.yaml; expected the folder of a run, for example runs/quick-1");
        }
    }

    /// Reads what the folder of a run says; nobody else writes there.
    ///
    /// @param epochs how many it shall have in all, if it is to be longer
    /// @throws EndedException if it came to its end, and is not to be longer
    /// @throws SettingsException if it cannot go on, or not be longer
    /// @throws DatasetException if its images are missing, damaged or others
    /// @throws IOException if a file of it cannot be read
    static Resumption of(RunFolder folder, OptionalInt epochs) throws IOException {
        RunSettings settings = new SettingsBuilder().file(folder.settings()).build();
        List<String> notes = new ArrayList<>();
        Optional<StateFile> saved = folder.checkpoints().newest(damage -> notes.add(damage + ". An older one is used"));
        Optional<Conclusion> conclusion = conclusion(folder);
        if (conclusion.isPresent()) {
            checkGoesOn(folder, conclusion.get(), epochs, settings);
            if (saved.isEmpty()) {
                throw new SettingsException("%s: holds no checkpoint that is whole; expected one. Repeat the run: %s"
                        .formatted(folder.path(), ShellCommand.of("train", "--config", folder.settings())));
            }
        }
        RunSettings longer = epochs.isPresent() ? longer(folder, settings, epochs.getAsInt()) : settings;
        if (saved.isPresent()) {
            checkSame(folder, saved.get(), longer);
            noteLength(saved.get(), longer).ifPresent(notes::add);
            if (!saved.get().version().equals(Version.CURRENT)) {
                notes.add("the checkpoint is of Chainrule %s; this is %s, whose further steps may differ in bits"
                        .formatted(saved.get().version(), Version.CURRENT));
            }
        } else {
            notes.add("no checkpoint was written; the run starts from its first step");
        }
        RunData data = RunData.ofRun(folder, longer.data());
        checkImages(folder, saved, data);
        return new Resumption(longer, data, saved, notes);
    }

    /// How the run ended; where the history is damaged or a result is missing, it did not.
    private static Optional<Conclusion> conclusion(RunFolder folder) throws IOException {
        for (Path file : List.of(folder.history(), folder.about(), folder.model(), folder.receipt())) {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
        }
        try {
            return HistoryFile.read(folder.history()).conclusion(AboutFile.read(folder.about()));
        } catch (FormatException e) {
            return Optional.empty();
        }
    }

    private static void checkGoesOn(RunFolder folder, Conclusion conclusion, OptionalInt epochs, RunSettings settings) {
        Path path = folder.path();
        switch (conclusion.end()) {
            case STOPPED -> {}
            case COMPLETE -> {
                if (epochs.isEmpty()) {
                    throw new EndedException("%s: the run came to its end after %s epochs. %s"
                            .formatted(path, settings.plan().epochs(), onLength(path, settings)));
                }
            }
            case EARLY_STOP ->
                throw new EndedException(
                        "%s: the run ended early, after %s measurements without a better one; more epochs change nothing of that"
                                .formatted(path, settings.plan().ending().patience()));
            case DIVERGED ->
                throw new SettingsException(
                        "%s: the run diverged; resumed, it would do so again at the same step. Begin another with other settings: %s"
                                .formatted(path, ShellCommand.of("train", "--config", folder.settings())));
        }
    }

    private static String onLength(Path path, RunSettings settings) {
        return settings.plan()
                .endsWithItsLength()
                .map(reason -> "It cannot be made longer, as " + reason)
                .orElseGet(() -> "To make it longer: "
                        + ShellCommand.of(
                                "resume", path, "--epochs", 2 * settings.plan().epochs()));
    }

    private static RunSettings longer(RunFolder folder, RunSettings settings, int epochs) {
        TrainingPlan plan = settings.plan();
        if (epochs < plan.epochs()) {
            throw new SettingsException(
                    "--epochs: %s does not fit the run of %s, which has %s; expected at least as many"
                            .formatted(epochs, folder.path(), plan.epochs()));
        }
        Optional<String> reason = epochs == plan.epochs() ? Optional.empty() : plan.endsWithItsLength();
        if (reason.isPresent()) {
            throw new SettingsException(
                    "--epochs: %s does not fit the run of %s, as %s; expected %s, for which it was planned. A new run of that length: %s"
                            .formatted(
                                    epochs,
                                    folder.path(),
                                    reason.get(),
                                    plan.epochs(),
                                    ShellCommand.of("train", "--config", folder.settings(), "--epochs", epochs)));
        }
        return settings.withPlan(plan.withEpochs(epochs));
    }

    /// Beside the length, settings that change no bit may be others.
    private static void checkSame(RunFolder folder, StateFile saved, RunSettings settings) {
        RunSettings before =
                RecordCodec.STANDARD.fromYaml(RunSettings.class, saved.settings(), "settings of the checkpoint");
        RunSettings same = before.withThreads(settings.threads())
                .withPreset(settings.preset())
                .withSignals(settings.signals())
                .withCheckpoints(settings.checkpoints())
                .withPlan(before.plan().withEpochs(settings.plan().epochs()));
        if (!same.equals(settings)) {
            throw new SettingsException(
                    "%s: settings.yaml does not fit the checkpoint after %s steps; expected it as the run wrote it"
                            .formatted(folder.path(), saved.state().step()));
        }
    }

    /// A measurement at an end that is none any more is one that a longer run would not have made.
    private static Optional<String> noteLength(StateFile saved, RunSettings settings) {
        History history = saved.state().history();
        TrainingPlan plan = settings.plan();
        boolean additional = history.measurements().stream()
                .anyMatch(measured -> measured.step() > 1
                        && measured.epoch() % plan.evaluation().everyEpochs() != 0);
        return additional
                ? Optional.of(
                        "accuracy was measured where the shorter run ended, which a run of %s epochs from its start would not do"
                                .formatted(plan.epochs()))
                : Optional.empty();
    }

    private static void checkImages(RunFolder folder, Optional<StateFile> saved, RunData data) throws IOException {
        String expected = saved.isPresent()
                ? saved.get().dataSha256()
                : Files.exists(folder.about())
                        ? AboutFile.read(folder.about()).beginning().dataSha256()
                        : data.sha256();
        if (!expected.equals(data.sha256())) {
            throw new DatasetException(
                    "%s: the images of '%s' are not those that the run began with; expected the same, as it would not be the same run"
                            .formatted(folder.path(), data.origin().set()));
        }
    }
}
