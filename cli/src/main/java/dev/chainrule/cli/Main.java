package dev.chainrule.cli;

import dev.chainrule.lab.run.Version;
import dev.chainrule.lab.text.ShellCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// Starts the command.
@Command(
        name = "chainrule",
        description = "Trains neural networks on the JVM.",
        subcommands = {
            TrainCommand.class,
            ResumeCommand.class,
            VerifyCommand.class,
            EvaluateCommand.class,
            PredictCommand.class,
            ReportCommand.class,
            CompareCommand.class,
            EnsembleCommand.class,
            ExplainCommand.class,
            CheckCommand.class,
            ExperimentCommand.class,
            SearchCommand.class,
            SanityCommand.class,
            PresetsCommand.class,
            MachineCommand.class,
            DeriveCommand.class,
            DataCommand.class,
            CompletionCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%n",
        footer = {
            "For example:",
            "  chainrule train                          a first net on real photographs",
            "  chainrule train --preset cs231n-adam     an experiment of a course",
            "  chainrule help train                     all about one command",
            "",
            "Exit codes: 0 done, 1 failed (a fault of the program or the machine; a wrong",
            "gradient in check),",
            "2 refused (settings, data or files do not fit, or the loss diverged),",
            "74 results could not be written (the disk is full, the folder gone),",
            "78 the network and its batches do not fit the memory,",
            "130 stopped by Ctrl-C, 143 stopped by SIGTERM.",
            "CHAINRULE_DEBUG=1 shows the stack trace of an error."
        })
public final class Main implements Callable<Integer> {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int REFUSED = 2;
    static final int UNWRITTEN = 74;
    static final int TOO_LARGE = 78;
    static final int INTERRUPTED = 130;

    private final PrintStream out;
    private final PrintStream err;

    @Spec
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and exit.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version and exit.")
    boolean version;

    private Main(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /// Runs one command and ends the process with its exit code.
    ///
    /// @param arguments the words after `chainrule`
    public static void main(String[] arguments) {
        System.exit(run(stream(FileDescriptor.out, "stdout"), stream(FileDescriptor.err, "stderr"), arguments));
    }

    /// A standard stream in the encoding of the terminal. Where the locale knows ASCII only, as in most containers,
    /// UTF-8 is the better guess.
    private static PrintStream stream(FileDescriptor descriptor, String name) {
        Charset told = Charset.forName(System.getProperty(name + ".encoding", "UTF-8"), StandardCharsets.UTF_8);
        Charset charset = told.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : told;
        return new PrintStream(new FileOutputStream(descriptor), true, charset);
    }

    /// Runs one command.
    ///
    /// @return its exit code
    static int run(PrintStream out, PrintStream err, String... arguments) {
        CommandLine commandLine = commandLine(out, err);
        PrintStream plain = new PlainStream(err);
        try {
            return commandLine.execute(arguments);
        } catch (OutOfMemoryError e) {
            plain.println("chainrule: " + Mistakes.describe(e));
            return TOO_LARGE;
        } catch (RuntimeException e) { // the argument parser's own
            return Mistakes.explain(e, commandLine, plain);
        }
    }

    /// All commands. What they print is plain; only the help, which is the program's own, may have colours.
    static CommandLine commandLine(PrintStream out, PrintStream err) {
        Main main = new Main(new PlainStream(out), new PlainStream(err));
        CommandLine commandLine = new CommandLine(main);
        commandLine.addSubcommand("help", new HelpCommand());
        callByName(commandLine);
        commandLine.setExpandAtFiles(false); // a name may begin with @
        commandLine.setOverwrittenOptionsAllowed(true); // the last one counts
        commandLine.registerConverter(Path.class, TypedValues::path);
        commandLine.registerConverter(int.class, TypedValues::whole);
        commandLine.registerConverter(long.class, TypedValues::wide);
        commandLine.setOut(new PrintWriter(out, true, out.charset()));
        commandLine.setErr(new PrintWriter(err, true, err.charset()));
        commandLine.setParameterExceptionHandler((mistake, words) -> Mistakes.refuse(mistake, main.err));
        commandLine.setExecutionExceptionHandler(
                (failure, command, parsed) -> Mistakes.explain(failure, command, main.err));
        commandLine.setExecutionStrategy(Main::execute);
        commandLine.getCommandSpec().versionProvider(() -> new String[] {"chainrule " + versionOf()});
        return commandLine;
    }

    /// Examples in the help begin with the name that was called, so that they work when they are pasted.
    private static void callByName(CommandLine command) {
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        usage.footer(Arrays.stream(usage.footer())
                .map(line -> line.startsWith("  ") ? line.replace("chainrule ", ShellCommand.program() + " ") : line)
                .toArray(String[]::new));
        command.getSubcommands().values().forEach(Main::callByName);
    }

    /// Help is asked for a command that there is: `chainrule nonsense --help` is a mistake.
    private static int execute(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        CommandLine command = last.commandSpec().commandLine();
        List<String> words =
                last.unmatched().stream().filter(word -> !word.startsWith("-")).toList();
        if (!words.isEmpty() && !command.getSubcommands().isEmpty()) {
            throw new UnmatchedArgumentException(command, words);
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static String versionOf() {
        return Version.CURRENT + " (Java " + Runtime.version().feature() + ")";
    }

    /// Without a command there is nothing to do but to say what could be done.
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return REFUSED;
    }

    /// Where results go.
    PrintStream out() {
        return out;
    }

    /// Where errors go.
    PrintStream err() {
        return err;
    }
}
