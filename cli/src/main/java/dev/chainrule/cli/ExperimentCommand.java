package dev.chainrule.cli;

import dev.chainrule.lab.experiment.Experiment;
import dev.chainrule.lab.experiment.Experiments;
import java.io.PrintStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `chainrule experiment`.
@Command(
        name = "experiment",
        subcommands = ExperimentRunCommand.class,
        description = "Run an experiment of a course, or one of your own, over several seeds.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {
            "An experiment that was stopped goes on where it was; what is done is not done again.",
            "For example:",
            "  chainrule experiment list",
            "  chainrule experiment run cs231n-batch-norm"
        })
final class ExperimentCommand {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Main main;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "Show this help and exit.")
    boolean help;

    @Command(
            name = "list",
            description = "Show the experiments by course and question.",
            optionListHeading = "%n",
            footerHeading = "%n",
            footer = {"For example:", "  chainrule experiment list"})
    int list() {
        int width = Experiments.names().stream().mapToInt(String::length).max().orElse(0);
        String course = "";
        for (String name : Experiments.names()) {
            Experiment experiment = Experiments.named(name);
            if (!experiment.source().course().equals(course)) {
                course = experiment.source().course();
                main.out().println(course);
            }
            main.out().println("  " + name + " ".repeat(width - name.length() + 2) + experiment.question());
        }
        return Main.OK;
    }

    @Command(
            name = "show",
            description = "Print the question, what others found, and the declaration to start from.",
            optionListHeading = "%n",
            footerHeading = "%n",
            footer = {"For example:", "  chainrule experiment show cs231n-dropout > mine.yaml"})
    int show(
            @Parameters(paramLabel = "NAME", description = "of the experiment, for example cs231n-dropout")
                    String name) {
        Experiments.named(name);
        main.out().print(Experiments.yaml(name));
        main.out().flush();
        return Main.OK;
    }

    /// Where results go.
    PrintStream out() {
        return main.out();
    }
}
