package dev.chainrule.lab.formula;

import dev.chainrule.tape.Variable;
import java.util.List;

/// What a part of a formula is worth.
sealed interface Value {
    /// A plain number, such as 1e-5 or an extent.
    record Plain(double value) implements Value {}

    /// A node of the tape.
    record Node(Variable variable) implements Value {}

    /// Several values, such as a shape.
    record Sequence(List<Value> elements) implements Value {
        /// Copies the list.
        public Sequence {
            elements = List.copyOf(elements);
        }
    }

    /// `True`, `False`, `None` or a text.
    record Word(String word) implements Value {}

    /// `arange(n)`: 0, 1, … n − 1.
    record Count(int n) implements Value {}

    /// What kind of value it is, for errors.
    default String kind() {
        return switch (this) {
            case Plain plain -> "a plain number";
            case Node node -> "an array of shape " + node.variable().shape();
            case Sequence sequence -> "a sequence of " + sequence.elements().size();
            case Word word -> word.word().isEmpty() ? "an empty text" : "'" + word.word() + "'";
            case Count count -> "a count to " + count.n();
        };
    }
}
