package dev.chainrule.lab.formula;

import dev.chainrule.tape.Tape;
import dev.chainrule.tape.Variable;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// A formula in NumPy's spelling, for example `mu = mean(x, 0); (x - mu) / sqrt(var(x, 0) + 1e-5)`.
///
/// It has numbers, names, `+ - * / ** @`, comparisons, parentheses, functions such as `exp` and
/// `mean(x, axis=0, keepdims=True)`, methods such as `x.sum()`, `x.T`, `x.shape`, and indices such as `x[:, 1:3]`.
/// Statements are set apart by `;` or lines; what is assigned gets its name on the tape, and the last value is the
/// result. `·`, `×` and `−` stand for `*`, `@` and `-`.
public final class Formula {
    /// The most characters of a formula.
    public static final int MOST_CHARACTERS = 2000;

    private final String text;
    private final List<Assignment> statements;
    private final Names names;

    private Formula(String text, List<Assignment> statements) {
        this.text = text;
        this.statements = statements;
        this.names = Names.of(statements);
    }

    /// Reads a formula.
    ///
    /// @throws FormulaException if it is none, in one line with the place
    public static Formula of(String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new FormulaException("the formula has %s characters; expected at most %s. Give parts of it one by one"
                    .formatted(text.length(), MOST_CHARACTERS));
        }
        return new Formula(text, Parser.formula(text));
    }

    /// The names that must be given, in the order of their first use.
    public Set<String> names() {
        return new LinkedHashSet<>(names.free());
    }

    /// Those of the names whose numbers are used as positions or labels, and therefore have no gradient.
    public Set<String> positions() {
        return new LinkedHashSet<>(names.positions());
    }

    /// A formula on a tape.
    ///
    /// @param result its last value
    /// @param assigned the arrays that have a name in the formula
    /// @param words for variables of the tape, the words of the formula that they come from
    public record Recorded(Variable result, Map<String, Variable> assigned, Map<Variable, String> words) {
        /// The maps are not copied: variables are told apart by identity.
        public Recorded {}
    }

    /// Records the formula.
    ///
    /// @param given a variable or constant for each of [#names()]; asked for at the first use of the name
    /// @throws FormulaException if the numbers do not fit the formula, in one line that names the part
    public Recorded on(Tape tape, Function<String, Variable> given) {
        Evaluation evaluation = new Evaluation(tape, names.free(), given);
        Operand last = null;
        for (Assignment statement : statements) {
            last = evaluation.run(statement);
        }
        if (last == null || !(last.value() instanceof Value.Node(Variable result))) {
            String kind = last == null ? "nothing" : last.value().kind();
            throw new FormulaException("the result is %s; expected an array that depends on a name".formatted(kind));
        }
        Map<Variable, String> words = new HashMap<>();
        evaluation
                .places()
                .forEach((variable, span) -> words.put(variable, span.words().strip()));
        return new Recorded(result, evaluation.assigned(), words);
    }

    /// Its text.
    @Override
    public String toString() {
        return text;
    }
}
