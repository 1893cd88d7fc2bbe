package dev.chainrule.check;

import dev.chainrule.check.mistake.Mistake;
import java.util.function.Supplier;

/// Something that a student hands in, with a mistake in it.
///
/// @param title what was done wrong, in words
/// @param expected the mistake that shall be named first
/// @param check runs the check
record Submission(String title, Mistake expected, Supplier<CheckReport> check) {
    @Override
    public String toString() {
        return title;
    }
}
