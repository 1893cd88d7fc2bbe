package dev.chainrule.cli;

import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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
    private static final Pattern VALUES = Pattern.compile(" +local \\w+_option_args=.* # (--[a-z0-9-]+) values");
    private static final Pattern CHOSEN = Pattern.compile(" +(?:'-\\w'\\|)?'(--[a-z0-9-]+)'\\)");

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Main main;

    @Spec
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private CommandSpec spec;

    /// The parser keeps the values of an option in a variable with the name of its label, so that of several
    /// options with a NAME only the last one has values. Here each option has a variable of its own, and who may be
    /// given a folder is offered files too.
    private static String withOwnValues(String script) {
        StringBuilder text = new StringBuilder();
        String option = "";
        for (String line : script.split("\n", -1)) {
            Matcher values = VALUES.matcher(line);
            Matcher chosen = CHOSEN.matcher(line);
            if (values.matches()) {
                option = values.group(1);
            } else if (chosen.matches()) {
                option = chosen.group(1);
            }
            String own = line.replaceFirst("\\w+_option_args", "values" + option.replace('-', '_'));
            text.append(
                            option.equals("--data")
                                    ? own.replace("[@]}\" ) )", "[@]}\" ) $( compgen -f -- \"${curr_word}\" ) )")
                                    : own)
                    .append('\n');
        }
        return text.toString().stripTrailing() + "\n";
    }

    @Override
    public Integer call() {
        main.out()
                .print(withOwnValues(AutoComplete.bash("chainrule", spec.root().commandLine())));
        main.out().flush();
        return Main.OK;
    }
}
