package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.run.TrainingRun;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.optim.Progress;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressBarTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private long now = 5_000_000_000L;

    private ProgressBar bar(boolean terminal, int width) {
        return new ProgressBar(new PrintStream(shown, true, StandardCharsets.UTF_8), terminal, width, 50, () -> now);
    }

    private String text() {
        return shown.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theBarChangesNoBitOfARun(@TempDir Path folder) throws IOException {
        String images = TinyImages.folder(folder, 20, "red", "blue").toString();
        byte[] watched = weights(folder.resolve("watched"), images, bar(true, 80));
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
        return Files.readAllBytes(run.folder().weights());
    }

    @Test
    void withoutATerminalEachMeasurementIsOnePlainLine() {
        ProgressBar bar = bar(false, 80);
        bar.stepped(new Progress(1, 10, 40), 2.5, 0.1);
        bar.measured(new History.Measurement(1, 0, 0.125, 0.25));
        bar.stepped(new Progress(2, 10, 40), 1.5, 0.1);
        bar.measured(new History.Measurement(10, 1, 0.5, 0.5));
        bar.close();
        assertThat(text().lines())
                .containsExactly(
                        "epoch 0  step 1  loss 2.5000  train 12.5 %  val 25.0 %",
                        "epoch 1  step 10  loss 2.0000  train 50.0 %  val 50.0 %");
        assertThat(text().chars()).noneMatch(c -> c < ' ' && c != '\n' && c != '\r');
    }

    @Test
    void onATerminalOneLineIsRedrawnAtMostTenTimesASecond() {
        ProgressBar bar = bar(true, 200);
        for (int step = 1; step <= 1000; step++) {
            bar.stepped(new Progress(step, 100, 4000), 2, 0.1);
            now += 1_000_000;
        }
        bar.close();
        assertThat(text().chars().filter(c -> c == '\r')).hasSizeBetween(9, 11);
        assertThat(text().chars().filter(c -> c == '\n')).hasSize(1);
    }

    @Test
    void theLineSaysHowFarHowGoodHowFastAndHowLong() {
        ProgressBar bar = bar(true, 200);
        bar.measured(new History.Measurement(1, 0, 0.125, 0.25));
        now += 10_000_000_000L;
        bar.stepped(new Progress(1000, 100, 4000), 2, 0.1);
        assertThat(text())
                .contains(
                        "epoch 11/40 [#####---------------] loss 2.000  train 12.5 %  val 25.0 %  5,000 images/s  30 s"
                                + " left");
    }

    @Test
    void theLineIsNeverWiderThanTheTerminal() {
        for (int width : new int[] {0, 1, 10, 40}) {
            shown.reset();
            now += 1_000_000_000L;
            bar(true, width).stepped(new Progress(1, 100, 4000), 2, 0.1);
            String visible = text().replaceAll("\\u001b\\[[?0-9]*[A-Za-z]|[\\r\\n]", "");
            assertThat(visible.length()).isLessThanOrEqualTo(Math.max(0, width - 1));
        }
    }

    @Test
    void aTimeIsWrittenForPeople() {
        assertThat(ProgressBar.duration(44.6)).isEqualTo("45 s");
        assertThat(ProgressBar.duration(187)).isEqualTo("3:07");
        assertThat(ProgressBar.duration(7395)).isEqualTo("2:03:15");
    }
}
