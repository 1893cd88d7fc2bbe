package dev.chainrule.lab.settings;

/// Where a question that runs answer comes from.
///
/// @param course which part of which course, in a few words; may be empty
/// @param published what others found; may be empty
public record QuestionSource(String course, String published) {
    /// A question of one's own.
    public static QuestionSource of() {
        return new QuestionSource("", "");
    }
}
