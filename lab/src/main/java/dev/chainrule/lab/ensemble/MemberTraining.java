package dev.chainrule.lab.ensemble;

import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.lab.dataset.Checksum;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.predict.ModelFile;
import dev.chainrule.lab.run.AnswersFile;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.run.RunFolder;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.trial.Trial;
import dev.chainrule.lab.trial.TrialResult;
import dev.chainrule.lab.trial.Trials;
import dev.chainrule.train.FinalWeights;
import dev.chainrule.train.TrainingResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Trains members for an ensemble, into a folder that belongs to their settings: what was done earlier is not done
/// again, and what was stopped goes on.
///
/// @param settings of the members
/// @param folder of all of them
public record MemberTraining(RunSettings settings, Path folder) {
    private static final int SHORT_DIGEST = 8;

    /// Training into a folder below another one, of a name that says what is trained.
    public static MemberTraining below(Path parent, RunSettings settings) {
        String digest = Checksum.sha256(settings.toYaml().getBytes(StandardCharsets.UTF_8));
        String preset = settings.preset().isEmpty() ? "members" : settings.preset();
        return new MemberTraining(settings, parent.resolve(preset + "-" + digest.substring(0, SHORT_DIGEST)));
    }

    /// The same for snapshots: each keeps the weights of its own step, where a run would keep the best ones so far.
    public static MemberTraining ofSnapshots(Path parent, RunSettings settings) {
        return below(parent, settings.withPlan(settings.plan().withFinalWeights(FinalWeights.LAST)));
    }

    /// Trains with different seeds, side by side: that of the settings and the ones that follow it.
    ///
    /// @return the folders of the runs; nothing if it was stopped
    /// @throws IOException if something cannot be read or written
    public Optional<List<Path>> seeds(int count, Trials trials) throws IOException {
        List<Trial> all = LongStream.range(settings.seed(), settings.seed() + count)
                .mapToObj(seed -> {
                    String name = "seed-" + seed;
                    return Trial.whole(name, settings.withSeed(seed), folder.resolve(name));
                })
                .toList();
        trials.lock(folder);
        trials.expect(all.stream().map(trial -> trial.settings().data()).toList());
        return trials.all(all)
                .map(results ->
                        results.stream().map(result -> result.trial().folder()).toList());
    }

    /// Trains once and keeps the weights at several steps.
    ///
    /// @param data its images
    /// @return the folders of the snapshots; nothing if it was stopped
    /// @throws SettingsException if the run has fewer steps than snapshots, or diverged
    /// @throws IOException if something cannot be read or written
    public Optional<List<Path>> snapshots(int count, RunData data, Trials trials) throws IOException {
        long perEpoch = data.trainingImages() / settings.plan().batchSize();
        long total = perEpoch * settings.plan().epochs();
        if (count > total) {
            throw new SettingsException(
                    "--snapshots: %s snapshots do not fit a run of %s steps; expected at most as many"
                            .formatted(count, total));
        }
        trials.lock(folder);
        List<Path> taken = new ArrayList<>();
        for (long step : Snapshots.steps(settings.plan().descent(), count, perEpoch, total)) {
            Path snapshot = folder.resolve("step-" + step);
            taken.add(snapshot);
            if (!isThere(snapshot) && !take(step, total, snapshot, trials)) {
                return Optional.empty();
            }
        }
        for (Path snapshot : taken) {
            test(snapshot, data);
        }
        return Optional.of(taken);
    }

    private boolean isThere(Path snapshot) throws IOException {
        return Snapshots.isOne(snapshot) && RunRecord.read(snapshot).settings().equals(settings);
    }

    private boolean take(long step, long total, Path snapshot, Trials trials) throws IOException {
        Trial trial = new Trial(
                snapshot.getFileName().toString(),
                settings,
                folder.resolve("run"),
                step == total ? Long.MAX_VALUE : step,
                false);
        trials.expect(List.of(settings.data()));
        Optional<List<TrialResult>> result = trials.all(List.of(trial));
        if (result.isEmpty()) {
            return false;
        }
        if (result.get().getFirst().rung().end() == TrainingResult.End.DIVERGED) {
            throw new SettingsException(
                    "%s: the run diverged before step %s; expected one that has learned something. Use a lower rate"
                            .formatted(trial.folder(), step));
        }
        long reached = result.get().getFirst().rung().step();
        if (reached < step) {
            throw new SettingsException(
                    "%s: the run stopped early, after step %s, and does not come to step %s; expected all of it. Add --patience 0"
                            .formatted(trial.folder(), reached, step));
        }
        RunFolder from = new RunFolder(trial.folder());
        Path part = Files.createDirectories(snapshot.resolveSibling(snapshot.getFileName() + ".part"));
        for (Path file : Stream.of(
                        from.settings(), from.about(), from.files(), from.history(), from.answers(), from.model())
                .filter(Files::isRegularFile)
                .toList()) {
            Files.copy(file, part.resolve(file.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
        }
        Snapshots.mark(part, step);
        Files.move(part, snapshot, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    /// Looks at the test images, once for each snapshot and after all of the training.
    private static void test(Path snapshot, RunData data) throws IOException {
        RunRecord record = RunRecord.read(snapshot);
        if (record.test().isEmpty() && data.partition().test().size() > 0) {
            Evaluation answers =
                    ModelFile.read(snapshot).evaluate(data.partition().test(), Part.TEST);
            new AnswersFile(record.validation(), Optional.of(answers)).write(new RunFolder(snapshot).answers());
        }
    }
}
