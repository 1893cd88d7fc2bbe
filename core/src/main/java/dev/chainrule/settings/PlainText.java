package dev.chainrule.settings;

/// Text of others inside of a sentence. Names in files may hold anything: a line end that forges a line of its own, a
/// code that clears the terminal, a mark that turns the rest of the line around, or 15 million letters.
public final class PlainText {
    private static final int NAME = 60;

    private PlainText() {}

    /// A text on one line. Each run of characters that are no text becomes a space: controls, those of C1 among
    /// them (Cc), format marks such as those of direction (Cf), ends of lines and paragraphs (Zl, Zp), and halves
    /// of surrogate pairs (Cs).
    public static String line(String text) {
        return isPlain(text) ? text : line(text, text.length());
    }

    /// The beginning of such a line.
    ///
    /// @param most how many characters at most; one that was cut ends with `…`
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return line(text);
        }
        return line(text, most - 1) + "…";
    }

    /// A name out of a file, fit to be printed in a sentence: a line of at most 60 characters.
    public static String name(String text) {
        return cut(text, NAME);
    }

    private static String line(String text, int most) {
        StringBuilder line = new StringBuilder();
        boolean gap = false;
        for (int at = 0; at < text.length(); ) {
            int character = text.codePointAt(at);
            at += Character.charCount(character);
            boolean plain = isPlain(character);
            if (plain || !gap) {
                int added = plain ? character : ' ';
                if (line.length() + Character.charCount(added) > most) {
                    break;
                }
                line.appendCodePoint(added);
            }
            gap = !plain;
        }
        return line.toString();
    }

    private static boolean isPlain(String text) {
        return text.codePoints().allMatch(PlainText::isPlain);
    }

    private static boolean isPlain(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
