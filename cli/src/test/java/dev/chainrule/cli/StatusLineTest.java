package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusLineTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(shown, true, StandardCharsets.UTF_8);
    private int width = 30;

    private final Terminal terminal = new Terminal(true, () -> width);

    private List<String> screen() {
        return Screen.after(shown.toString(StandardCharsets.UTF_8), 30);
    }

    @Test
    void aLineThatStaysTakesThePlaceOfTheOneThatIsRedrawn() {
        StatusLine line = new StatusLine(out, terminal);
        line.draw("a long state of things");
        line.draw("short");
        assertThat(screen()).containsExactly("short");
        line.println("kept");
        line.draw("next");
        assertThat(screen()).containsExactly("kept", "next");
        line.clear();
        assertThat(screen()).containsExactly("kept");
    }

    @Test
    void anotherStreamGetsALineOfItsOwn() {
        StatusLine line = new StatusLine(out, terminal);
        line.draw("[###----]  1:04 left");
        line.println(out, "Stopping after step 5 of 9");
        assertThat(screen()).containsExactly("Stopping after step 5 of 9");
    }

    @Test
    void theSignOfCtrlCDoesNotStay() {
        StatusLine line = new StatusLine(out, terminal);
        line.draw("x".repeat(100));
        out.print("^C");
        line.println(out, "Stopping");
        assertThat(screen()).containsExactly("Stopping");
    }

    @Test
    void aScreenThatBecameNarrowIsNeverWrittenBeyondItsWidth() {
        StatusLine line = new StatusLine(out, terminal);
        line.draw("a line of twenty-nine letters");
        width = 10;
        shown.reset();
        line.draw("a line of twenty-nine letters");
        line.clear();
        assertThat(shown.toString(StandardCharsets.UTF_8).split("\r", -1)).allMatch(part -> part.length() <= 9);
    }

    @Test
    void whereThereIsNoTerminalNothingIsDrawn() {
        StatusLine line = new StatusLine(out, Terminal.none());
        line.draw("5 %");
        line.println("kept");
        line.clear();
        assertThat(shown.toString(StandardCharsets.UTF_8)).isEqualTo("kept" + System.lineSeparator());
    }

    @ParameterizedTest
    @CsvSource({"30, 50 %  81.5 MB of 163.0 MB", "27, 50 %  81.5 MB", "8, 50 %", "5, 50"})
    void aDownloadShowsItsShareFirst(int columns, String text) {
        width = columns;
        DownloadLine line = new DownloadLine(out, terminal);
        line.moved(81_500_000, 163_000_000);
        assertThat(screen()).containsExactly(text);
        line.close();
        assertThat(screen()).isEmpty();
    }

    @Test
    void aDownloadOfUnknownSizeShowsWhatCame() {
        DownloadLine line = new DownloadLine(out, terminal);
        line.started("from the publisher");
        line.moved(1_250_000, -1);
        line.started("unpacking");
        assertThat(screen()).containsExactly("from the publisher", "unpacking");
    }

    @Test
    void aCheckShowsItsBarWhereThereIsRoomForIt() {
        CheckLine line = new CheckLine(out, new Terminal(true, () -> 60));
        line.advanced(1, 2);
        assertThat(shown.toString(StandardCharsets.UTF_8)).isEqualTo("\r[###############---------------]  50 %");
        shown.reset();
        CheckLine narrow = new CheckLine(out, terminal);
        narrow.advanced(1, 2);
        assertThat(screen()).containsExactly("50 %");
    }
}
