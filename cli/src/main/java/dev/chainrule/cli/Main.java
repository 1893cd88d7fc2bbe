package dev.chainrule.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// Starts the command.
@Command(name = "chainrule", mixinStandardHelpOptions = true)
public final class Main implements Runnable {
    private Main() {}

    /// Runs one command and ends the process with its exit code.
    ///
    /// @param arguments the words after `chainrule`
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public void run() {}
}
