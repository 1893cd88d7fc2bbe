package dev.chainrule.cli;

import java.util.List;
import java.util.Map;
import java.util.Stack;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/// Makes every name of a formula an option of its command: `--x` for x.
final class FormulaNames implements IParameterPreprocessor {
    private static final Pattern OPTION = Pattern.compile("(--[\\p{L}_][^=\\s]*)(=.*)?", Pattern.DOTALL);

    /// A command with a formula.
    interface Receiver {
        /// Takes what was given for a name.
        void give(String name, String text);
    }

    @Override
    @SuppressWarnings("JdkObsolete") // the parser's own type
    public boolean preprocess(
            Stack<String> words, CommandSpec command, @Nullable ArgSpec argument, Map<String, Object> info) {
        boolean formula = words.stream().anyMatch(word -> word.equals("--formula") || word.startsWith("--formula="));
        for (String word : List.copyOf(words)) {
            Matcher matcher = OPTION.matcher(word);
            if (formula && matcher.matches() && !command.optionsMap().containsKey(matcher.group(1))) {
                command.addOption(option(matcher.group(1), (Receiver) command.userObject()));
            }
        }
        return false;
    }

    private static OptionSpec option(String name, Receiver receiver) {
        return OptionSpec.builder(name)
                .arity("1")
                .hidden(true)
                .paramLabel("NUMBERS")
                .type(String.class)
                .setter(new ISetter() {
                    @Override
                    public <T> @Nullable T set(T value) {
                        if (value instanceof String text) {
                            receiver.give(name.substring(2), text);
                        }
                        return null;
                    }
                })
                .build();
    }
}
