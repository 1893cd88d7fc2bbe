package dev.chainrule.cli;

import dev.chainrule.format.AtomicFile;
import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.lab.page.Report;
import dev.chainrule.lab.report.RunReport;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.run.RunRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `chainrule report`.
@Command(
        name = "report",
        description = "Write the report of a run again, also of one that was cut off.",
        customSynopsis = "chainrule report RUN [--figures FOLDER] [--json]",
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {"For example:", "  chainrule report runs/quick-1", "  chainrule report runs/quick-1 --figures figures"
        })
final class ReportCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Main main;

    @Parameters(paramLabel = "RUN", description = "The folder of a run, for example runs/quick-1")
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Path folder;

    @Option(
            names = "--figures",
            paramLabel = "FOLDER",
            description = "Also write each figure of the page as an SVG file with its numbers as CSV, and the page as"
                    + " Markdown, into this folder, for example --figures figures")
    private @Nullable Path figures;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        Optional<FigureFolder> drawn = Optional.ofNullable(figures).map(place -> new FigureFolder(place, "report"));
        if (drawn.isPresent()) {
            drawn.get().check();
        }
        RunRecord run = RunRecord.read(folder);
        Report report =
                RunReport.page(run, RunData.ofRun(run.folder(), run.settings().data()));
        AtomicFile.write(run.folder().report(), HtmlRenderer.render(report));
        if (drawn.isPresent()) {
            drawn.get().write(report);
        }
        if (json.given()) {
            JsonLine.of()
                    .put("run", folder)
                    .put("report", run.folder().report())
                    .put("figures", figures)
                    .print(main.out());
        } else {
            main.out().println(run.folder().report().toAbsolutePath().toUri());
        }
        return Main.OK;
    }
}
