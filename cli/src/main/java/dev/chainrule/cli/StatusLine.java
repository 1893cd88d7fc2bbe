package dev.chainrule.cli;

import java.io.PrintStream;

/// The last line of a terminal, which is drawn again and again, and lines above it that stay. Nothing but the return to
/// the start of the line and spaces is needed for it, so it holds no control sequence; where the output is no terminal,
/// only the lines that stay are printed. Any thread may print.
final class StatusLine {
    private static final int ECHO = "^C".length();

    private final PrintStream out;
    private final Terminal terminal;
    private int drawn;

    StatusLine(PrintStream out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /// Whether anything is drawn at all.
    boolean redraws() {
        return terminal.redraws();
    }

    /// How many characters a line may have: one less than fit, so that no terminal wraps it.
    int room() {
        return terminal.redraws() ? Math.max(0, terminal.columns() - 1) : Integer.MAX_VALUE;
    }

    /// How many characters the line that is redrawn may have: two less, for the `^C` that a terminal shows behind
    /// it.
    int drawnRoom() {
        return Math.max(0, room() - ECHO);
    }

    /// Draws the line anew; what is too long is cut.
    synchronized void draw(String text) {
        if (redraws()) {
            int room = drawnRoom();
            String plain = Mistakes.plain(text);
            String line = plain.substring(0, Math.min(plain.length(), room));
            out.write('\r');
            out.print(line + " ".repeat(Math.max(0, Math.min(drawn, room) - line.length())));
            out.flush();
            drawn = line.length();
        }
    }

    /// Prints a line that stays.
    void println(String line) {
        println(out, line);
    }

    /// Prints a line that stays, perhaps to another stream, on a line of its own.
    synchronized void println(PrintStream to, String line) {
        clear();
        to.println(line);
        to.flush();
    }

    /// Takes the line away.
    synchronized void clear() {
        if (drawn > 0) {
            out.write('\r');
            out.print(" ".repeat(Math.min(drawn + ECHO, room())));
            out.write('\r');
            out.flush();
            drawn = 0;
        }
    }
}
