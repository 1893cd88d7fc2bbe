package dev.chainrule.lab.derive;

import dev.chainrule.tape.Variable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A symbol for each variable that is shown: its name, or else a letter that nothing else is called.
final class Symbols {
    /// Without those that a gradient or a class could be meant by.
    private static final String LETTERS = "abcefghmpqrstuvwz";

    private final Map<Variable, String> symbols = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private int next;

    Symbols(Variable output, List<Variable> shown) {
        for (Variable variable : output.tape().variables()) {
            taken.add(variable.name());
            taken.add("d" + variable.name());
        }
        for (Variable variable : shown) {
            boolean free = variable == output && taken.add("y");
            String unnamed = free ? "y" : "";
            symbols.put(variable, variable.name().isEmpty() ? unnamed : unique(variable.name()));
        }
        for (Variable variable : shown) {
            if (of(variable).isEmpty()) {
                symbols.put(variable, letter());
            }
        }
    }

    String of(Variable variable) {
        return symbols.getOrDefault(variable, "");
    }

    /// A name that was given before gets a stroke, as in `x′`.
    private String unique(String name) {
        String unique = name;
        while (symbols.containsValue(unique)) {
            unique += "′";
        }
        return unique;
    }

    private String letter() {
        String symbol;
        do {
            String number = next < LETTERS.length() ? "" : String.valueOf(next / LETTERS.length());
            symbol = LETTERS.charAt(next % LETTERS.length()) + number;
            next++;
        } while (!taken.add(symbol));
        return symbol;
    }
}
