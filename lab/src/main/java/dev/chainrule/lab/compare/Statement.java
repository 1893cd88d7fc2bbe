package dev.chainrule.lab.compare;

/// A sentence with what it is about.
///
/// @param lead what it is about, in a few words
/// @param text the rest
public record Statement(String lead, String text) {
    /// All of it.
    public String sentence() {
        return lead + " " + text;
    }
}
