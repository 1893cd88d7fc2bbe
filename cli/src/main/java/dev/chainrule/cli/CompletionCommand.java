package dev.chainrule.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `chainrule completion`.
@Command(
        name = "completion",
        description = "Print a script that completes commands and flags in bash and zsh.",
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {"For example, in this shell:", "  source <(chainrule completion)"})
final class CompletionCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Main main;

    @Spec
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;

    @Override
    public Integer call() {
        main.out().print(AutoComplete.bash("chainrule", spec.root().commandLine()));
        main.out().flush();
        return Main.OK;
    }
}
