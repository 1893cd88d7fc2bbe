package dev.chainrule.cli;

import dev.chainrule.lab.run.TrainingRun;
import dev.chainrule.lab.settings.SettingsBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `chainrule train`.
@Command(
        name = "train",
        description = "Train a network and write its weights, history and report.",
        sortOptions = false,
        sortSynopsis = false,
        abbreviateSynopsis = true,
        customSynopsis = "chainrule train [--preset NAME | --config FILE] [OPTIONS]",
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {
            "Flags go over the file, the file over the preset; of a flag that is given twice",
            "the last one counts. For example:",
            "  chainrule train --preset cs231n-adam --epochs 10 --out runs/adam-10",
            "  chainrule train --config runs/quick-1/settings.yaml"
        })
final class TrainCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Main main;

    @Mixin
    private final SettingsOptions options = new SettingsOptions();

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "New folder for the results, for example --out runs/first; else the next number below runs")
    private @Nullable Path out;

    @Mixin
    private final TrainingSession session = new TrainingSession();

    @Override
    public Integer call() throws IOException {
        Terminal terminal = session.terminal();
        try (TrainingRun run = prepare(options.settings(), terminal)) {
            return session.carryOut(main, "train", run, terminal, run.notes());
        }
    }

    private TrainingRun prepare(SettingsBuilder settings, Terminal terminal) throws IOException {
        try (Waiting waiting = Waiting.of(main.out(), terminal, "preparing the run")) {
            return TrainingRun.prepare(settings, out, waiting::reached);
        }
    }
}
