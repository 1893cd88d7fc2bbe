package dev.chainrule.cli;

import dev.chainrule.lab.run.Verification;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `chainrule verify`.
@Command(
        name = "verify",
        description = "Run a run again and say whether it comes to the same bits.",
        sortOptions = false,
        sortSynopsis = false,
        customSynopsis = "chainrule verify RUN [--quick] [--json]",
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {
            "The files of the run are compared with its receipt, then it is trained again in a",
            "temporary folder, and each loss is compared with the one of then. The exit code is",
            "0 where all bits are the same, else 1. For example:",
            "  chainrule verify runs/quick-1",
            "  chainrule verify runs/quick-1 --quick"
        })
final class VerifyCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Main main;

    @Parameters(paramLabel = "RUN", description = "Folder of a run that ended, for example runs/quick-1")
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Path folder;

    @Option(
            names = "--quick",
            description = "Compare the digests of its files and its first " + Verification.QUICK_STEPS
                    + " steps only, for example --quick")
    private boolean quick;

    @Option(names = "--json", description = "Print one JSON object, for example --json")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Verification found = verified();
        boolean same = found.difference().isEmpty();
        if (json) {
            json(found).print(main.out());
        } else {
            print(found, main.out());
        }
        return same ? Main.OK : Main.FAILED;
    }

    private Verification verified() throws IOException {
        StatusLine line = new StatusLine(main.out(), json ? Terminal.none() : Terminal.standard());
        SlowJvm.warn(text -> line.println(main.err(), text));
        try {
            return Verification.of(folder, quick, new ShareLine(line, "training " + folder.getFileName() + " again"));
        } finally {
            line.clear();
        }
    }

    private static void print(Verification found, PrintStream out) {
        if (found.difference().isEmpty()) {
            out.println(Mistakes.plain(
                    found.whole()
                            ? "Same bits: %s steps, measurements and the weights in the end."
                                    .formatted(Figures.count(found.steps()))
                            : "Same bits: the files are as the run wrote them, and so are the losses of its first %s steps."
                                    .formatted(Figures.count(found.steps()))));
            return;
        }
        out.println(Mistakes.plain("Not the same. " + found.difference().get()));
        if (found.steps() > 0) {
            out.println(
                    found.environment().isEmpty()
                            ? "Nothing that is known differs from then: version, class files, Java, processor and"
                                    + " vectors are the same."
                            : "Where the cause may lie:");
            found.environment().forEach(each -> out.println("  " + Mistakes.plain(each)));
        }
    }

    private static JsonLine json(Verification found) {
        return JsonLine.of()
                .put("same", found.difference().isEmpty())
                .put("steps", found.steps())
                .put("whole", found.whole())
                .put("difference", found.difference())
                .put("step", found.step().isPresent() ? found.step().getAsLong() : null)
                .put("environment", found.environment());
    }
}
