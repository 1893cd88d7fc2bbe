package dev.chainrule.lab.text;

/// What sentences need that are put together from parts.
public final class Sentences {
    private Sentences() {}

    /// Words with a capital letter at their beginning.
    public static String capital(String words) {
        return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
