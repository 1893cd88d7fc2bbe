package dev.chainrule.cli;

import dev.chainrule.lab.report.RunReport;
import dev.chainrule.lab.run.Conclusion;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.run.RunFolder;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.run.RunResult;
import dev.chainrule.lab.run.TrainingRun;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.text.Reasons;
import dev.chainrule.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
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

    @Option(names = "--quiet", description = "Print the result only, for example --quiet --out runs/first")
    private boolean quiet;

    @Option(
            names = "--json",
            description =
                    "Print one JSON object a line: the beginning, each epoch, the result; docs/output.md says what"
                            + " they hold, for example --json --quiet prints the result only")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;

    @Override
    public Integer call() throws IOException {
        Terminal terminal = quiet || json ? Terminal.none() : Terminal.standard();
        TrainingRun run = prepare(options.settings(), terminal);
        try (RunDisplay display = display(run, terminal);
                Interruption interruption = Interruption.of(run, display)) {
            display.begin();
            run.notes().forEach(display::warn);
            RunResult result = run.start(display);
            report(result.record(), run.data()).ifPresent(display::warn);
            result.warnings().forEach(display::warn);
            return end(result.record(), display, interruption);
        } catch (OutOfMemoryError e) {
            return refuse(Mistakes.describe(e), run.folder());
        }
    }

    private TrainingRun prepare(SettingsBuilder settings, Terminal terminal) throws IOException {
        try (Waiting waiting = Waiting.of(main.out(), terminal, "preparing the run")) {
            return TrainingRun.prepare(settings, out, waiting::reached);
        }
    }

    private RunDisplay display(TrainingRun run, Terminal terminal) {
        return json
                ? new JsonDisplay(main.out(), main.err(), run, quiet, System::nanoTime)
                : new TextDisplay(main.out(), main.err(), run, quiet, terminal, System::nanoTime);
    }

    private int end(RunRecord record, RunDisplay display, Interruption interruption) {
        Conclusion conclusion = record.conclusion().orElseThrow();
        if (conclusion.divergence().isPresent()) {
            display.diverged(record);
            return refuse(conclusion.divergence().get(), record.folder());
        }
        display.end(record);
        int stopped = interruption.exitCode();
        return stopped == 0 && conclusion.end() == TrainingResult.End.STOPPED ? Main.INTERRUPTED : stopped;
    }

    private int refuse(String reason, RunFolder folder) {
        main.err().println("chainrule train: %s. What was done is in %s".formatted(reason, folder.path()));
        return Main.REFUSED;
    }

    /// A page that cannot be written does not undo the run.
    ///
    /// @return why it cannot
    private static Optional<String> report(RunRecord record, RunData data) {
        try {
            RunReport.write(record, data);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(record.folder().report() + ": cannot be written (" + Reasons.withoutFile(e) + ")");
        }
    }
}
