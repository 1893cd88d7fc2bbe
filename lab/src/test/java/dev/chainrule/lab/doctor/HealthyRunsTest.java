package dev.chainrule.lab.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.lab.page.Block.Tone;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.run.TrainingRun;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.train.TrainingListener;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Runs that learn what there is to learn, with whatever rule, schedule and network: none is told that something is
/// wrong with it.
class HealthyRunsTest {
    @TempDir
    static Path folder;

    private static Path images;

    /// Images in three classes by their colour, with noise.
    @BeforeAll
    static void makeImages() throws IOException {
        Random random = new Random(1);
        images = folder.resolve("images");
        for (int label = 0; label < 3; label++) {
            Path side = Files.createDirectories(images.resolve(new String[] {"blue", "green", "red"}[label]));
            for (int i = 0; i < 400; i++) {
                BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
                for (int pixel = 0; pixel < 16; pixel++) {
                    image.setRGB(pixel % 4, pixel / 4, (0x50 << (8 * label)) + random.nextInt(0x80) * 0x010101);
                }
                ImageIO.write(image, "png", side.resolve(i + ".png").toFile());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "fully-connected, sgd, 0.05",
        "fully-connected, sgd, '{schedule: cosine, rate: 0.1}'",
        "fully-connected, '{rule: momentum, momentum: 0.9}', 0.02",
        "fully-connected, '{rule: nesterov, momentum: 0.9, form: buffer}', '{schedule: one-cycle, rate: 0.05}'",
        "fully-connected, adagrad, 0.01",
        "fully-connected, rmsprop, 1e-3",
        "fully-connected, adam, 2e-3",
        "fully-connected, adam, '{schedule: exponential, rate: 5e-3, decay: 0.1}'",
        "fully-connected, adam, '{schedule: step, rate: 5e-3, epochs: 3}'",
        "fully-connected, adam, '{schedule: cyclic, rate: 5e-3, half-cycle: 40}'",
        "fully-connected, adam, '{schedule: reduce-on-plateau, rate: 5e-3}'",
        "fully-connected, '{rule: adamw, decay: 0.1}', '{schedule: inverse-time, rate: 5e-3}'",
        "kth, sgd, 0.05",
        "kth, adam, 2e-3",
        "two-layer, '{rule: momentum, momentum: 0.9}', 0.05",
        "two-layer, adam, 5e-3",
        "two-convolutions, sgd, 0.05",
        "two-convolutions, adam, 2e-3",
        "two-convolutions, '{rule: nesterov, momentum: 0.9, form: buffer}', '{schedule: one-cycle, rate: 0.02}'",
        "two-convolutions, rmsprop, 1e-3"
    })
    void aHealthyRunIsNotToldThatItIsSick(String net, String rule, String rate) throws IOException {
        SettingsBuilder builder = new SettingsBuilder()
                .preset("quick-fc", "--preset")
                .set("data.set", images.toString(), "--data")
                .set("data.split", "stratified", "--split")
                .set("data.preprocessing", "standardized-channel", "--preprocessing")
                .set("model.kind", net, "--model")
                .set("optimizer", rule, "--optimizer")
                .set("learning-rate", rate, "--learning-rate")
                .set("batch-size", "24", "--batch-size")
                .set("epochs", "8", "--epochs");
        if (!net.equals("two-convolutions")) {
            builder.set("model.hidden", "[24]", "--hidden");
        }
        Path out = Files.createTempDirectory(folder, "run").resolve("run");
        TrainingRun.prepare(builder.build(), out).start(TrainingListener.none());
        RunRecord run = RunRecord.read(out);
        assertThat(run.validation().orElseThrow().accuracy()).isGreaterThan(0.9);
        assertThat(Findings.of(run)).noneMatch(finding -> finding.tone() == Tone.ATTENTION);
        assertThat(Findings.certain(run)).isEmpty();
    }
}
