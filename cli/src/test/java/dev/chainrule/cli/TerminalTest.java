package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalTest {
    @Test
    void theWidthIsTheSecondNumberThatSttyPrints() {
        assertThat(Terminal.columns("30 132\n")).hasValue(132);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0 0\n", "stty: standard input: Inappropriate ioctl for device\n", "30", "30 99999"})
    void aTerminalThatDoesNotKnowItsWidthSaysNothing(String size) {
        assertThat(Terminal.columns(size)).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "0", "wide", "-5", "80 ", "٨٠"})
    void aVariableThatIsNoWidthSaysNothing(String word) {
        assertThat(Terminal.columnsOf(word)).isEmpty();
    }

    @Test
    void theVariableOfTheShellIsUnderstood() {
        assertThat(Terminal.columnsOf("132")).hasValue(132);
    }
}
