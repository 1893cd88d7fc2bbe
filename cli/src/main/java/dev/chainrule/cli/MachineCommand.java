package dev.chainrule.cli;

import dev.chainrule.lab.machine.MachineReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/// `chainrule machine`.
@Command(
        name = "machine",
        description = "Say what this machine and its Java are, how fast they compute, and what slows them down.",
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {
            "Takes about 13 seconds where little else is computed, and three more for each",
            "flag of Java that is tried. The exit code is 0, or 1 where float32 cannot be",
            "computed. For example:",
            "  chainrule machine",
            "  chainrule machine --json"
        })
final class MachineCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Main main;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public Integer call() {
        MachineReport report = measured();
        if (json.given()) {
            MachineJson.of(report).print(main.out());
        } else {
            MachineText.lines(report, Terminal.standard().columns())
                    .forEach(line -> main.out().println(Mistakes.plain(line)));
        }
        main.out().flush();
        return report.peak().isPresent() ? Main.OK : Main.FAILED;
    }

    private MachineReport measured() {
        StatusLine line = new StatusLine(main.out(), json.given() ? Terminal.none() : Terminal.standard());
        try {
            line.draw("measuring this machine, about 13 seconds …");
            return MachineReport.measured();
        } finally {
            line.clear();
        }
    }
}
