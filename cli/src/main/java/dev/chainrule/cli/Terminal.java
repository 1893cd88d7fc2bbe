package dev.chainrule.cli;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is known about where standard output goes.
///
/// @param redraws whether a person looks at it, on a screen that can go back to the start of its line
/// @param width how many characters fit a line at this moment
record Terminal(boolean redraws, IntSupplier width) {
    /// How wide a screen is that does not say.
    static final int USUAL_WIDTH = 80;

    /// In which the launcher says whether standard output is a terminal; Java itself knows only whether input and
    /// output both are.
    private static final String TOLD = "chainrule.terminal";

    /// The terminal of this process. Whoever is `dumb` cannot redraw a line.
    static Terminal standard() {
        boolean dumb = "dumb".equals(System.getenv("TERM"));
        return new Terminal(!dumb && isTerminal(), new Width());
    }

    /// Something that is no terminal: a pipe, a file, the log of a build.
    static Terminal none() {
        return new Terminal(false, () -> USUAL_WIDTH);
    }

    /// How many characters fit a line at this moment.
    int columns() {
        return width.getAsInt();
    }

    private static boolean isTerminal() {
        String told = System.getProperty(TOLD);
        return told != null
                ? Boolean.parseBoolean(told)
                : Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent();
    }

    /// Asks the terminal for its width when it is needed first, and again after it was resized, at most once a
    /// second; one that does not answer has as many columns as `COLUMNS` says, else 80.
    private static final class Width implements IntSupplier {
        private static final long PATIENCE_MILLIS = 1000;
        private static final long BETWEEN_NANOS = 1_000_000_000;

        private volatile boolean stale = true;
        private int columns;
        private long asked = System.nanoTime() - BETWEEN_NANOS;

        Width() {
            Signals.handle("WINCH", () -> stale = true);
        }

        @Override
        public synchronized int getAsInt() {
            long now = System.nanoTime();
            if (stale && now - asked >= BETWEEN_NANOS) {
                asked = now;
                stale = false;
                columns = ask().orElseGet(Width::told);
            }
            return columns;
        }

        private static OptionalInt ask() {
            try {
                Process stty = new ProcessBuilder("stty", "size")
                        .redirectInput(new File("/dev/tty"))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (!stty.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                    stty.destroyForcibly();
                    return OptionalInt.empty();
                }
                return columns(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
            } catch (IOException e) {
                return OptionalInt.empty(); // no controlling terminal, or no stty
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return OptionalInt.empty();
            }
        }

        private static int told() {
            return columnsOf(System.getenv("COLUMNS")).orElse(USUAL_WIDTH);
        }
    }

    /// The columns that `stty size` prints behind the rows; none if it knows none, as 0 says.
    static OptionalInt columns(String size) {
        Matcher rowsAndColumns = Pattern.compile("[0-9]+ ([0-9]+)").matcher(size.strip());
        return rowsAndColumns.matches() ? columnsOf(rowsAndColumns.group(1)) : OptionalInt.empty();
    }

    /// A width as a word of the environment; none if it is none.
    static OptionalInt columnsOf(@Nullable String word) {
        return word != null && word.matches("[1-9][0-9]{0,3}")
                ? OptionalInt.of(Integer.parseInt(word))
                : OptionalInt.empty();
    }
}
