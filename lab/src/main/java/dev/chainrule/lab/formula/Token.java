package dev.chainrule.lab.formula;

/// A word of a formula.
///
/// @param text of a sign its plain spelling, such as `*` for `·`; of the end of a statement the comment behind it; of
///     others as it is written
record Token(Kind kind, String text, Span span) {
    /// What a word is.
    enum Kind {
        /// A name of a variable or function.
        NAME,
        /// A number without a sign.
        NUMBER,
        /// A text in quotes.
        WORD,
        /// An operator, a bracket or a comma.
        SIGN,
        /// The end of a statement: `;` or the end of a line.
        BREAK,
        /// The end of the formula.
        END
    }

    boolean is(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }
}
