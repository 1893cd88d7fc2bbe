package dev.chainrule.cli;

/// Sentences on a terminal.
final class Prose {
    private static final String HANGING = "  ";

    private Prose() {}

    /// Prose in lines that fit, the first one with an indent, the others with two spaces.
    ///
    /// @param width how many characters fit a line
    static String wrapped(String indent, String text, int width) {
        return wrapped(indent, HANGING, text, width);
    }

    /// The same with another indent of the other lines.
    static String wrapped(String indent, String hanging, String text, int width) {
        StringBuilder lines = new StringBuilder(indent);
        int column = indent.length();
        boolean first = true;
        for (String word : text.split(" ", -1)) {
            if (!first && column + 1 + word.length() > width) {
                lines.append(System.lineSeparator()).append(hanging).append(word);
                column = hanging.length() + word.length();
            } else {
                lines.append(first ? "" : " ").append(word);
                column += (first ? 0 : 1) + word.length();
            }
            first = false;
        }
        return lines.toString();
    }

    /// Words of a page without its narrow spaces.
    static String plain(String text) {
        return text.replace('\u00a0', ' ').replace('\u202f', ',');
    }
}
