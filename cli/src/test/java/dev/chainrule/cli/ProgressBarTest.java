package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.run.TrainingRun;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.Progress;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingListener;
import dev.chainrule.train.TrainingPlan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressBarTest {
    private static final long SECOND = 1_000_000_000;

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(shown, true, StandardCharsets.UTF_8);
    private long now = 5 * SECOND;
    private int width = 200;

    /// A display of 40 epochs of 100 steps of 50 images.
    private ProgressBar bar(boolean terminal) {
        return bar(terminal, 40, 100);
    }

    private ProgressBar bar(boolean terminal, int epochs, long stepsPerEpoch) {
        TrainingPlan plan = TrainingPlan.of(epochs, 50, Adam.of(), new LearningRate.Constant(1e-3));
        return new ProgressBar(
                new StatusLine(out, new Terminal(terminal, () -> width)),
                new RunProgress(plan, stepsPerEpoch, () -> now),
                () -> now);
    }

    private String text() {
        return shown.toString(StandardCharsets.UTF_8);
    }

    /// What was drawn last.
    private String drawn() {
        String[] all = text().split("\r", -1);
        return all[all.length - 1].stripTrailing();
    }

    @Test
    void theBarChangesNoBitOfARun(@TempDir Path folder) throws IOException {
        String images = TinyImages.folder(folder, 20, "red", "blue").toString();
        byte[] watched = weights(folder.resolve("watched"), images, bar(true));
        assertThat(watched).isEqualTo(weights(folder.resolve("alone"), images, TrainingListener.none()));
    }

    private static byte[] weights(Path out, String images, TrainingListener listener) throws IOException {
        SettingsBuilder settings = new SettingsBuilder()
                .preset("quick-fc", "--preset")
                .set("data.set", images, "--data")
                .set("batch-size", "5", "--batch-size")
                .set("epochs", "2", "--epochs");
        RunRecord run =
                TrainingRun.prepare(settings.build(), out).start(listener).record();
        return Files.readAllBytes(run.folder().model());
    }

    @Test
    void anEpochIsOnePlainLineWithTheLossOfItsLastStep() {
        ProgressBar bar = bar(false, 4, 10);
        now += 2 * SECOND;
        bar.stepped(new Progress(1, 10, 40), 2.5, 0.1);
        bar.measured(new History.Measurement(1, 0, 0.125, 0.25));
        now += 6 * SECOND;
        bar.stepped(new Progress(10, 10, 40), 1.5, 0.1);
        bar.measured(new History.Measurement(10, 1, 0.5, Double.NaN));
        bar.close();
        assertThat(text().lines())
                .containsExactly(
                        "epoch 0/4  step 1  last loss 2.500  train 12.5 %  val 25.0 %  rate 0.1  in 2.0 s",
                        "epoch 1/4  step 10  last loss 1.500  train 50.0 %  val –  rate 0.1  in 6.0 s");
        assertThat(text().chars()).noneMatch(c -> c < ' ' && c != '\n');
    }

    @Test
    void anEpochWithoutAMeasurementHasItsLineToo() {
        ProgressBar bar = bar(false, 3, 2);
        for (int step = 1; step <= 6; step++) {
            bar.stepped(new Progress(step, 2, 6), step, 0.5);
            if (step == 4) {
                bar.measured(new History.Measurement(4, 2, 0.5, 0.5));
            }
        }
        bar.close();
        assertThat(text().lines().map(line -> line.substring(0, 32)))
                .containsExactly(
                        "epoch 1/3  step 2  last loss 2.0",
                        "epoch 2/3  step 4  last loss 4.0",
                        "epoch 3/3  step 6  last loss 6.0");
    }

    @Test
    void aLongEpochSaysEveryTenSecondsWithoutATerminalHowFarItIs() {
        ProgressBar bar = bar(false, 2, 1000);
        for (int step = 1; step <= 999; step++) {
            now += SECOND / 20;
            bar.stepped(new Progress(step, 1000, 2000), 2, 0.1);
        }
        assertThat(text().lines())
                .hasSize(4)
                .first()
                .isEqualTo("epoch 1/2  1:30 left  last loss 2.000  1,000 images/s");
    }

    @Test
    void onATerminalOneLineIsRedrawnAtMostTenTimesASecond() {
        ProgressBar bar = bar(true, 2, 2000);
        for (int step = 1; step <= 1000; step++) {
            bar.stepped(new Progress(step, 100, 4000), 2, 0.1);
            now += 1_000_000;
        }
        assertThat(text().chars().filter(c -> c == '\r')).hasSizeBetween(9, 11);
        assertThat(text()).doesNotContain("\n");
    }

    @Test
    void tenThousandEpochsOfOneStepAreNoFlood() {
        for (boolean terminal : new boolean[] {false, true}) {
            shown.reset();
            ProgressBar bar = bar(terminal, 10_000, 1);
            for (int step = 1; step <= 10_000; step++) {
                now += SECOND / 2000;
                bar.stepped(new Progress(step, 1, 10_000), 2, 0.1);
                bar.measured(new History.Measurement(step, step, 0.5, 0.5));
            }
            bar.close();
            assertThat(text().chars().filter(c -> c == '\n')).hasSizeBetween(4, 7);
            assertThat(text()).contains("epoch 10000/10000  ");
            assertThat(text().length()).isLessThan(20_000);
        }
    }

    @Test
    void theLineOfAnEpochStaysAboveTheBar() {
        ProgressBar bar = bar(true);
        bar.begin();
        bar.stepped(new Progress(100, 100, 4000), 2, 0.1);
        bar.measured(new History.Measurement(100, 1, 0.5, 0.5));
        bar.stepped(new Progress(101, 100, 4000), 2, 0.1);
        String[] lines = text().split("\n", -1);
        assertThat(lines).hasSize(2);
        assertThat(lines[0]).contains("\repoch  1/40  step 100  last loss 2.000  train 50.0 %  val 50.0 %");
        assertThat(lines[1]).startsWith("\r[").contains("epoch 2/40  ");
        bar.close();
        assertThat(drawn()).isEmpty();
    }

    @Test
    void theBarSaysHowFarHowGoodHowFastAndHowLong() {
        ProgressBar bar = bar(true);
        bar.measured(new History.Measurement(1, 0, 0.125, 0.25));
        now += 10 * SECOND;
        bar.stepped(new Progress(1, 100, 4000), 2, 0.1);
        for (int step = 2; step <= 1001; step++) {
            now += SECOND / 100;
            bar.stepped(new Progress(step, 100, 4000), step, 0.1);
        }
        assertThat(drawn())
                .isEqualTo(
                        "[#####---------------]  epoch 11/40  30 s left  last loss 1001  val 25.0 %  2,503 images/s");
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 60, 80, 120, 200})
    void atAnyWidthTimeLeftThenLossThenAccuracyAreThere(int columns) {
        width = columns;
        for (double seconds : new double[] {0.1, 1, 30, 80}) {
            shown.reset();
            ProgressBar bar = bar(true);
            bar.measured(new History.Measurement(0, 0, 0.125, 0.963));
            for (int step = 1; step <= 3; step++) {
                now += (long) (seconds * SECOND);
                bar.stepped(new Progress(step, 100, 4000), 0.00052, 0.1);
            }
            assertThat(drawn()).contains(" left", "loss 0.00052", "val 96.3 %").hasSizeLessThan(columns - 2);
            assertThat(drawn().contains("1/40")).isEqualTo(columns >= 60);
            assertThat(drawn().contains(" images/s")).isEqualTo(columns >= 80);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 20, 40})
    void noLineIsAsWideAsTheTerminal(int columns) {
        width = columns;
        ProgressBar bar = bar(true);
        bar.begin();
        for (int step = 99; step <= 101; step++) {
            now += SECOND;
            bar.stepped(new Progress(step, 100, 4000), 2, 0.1);
        }
        bar.measured(new History.Measurement(101, 1, 0.5, 0.5));
        bar.close();
        List<String> lines = Arrays.asList(text().split("[\r\n]", -1));
        assertThat(lines).allMatch(line -> line.length() <= Math.max(0, columns - 1));
        assertThat(columns < 10 || lines.stream().anyMatch(line -> !line.isBlank()))
                .isTrue();
    }

    @Test
    void aTerminalThatIsResizedIsAskedAgain() {
        ProgressBar bar = bar(true);
        bar.stepped(new Progress(1, 100, 4000), 2, 0.1);
        int before = drawn().length();
        width = 40;
        now += SECOND;
        bar.stepped(new Progress(2, 100, 4000), 2, 0.1);
        assertThat(before).isGreaterThan(60);
        assertThat(drawn()).hasSizeLessThan(40).contains(" left");
    }

    @Test
    void withoutValidationImagesTheBarShowsTheTrainingAccuracy() {
        ProgressBar bar = bar(true);
        bar.measured(new History.Measurement(1, 0, 0.125, Double.NaN));
        now += SECOND;
        bar.stepped(new Progress(1, 100, 4000), Double.NaN, 0.1);
        assertThat(drawn()).contains("train 12.5 %").doesNotContain("NaN").doesNotContain("val");
    }
}
