package dev.chainrule.lab.run;

import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/// A run in a process of its own, which somebody else kills: it starts in a folder, or goes on with what is there.
final class KillableRun {
    private KillableRun() {}

    /// Trains.
    ///
    /// @param arguments the folder, and settings for the start
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        List<String> settings = Arrays.asList(arguments).subList(1, arguments.length);
        try (TrainingRun run = Files.exists(new RunFolder(folder).settings())
                ? TrainingRun.resume(folder, OptionalInt.empty(), _ -> {})
                : TrainingRun.prepare(settings(settings).build(), folder)) {
            run.start(TrainingListener.none());
        } catch (Resumption.EndedException e) {
            // killed after its last byte was written
        }
    }

    /// A small run that keeps its state after every second step, with some settings of its own.
    static SettingsBuilder settings(List<String> own) {
        return new SettingsBuilder()
                .preset("cs231n-adam", "--preset")
                .assign(
                        List.of(
                                "threads=1",
                                "epochs=5",
                                "batch-size=10",
                                "data.limit=40",
                                "model.hidden=[8]",
                                "evaluation.training-examples=20",
                                "checkpoints.every=2 steps",
                                "checkpoints.keep=2"),
                        "--set")
                .assign(own, "--set");
    }
}
