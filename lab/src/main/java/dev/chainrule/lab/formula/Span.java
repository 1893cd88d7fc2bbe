package dev.chainrule.lab.formula;

/// A part of a text.
///
/// @param from its first character
/// @param to the character after its last one
record Span(String text, int from, int to) {
    private static final int MOST_QUOTED = 40;

    /// From the beginning of this part to the end of another one.
    Span to(Span last) {
        return new Span(text, from, last.to);
    }

    /// What stands there.
    String words() {
        return text.substring(from, to);
    }

    /// The error that names this place and quotes it.
    FormulaException error(String problem) {
        String quoted = words().strip().replaceAll("\\s+", " ");
        if (quoted.length() > MOST_QUOTED) {
            quoted = quoted.substring(0, quoted.offsetByCodePoints(0, MOST_QUOTED / 2)) + "…";
        }
        return new FormulaException(place() + (quoted.isEmpty() ? "" : ", '" + quoted + "'") + ": " + problem);
    }

    private String place() {
        if (from >= text.stripTrailing().length() && !text.isBlank()) {
            return "at the end, after '%s'".formatted(ending());
        }
        int line = 1;
        int start = 0;
        for (int i = 0; i < from; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        String column = "column " + (1 + text.codePointCount(start, from));
        return text.strip().indexOf('\n') < 0 ? column : "line " + line + ", " + column;
    }

    /// The last characters of the text.
    private String ending() {
        String all = text.strip();
        String last = all.substring(all.lastIndexOf('\n') + 1);
        return last.length() <= MOST_QUOTED / 2 ? last : "…" + last.substring(last.length() - MOST_QUOTED / 2);
    }
}
