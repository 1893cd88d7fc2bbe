package dev.chainrule.cli;

import dev.chainrule.lab.run.Resumption;
import dev.chainrule.lab.run.TrainingRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `chainrule resume`.
@Command(
        name = "resume",
        description = "Go on with a run that was stopped or killed, from its last checkpoint.",
        sortOptions = false,
        sortSynopsis = false,
        customSynopsis = "chainrule resume RUN [--epochs N] [--quiet] [--json]",
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {
            "The result has the same bits as that of a run that was never stopped.",
            "A run that came to its end can be made longer, where its learning rate does",
            "not go by its length. For example:",
            "  chainrule resume runs/quick-1",
            "  chainrule resume runs/cs231n-adam-1 --epochs 30"
        })
final class ResumeCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Main main;

    @Parameters(paramLabel = "RUN", description = "Folder of a run, for example runs/quick-1")
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Path folder;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "How many epochs the run shall have in all, for example --epochs 30")
    private @Nullable Integer epochs;

    @Mixin
    private final TrainingSession session = new TrainingSession();

    @Override
    public Integer call() throws IOException {
        Terminal terminal = session.terminal();
        try (TrainingRun run = prepare(terminal)) {
            if (session.isForPeople() && run.stepsDone() > 0) {
                main.out()
                        .println("Goes on after step %s of %s."
                                .formatted(Figures.count(run.stepsDone()), Figures.count(run.plannedSteps())));
            }
            return session.carryOut(main, "resume", run, terminal, run.notes());
        } catch (Resumption.EndedException e) {
            main.out().println(Mistakes.plain(String.valueOf(e.getMessage())));
            return Main.OK;
        }
    }

    private TrainingRun prepare(Terminal terminal) throws IOException {
        try (Waiting waiting = Waiting.of(main.out(), terminal, "preparing the run")) {
            OptionalInt length = epochs == null ? OptionalInt.empty() : OptionalInt.of(epochs);
            return TrainingRun.resume(folder, length, waiting::reached);
        }
    }
}
