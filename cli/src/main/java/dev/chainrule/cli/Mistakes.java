package dev.chainrule.cli;

import dev.chainrule.format.FormatException;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.run.TooLargeException;
import dev.chainrule.lab.text.MaximumHeap;
import dev.chainrule.lab.text.Nearest;
import dev.chainrule.lab.text.ShellCommand;
import dev.chainrule.settings.PlainText;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Says in one line what went wrong, and picks the exit code.
final class Mistakes {
    private Mistakes() {}

    /// A command line that cannot be understood.
    static int refuse(ParameterException mistake, PrintStream err) {
        CommandLine command = mistake.getCommandLine();
        err.println(plain(name(command) + ": " + reason(mistake, command)));
        return Main.REFUSED;
    }

    private static String reason(ParameterException mistake, CommandLine command) {
        String see = ShellCommand.program() + name(command).substring("chainrule".length()) + " --help";
        if (mistake.getArgSpec() != null && mistake.getCause() instanceof TypeConversionException refused) {
            String where = mistake.getArgSpec() instanceof OptionSpec option
                    ? option.longestName()
                    : mistake.getArgSpec().paramLabel();
            return where + ": " + refused.getMessage();
        }
        if (!(mistake instanceof UnmatchedArgumentException unmatched)) {
            return mistake.getMessage() + ". See " + see;
        }
        String word = unmatched.getUnmatched().getFirst();
        if (word.startsWith("-")) {
            String option = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            List<String> known =
                    new ArrayList<>(command.getCommandSpec().optionsMap().keySet());
            return "option '" + option + "' is unknown; see " + see + Nearest.hint(option, known);
        }
        List<String> commands = new ArrayList<>(command.getSubcommands().keySet());
        return commands.isEmpty()
                ? "'" + word + "' is one word too many; see " + see
                : "command '" + word + "' is unknown; expected one of " + String.join(", ", commands)
                        + Nearest.hint(word, commands);
    }

    /// A command that failed while it ran.
    static int explain(Exception failure, CommandLine command, PrintStream err) {
        if ("1".equals(System.getenv("CHAINRULE_DEBUG"))) {
            failure.printStackTrace(err);
        }
        String where = name(command) + ": ";
        return switch (failure) {
            case TooLargeException mistake -> say(err, where + mistake.getMessage(), Main.TOO_LARGE);
            case DatasetException mistake -> say(err, where + mistake.getMessage(), Main.REFUSED);
            case FormatException mistake -> say(err, where + mistake.getMessage(), Main.REFUSED);
            case IllegalArgumentException mistake -> say(err, where + mistake.getMessage(), Main.REFUSED);
            case IOException trouble -> say(err, where + describe(trouble), Main.FAILED);
            default ->
                say(
                        err,
                        where + "unexpected " + describe(failure)
                                + ". Please report this, with what CHAINRULE_DEBUG=1 shows",
                        Main.FAILED);
        };
    }

    static String describe(OutOfMemoryError failure) {
        return plain(
                "out of memory (%s) with a heap of %s MiB; expected a smaller network, batch or data set. More heap: JDK_JAVA_OPTIONS=-Xmx%sg"
                        .formatted(failure.getMessage(), MaximumHeap.bytes() >> 20, (MaximumHeap.bytes() >> 29) + 1));
    }

    private static String describe(Exception failure) {
        String message = failure.getMessage();
        return failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    private static int say(PrintStream err, String line, int exitCode) {
        err.println(plain(line));
        return exitCode;
    }

    /// Words of others may hold anything; what is printed is one line of plain text.
    static String plain(String text) {
        return PlainText.line(text);
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName();
    }
}
