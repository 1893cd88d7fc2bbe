package dev.chainrule.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// `chainrule help`.
@Command(
        name = "help",
        description = "Show the help of a command.",
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {"For example:", "  chainrule help train", "  chainrule help data get"})
final class HelpCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "COMMAND", description = "A command, and one of its own commands, for example data get")
    private List<String> words = List.of();

    @Override
    public Integer call() {
        CommandLine command = spec.root().commandLine();
        for (String word : words) {
            CommandLine next = command.getSubcommands().get(word);
            if (next == null) {
                throw new UnmatchedArgumentException(command, List.of(word));
            }
            command = next;
        }
        command.usage(command.getOut());
        return Main.OK;
    }
}
