package dev.chainrule.cli;

/// A bar of signs in front of a text, as wide as there is room.
final class Bar {
    /// Signs inside the brackets.
    private static final int WIDEST = 20;

    private static final int NARROWEST = 5;
    private static final int AROUND = "[]  ".length();

    private Bar() {}

    /// For example `[####------]  3 s left`; the text alone where a bar would be too narrow to be read.
    ///
    /// @param share of the bar that is full, from 0 to 1
    /// @param room characters that there are
    static String before(String text, double share, int room) {
        int signs = Math.min(WIDEST, room - text.length() - AROUND);
        if (signs < NARROWEST) {
            return text;
        }
        int full = (int) (share * signs);
        return "[" + "#".repeat(full) + "-".repeat(signs - full) + "]  " + text;
    }
}
