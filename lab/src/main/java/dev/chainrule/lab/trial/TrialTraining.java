package dev.chainrule.lab.trial;

import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.run.RunFolder;
import dev.chainrule.lab.run.RunResult;
import dev.chainrule.lab.run.Span;
import dev.chainrule.lab.run.StateFile;
import dev.chainrule.lab.run.TrainingRun;
import dev.chainrule.optim.Progress;
import dev.chainrule.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/// The training of a trial in a folder, wherever that folder is.
///
/// @param trial what is trained; its own folder is of no matter
/// @param data its images
/// @param part the folder to work in, empty but for an earlier state
public record TrialTraining(Trial trial, RunData data, Path part) {

    /// Trains from the state that is there, else from the start, to the trial's step.
    ///
    /// @param stepped is told how many steps are done
    /// @param stopped asked after each step: whether to leave it at that
    /// @return whether it came to the trial's step, or to an end before; the state is in the folder otherwise
    /// @throws IllegalArgumentException if settings and images do not fit each other
    /// @throws IOException if something cannot be read or written
    public boolean train(LongConsumer stepped, BooleanSupplier stopped) throws IOException {
        Path state = new RunFolder(part).state();
        Optional<StateFile> from = Files.exists(state) ? Optional.of(StateFile.read(state)) : Optional.empty();
        Span span = new Span(from, trial.until(), trial.tested(), true);
        TrainingRun run = TrainingRun.of(trial.settings(), data, part, span);
        RunResult result = run.start(new Steps(stepped, stopped));
        if (!result.unwritten().isEmpty()) {
            throw new IOException(result.unwritten().getFirst());
        }
        return result.record().conclusion().isPresent();
    }

    private record Steps(LongConsumer listener, BooleanSupplier stopped) implements TrainingListener {
        @Override
        public void stepped(Progress progress, double loss, double rate) {
            listener.accept(progress.step());
        }

        @Override
        public boolean stopRequested() {
            return stopped.getAsBoolean();
        }
    }
}
