package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.lab.run.Receipt;
import dev.chainrule.lab.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs that are told to end by SIGINT or SIGTERM at random moments, and resumed.
///
/// `-Dchainrule.signals=200` signals so many runs instead of 4.
@DisabledOnOs(OS.WINDOWS)
class SignalledRunsTest {
    private static final int RUNS = Integer.getInteger("chainrule.signals", 4);
    private static final int EPOCHS = 300;

    @TempDir
    static Path place;

    private static Receipt expected;
    private static long millis;

    static IntStream seeds() {
        return IntStream.range(0, RUNS);
    }

    private static Process start(String name, Object... words) throws IOException {
        return OwnProcess.start(
                Files.createDirectories(place.resolve(name)), List.of("-XX:TieredStopAtLevel=1"), words);
    }

    private static Process train(String name) throws IOException {
        List<Object> words =
                new ArrayList<>(List.of("train", "--preset", "cs231n-adam", "--data", place.resolve("images")));
        words.addAll(
                List.of("--batch-size", 10, "--hidden", 20, "--epochs", EPOCHS, "--set", "model.precision=float64"));
        words.addAll(List.of("--out", place.resolve(name).resolve("run")));
        return start(name, words.toArray());
    }

    @BeforeAll
    static void aRunThatNobodyDisturbs() throws IOException, InterruptedException {
        TinyImages.folder(place, 30, "red", "blue");
        long start = System.nanoTime();
        assertThat(train("whole").waitFor()).isZero();
        millis = (System.nanoTime() - start) / 1_000_000;
        expected = Receipt.read(new RunFolder(place.resolve("whole/run")).receipt());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aRunThatIsSignalledKeepsItsStateAndComesToTheSameBits(int seed) throws IOException, InterruptedException {
        Random random = new Random(seed);
        String name = "run-" + seed;
        boolean interrupt = random.nextBoolean();
        Process process = train(name);
        boolean ended = process.waitFor((long) (random.nextDouble() * millis), TimeUnit.MILLISECONDS);
        RunFolder folder = new RunFolder(place.resolve(name).resolve("run"));
        if (!ended) {
            new ProcessBuilder("kill", interrupt ? "-INT" : "-TERM", String.valueOf(process.pid()))
                    .start()
                    .waitFor();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            if (process.exitValue() == 1) { // the signal came before Java had begun with anything of ours
                assertThat(place.resolve(name).resolve("out"))
                        .content()
                        .startsWith("Error occurred during initialization of VM");
            } else { // 0: it came after the last step
                assertThat(process.exitValue()).isIn(0, interrupt ? 130 : 143);
            }
        }
        if (process.exitValue() != 0) {
            Process next = Files.exists(folder.settings()) ? start(name, "resume", folder.path()) : train(name);
            assertThat(next.waitFor()).isZero();
        }
        Receipt receipt = Receipt.read(folder.receipt());
        assertThat(receipt.weightsSha256()).isEqualTo(expected.weightsSha256());
        assertThat(receipt.historySha256()).isEqualTo(expected.historySha256());
    }
}
