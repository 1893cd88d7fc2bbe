package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FittedLineTest {
    private static final FittedLine LINE = new FittedLine()
            .add(4, "epoch 3/40", "3/40")
            .add(1, "30 s left")
            .add(2, "last loss 1.5", "loss 1.5")
            .add(3, "val 50 %");

    @ParameterizedTest
    @CsvSource({
        "100, epoch 3/40  30 s left  last loss 1.5  val 50 %",
        "46, epoch 3/40  30 s left  last loss 1.5  val 50 %",
        "45, 3/40  30 s left  last loss 1.5  val 50 %",
        "39, 30 s left  last loss 1.5  val 50 %",
        "34, 30 s left  last loss 1.5  val 50 %",
        "33, 30 s left  loss 1.5  val 50 %",
        "28, 30 s left  last loss 1.5",
        "23, 30 s left  loss 1.5",
        "9, 30 s left",
        "8, 30 s lef",
        "4, 30 s",
        "0, ''"
    })
    void whatMattersMostStays(int width, String text) {
        assertThat(LINE.fit(width)).isEqualTo(text);
    }
}
