package dev.chainrule.lab.page;

import java.util.regex.Pattern;

/// Any text, as itself in Markdown (CommonMark with the tables of code hosts): on one line, all its characters seen,
/// none of them mark-up.
final class MarkdownText {
    private static final String ACTIVE = "\\`*_{}[]<>#|~$&!";
    /// What begins an item of a list or underlines a heading at the beginning of a line.
    private static final Pattern BEGINNING = Pattern.compile("^(\\d{0,9})([-+=.)])");
    /// What code hosts make a link of.
    private static final Pattern LINK = Pattern.compile("(?i)(\\b[a-z][a-z0-9+.-]{0,40}|^)://|\\bwww\\.");

    private MarkdownText() {}

    /// A text in a paragraph, a heading or an item.
    static String of(String text) {
        return BEGINNING.matcher(inCell(text)).replaceFirst("$1\\\\$2");
    }

    /// A text in a cell of a table, where no block begins.
    static String inCell(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        VisibleText.visible(text).strip().codePoints().forEach(c -> {
            if (ACTIVE.indexOf(c) >= 0) {
                out.append('\\');
            }
            out.appendCodePoint(c);
        });
        return LINK.matcher(out)
                .replaceAll(match -> match.group().endsWith("://")
                        ? match.group().substring(0, match.group().length() - 3) + "\\\\://"
                        : match.group().substring(0, 3) + "\\\\.");
    }

    /// A text in an attribute or between tags, also inside a cell of a table.
    static String inHtml(String text) {
        return VisibleText.escape(text).replace("|", "&#124;");
    }

    /// Lines as they are, inside a fence that none of them can close.
    static String fenced(String text) {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            run = text.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        String fence = "`".repeat(Math.max(3, longest + 1));
        StringBuilder out = new StringBuilder(fence).append('\n');
        for (String line : text.split("\n", -1)) {
            out.append(VisibleText.visible(line)).append('\n');
        }
        return out.append(fence).append('\n').toString();
    }
}
