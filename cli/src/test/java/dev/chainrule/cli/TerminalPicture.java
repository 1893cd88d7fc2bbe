package dev.chainrule.cli;

import java.util.List;
import java.util.Locale;

/// A drawing of what a terminal shows, as SVG.
///
/// @param rows top to bottom
/// @param columns how many characters a row has room for
record TerminalPicture(List<String> rows, int columns) {
    private static final double CHARACTER = 8.4;
    private static final int ROW = 20;
    private static final int MARGIN = 16;

    /// Every row has the length of its characters, whatever font the reader has.
    String svg() {
        double width = columns * CHARACTER + 2 * MARGIN;
        int height = rows.size() * ROW + 2 * MARGIN;
        StringBuilder svg = new StringBuilder(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %d\" width=\"%.0f\" height=\"%d\""
                        + " role=\"img\" aria-label=\"A terminal during chainrule train\">%n",
                width, height, width, height));
        svg.append(format("<rect width=\"%.0f\" height=\"%d\" rx=\"8\" fill=\"#16181b\"/>%n", width, height))
                .append(format("<g font-family=\"ui-monospace, Menlo, Consolas, monospace\" font-size=\"14\""
                        + " fill=\"#e6e6e1\">%n"));
        for (int i = 0; i < rows.size(); i++) {
            String row = rows.get(i);
            if (!row.isEmpty()) {
                svg.append(format(
                        "<text xml:space=\"preserve\" x=\"%d\" y=\"%d\" textLength=\"%.1f\">%s</text>%n",
                        MARGIN, MARGIN + ROW * i + 15, row.length() * CHARACTER, escaped(row)));
            }
        }
        return svg.append(format("</g>%n</svg>%n")).toString();
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern.replace("%n", "\n"), values);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
