package dev.chainrule.cli;

import dev.chainrule.lab.report.RunReport;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.run.RunRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `chainrule report`.
@Command(
        name = "report",
        description = "Write the report of a run again, also of one that was cut off.",
        customSynopsis = "chainrule report RUN [--json]",
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {"For example:", "  chainrule report runs/quick-1"})
final class ReportCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Main main;

    @Parameters(paramLabel = "RUN", description = "The folder of a run, for example runs/quick-1")
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Path folder;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;

    @Override
    public Integer call() throws IOException {
        RunRecord run = RunRecord.read(folder);
        RunReport.write(run, RunData.ofRun(run.folder(), run.settings().data()));
        if (json.given()) {
            JsonLine.of()
                    .put("run", folder)
                    .put("report", run.folder().report())
                    .print(main.out());
        } else {
            main.out().println(run.folder().report().toAbsolutePath().toUri());
        }
        return Main.OK;
    }
}
