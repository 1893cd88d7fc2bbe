package dev.chainrule.lab.formula;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A part of a formula, as it is written.
sealed interface Expression {
    /// Where it stands.
    Span span();

    /// A variable.
    record Name(String name, Span span) implements Expression {}

    /// A number.
    record Literal(double value, Span span) implements Expression {}

    /// `True`, `False`, `None`, or a text in quotes.
    record Word(String word, Span span) implements Expression {}

    /// `-a`.
    record Negative(Expression operand, Span span) implements Expression {}

    /// `a + b` and all other operators between two, comparisons among them.
    record Binary(String sign, Expression left, Expression right, Span span) implements Expression {}

    /// `x.T`, `x.shape` and the like.
    record Attribute(Expression of, String name, Span span) implements Expression {}

    /// `mean(x, axis=0)`; of `x.mean(axis=0)` too the first argument is `x`.
    ///
    /// @param method whether it was written behind a point
    /// @param name where the name of the function stands
    record Call(
            String function,
            boolean method,
            List<Expression> arguments,
            Map<String, Expression> keywords,
            Span name,
            Span span)
            implements Expression {}

    /// `x[0, 1:3]`.
    record Index(Expression of, List<Expression> places, Span span) implements Expression {}

    /// `1:3`, in an index only.
    record Slice(Optional<Expression> from, Optional<Expression> to, Optional<Expression> step, Span span)
            implements Expression {}

    /// `(4, 3)` or `[1, 2]`.
    ///
    /// @param brackets whether it has square brackets, as an array of numbers has
    record Sequence(List<Expression> elements, boolean brackets, Span span) implements Expression {}
}
