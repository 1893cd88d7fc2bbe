package dev.chainrule.lab.page;

import java.util.Locale;

/// Any text, safe inside a page: mark-up characters become references, and characters that would act instead of being
/// seen (control, line-breaking, direction-changing and invisible ones) become visible.
final class VisibleText {
    private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
    private static final int ZERO_WIDTH_JOINER = 0x200d;
    private static final int DELETE = 0x7f;
    /// The first of the pictures of the control characters, in their order.
    private static final int CONTROL_PICTURES = 0x2400;

    private static final int PICTURE_OF_DELETE = 0x2421;

    private VisibleText() {}

    /// A text inside HTML or XML.
    static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&#34;");
                case '\'' -> out.append("&#39;");
                default -> append(out, c);
            }
        });
        return out.toString();
    }

    /// A text on one line, whose characters are all seen.
    static String visible(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> append(out, c));
        return out.toString();
    }

    private static void append(StringBuilder out, int c) {
        if (c == DELETE) {
            out.appendCodePoint(PICTURE_OF_DELETE);
        } else if (c < ' ') {
            out.appendCodePoint(CONTROL_PICTURES + c);
        } else if (acts(c)) {
            out.append(String.format(Locale.ROOT, "⟨U+%04X⟩", c));
        } else {
            out.appendCodePoint(c);
        }
    }

    private static boolean acts(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            case Character.FORMAT -> c != ZERO_WIDTH_NON_JOINER && c != ZERO_WIDTH_JOINER;
            default -> (c & 0xfffe) == 0xfffe; // the last two of each plane are no characters, and no XML
        };
    }
}
