package dev.chainrule.lab.run;

import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.predict.ModelFile;
import dev.chainrule.lab.settings.CheckpointPlan;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.settings.SignalPlan;
import dev.chainrule.train.History;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.DoubleConsumer;

/// Whether a run can be repeated to the bit: its files are those of its receipt, and computed again it comes to the
/// same.
///
/// @param steps that were done again
/// @param whole whether that was all of the run, weights in the end included
/// @param difference what is not the same, if anything is; in words, beginning with where
/// @param step the first that came to another loss, if one did
/// @param environment what differs from what the run was computed with, a line each: where causes may lie
public record Verification(
        long steps, boolean whole, Optional<String> difference, OptionalLong step, List<String> environment) {
    /// The steps that a quick verification does again; more where the history does not keep each of them.
    public static final int QUICK_STEPS = 20;

    /// Verifies a run.
    ///
    /// @param quick whether only the digests of its files are compared, and its first steps
    /// @param share gets how much is done, from 0 to 1
    /// @throws SettingsException if the folder holds no run that ended with a receipt
    /// @throws DatasetException if its images are not there any more
    /// @throws IOException if a file of it cannot be read
    public static Verification of(Path path, boolean quick, DoubleConsumer share) throws IOException {
        RunRecord record = RunRecord.read(path);
        if (!Files.isRegularFile(record.folder().receipt())) {
            throw new SettingsException(
                    path + ": holds no receipt.json; expected a run that ended, and began after receipts were written");
        }
        Receipt receipt = Receipt.read(record.folder().receipt());
        List<String> environment = Environment.current().differencesFrom(receipt.environment());
        Optional<String> changed = changed(record, receipt);
        if (changed.isPresent()) {
            return new Verification(0, false, changed, OptionalLong.empty(), List.of());
        }
        RunData data = RunData.ofRun(record.folder(), record.settings().data());
        if (!data.sha256().equals(receipt.dataSha256())) {
            return new Verification(
                    0,
                    false,
                    Optional.of("images: those of '%s' are not those that the run was made with"
                            .formatted(data.origin().set())),
                    OptionalLong.empty(),
                    List.of());
        }
        return repeated(record, receipt, data, quick, share, environment);
    }

    /// What in the folder is not as the run wrote it.
    private static Optional<String> changed(RunRecord record, Receipt receipt) throws IOException {
        if (!Receipt.sha256(record.settings()).equals(receipt.settingsSha256())) {
            return Optional.of(record.folder().settings() + ": says something else than the receipt of the run");
        }
        if (!Receipt.sha256(record.history()).equals(receipt.historySha256())) {
            return Optional.of(record.folder().history() + ": is not what the run wrote");
        }
        String weights = Receipt.sha256(ModelFile.read(record.folder().model()).model());
        return weights.equals(receipt.weightsSha256())
                ? Optional.empty()
                : Optional.of(record.folder().model() + ": holds other weights than the run wrote");
    }

    private static Verification repeated(
            RunRecord record,
            Receipt receipt,
            RunData data,
            boolean quick,
            DoubleConsumer share,
            List<String> environment)
            throws IOException {
        long fewest = Math.max(QUICK_STEPS, record.history().stride()); // of which one at least was kept
        long steps = quick ? Math.min(fewest, receipt.steps()) : receipt.steps();
        RunSettings settings = StartWeights.kept(record.settings(), record.folder())
                .withCheckpoints(new CheckpointPlan("never", 1, List.of()))
                .withSignals(new SignalPlan.Never());
        Path place = Files.createTempDirectory("chainrule-verify");
        try (TrainingRun run = TrainingRun.of(
                settings, data, place.resolve("run"), Span.whole().untested())) {
            HistoryComparison comparison = new HistoryComparison(record.history(), steps, share);
            RunRecord again = run.start(comparison).record();
            boolean whole = steps == receipt.steps();
            Optional<String> difference = comparison.step().isPresent()
                    ? Optional.of(comparison.difference())
                    : whole ? different(again.history(), run, receipt) : Optional.empty();
            return new Verification(
                    comparison.done(),
                    whole,
                    difference,
                    comparison.step(),
                    difference.isPresent() ? environment : List.of());
        } finally {
            Folders.delete(place);
        }
    }

    /// What the whole of a run did not come to again, though each step had the same loss.
    private static Optional<String> different(History history, TrainingRun run, Receipt receipt) {
        if (history.steps() != receipt.steps()) {
            return Optional.of("end: after %s steps, where the run had %s".formatted(history.steps(), receipt.steps()));
        }
        if (!Receipt.sha256(history).equals(receipt.historySha256())) {
            return Optional.of("measurements: accuracies or validation losses differ, where all steps are the same");
        }
        return Receipt.sha256(run.model()).equals(receipt.weightsSha256())
                ? Optional.empty()
                : Optional.of("weights: they differ in the end, where all steps and measurements are the same");
    }
}
