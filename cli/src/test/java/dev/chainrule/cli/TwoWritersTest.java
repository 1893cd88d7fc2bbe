package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.lab.run.Receipt;
import dev.chainrule.lab.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Two processes that are told to train into one folder at once.
///
/// `-Dchainrule.pairs=200` starts so many pairs instead of 2.
class TwoWritersTest {
    private static final int PAIRS = Integer.getInteger("chainrule.pairs", 2);

    @TempDir
    static Path place;

    private static Receipt expected;

    static IntStream pairs() {
        return IntStream.range(0, PAIRS);
    }

    private static Process train(Path run, Path printed) throws IOException {
        Object[] words = {
            "train",
            "--preset",
            "cs231n-adam",
            "--data",
            place.resolve("images"),
            "--batch-size",
            10,
            "--hidden",
            20,
            "--epochs",
            100,
            "--set",
            "model.precision=float64",
            "--out",
            run
        };
        return OwnProcess.start(Files.createDirectories(printed), List.of("-XX:TieredStopAtLevel=1"), words);
    }

    @BeforeAll
    static void aRunThatHasItsFolderForItself() throws IOException, InterruptedException {
        TinyImages.folder(place, 30, "red", "blue");
        assertThat(train(place.resolve("alone"), place.resolve("printed-alone")).waitFor())
                .isZero();
        expected = Receipt.read(new RunFolder(place.resolve("alone")).receipt());
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void oneTrainsAndTheOtherSaysWhoHoldsTheFolder(int pair) throws IOException, InterruptedException {
        Path run = place.resolve("run-" + pair);
        Path[] printed = {place.resolve("first-" + pair), place.resolve("second-" + pair)};
        Process[] both = {train(run, printed[0]), train(run, printed[1])};
        int[] codes = {both[0].waitFor(), both[1].waitFor()};
        String said = "%s %s"
                .formatted(Files.readString(printed[0].resolve("err")), Files.readString(printed[1].resolve("err")));
        assertThat(codes).as(said).containsExactlyInAnyOrder(0, Main.REFUSED);
        int loser = codes[0] == 0 ? 1 : 0;
        String refusal = Files.readString(printed[loser].resolve("err"));
        assertThat(refusal)
                .containsAnyOf(
                        "process " + both[1 - loser].pid() + ", which runs since 20",
                        "another process", // whose name was not written yet
                        "is not empty");
        System.out.printf("pair %s: %s", pair, refusal.substring(refusal.indexOf("chainrule train")));
        Receipt receipt = Receipt.read(new RunFolder(run).receipt());
        assertThat(receipt.weightsSha256()).isEqualTo(expected.weightsSha256());
        assertThat(receipt.historySha256()).isEqualTo(expected.historySha256());
        assertThat(run.resolve(".lock")).doesNotExist();
    }
}
