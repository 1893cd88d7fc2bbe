package dev.chainrule.lab.formula;

import java.util.List;

/// A statement of a formula: a value, and what it is called from then on.
///
/// @param names none if it has no name, several if a sequence is taken apart
/// @param meaning what the comment behind it says; may be empty
record Assignment(List<String> names, Expression value, String meaning) {
    /// Copies the list.
    Assignment {
        names = List.copyOf(names);
    }

    Assignment with(String comment) {
        return new Assignment(names, value, comment);
    }
}
