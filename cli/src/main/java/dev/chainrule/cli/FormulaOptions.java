package dev.chainrule.cli;

import dev.chainrule.lab.derive.Derivation;
import dev.chainrule.lab.derive.FormulaDerivation;
import dev.chainrule.lab.formula.Formula;
import dev.chainrule.lab.formula.FormulaException;
import dev.chainrule.lab.formula.Given;
import dev.chainrule.lab.text.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A formula and the numbers for its names, as options of the command line.
///
/// @param text of the formula
/// @param given for each option that is a name of the formula, its text
/// @param upstream the text of `--dy`; null if it is not given
/// @param taken names that options of the command have
record FormulaOptions(
        String text, Map<String, String> given, @Nullable String upstream, Set<String> taken) {

    /// Derives it.
    ///
    /// @throws IllegalArgumentException naming the option that does not fit
    Derivation derive(long seed) {
        Formula formula = in("--formula", () -> Formula.of(text));
        requireAll(formula);
        Map<String, Given> numbers = new LinkedHashMap<>();
        given.forEach((name, value) -> numbers.put(name, in("--" + name, () -> Given.of(value))));
        Optional<Given> dy = Optional.ofNullable(upstream).map(value -> in("--dy", () -> Given.of(value)));
        return in("--formula", () -> FormulaDerivation.of(formula, numbers, dy, seed));
    }

    private void requireAll(Formula formula) {
        List<String> names = List.copyOf(formula.names());
        for (String name : names) {
            if (taken.contains("--" + name)) {
                throw new IllegalArgumentException(
                        "--formula: the name '%s' is that of another option; expected a different one, such as %1$s1"
                                .formatted(name));
            }
        }
        for (String name : given.keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("--%s: the formula needs no '%s'; expected %s%s"
                        .formatted(name, name, options(names), Nearest.hint(name, names)));
            }
        }
        for (String name : names) {
            if (!given.containsKey(name)) {
                throw new IllegalArgumentException(
                        "--formula: '%s' has no numbers; expected --%1$s with a shape such as '(4,3)', or numbers such as '[[1,2],[3,4]]'"
                                .formatted(name));
            }
        }
    }

    private static String options(List<String> names) {
        return names.isEmpty() ? "none" : "--" + String.join(", --", names);
    }

    private static <T> T in(String option, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (FormulaException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }
}
