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
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Runs that are sick in a known way, really run, and healthy ones: each is told what it has and nothing else.
class SickRunsTest {
    @TempDir
    Path folder;

    private RunRecord run(String preset, String... settings) throws IOException {
        SettingsBuilder builder = new SettingsBuilder().preset(preset, "--preset");
        for (int i = 0; i < settings.length; i += 2) {
            builder.set(settings[i], settings[i + 1], "--set");
        }
        Path out = folder.resolve("run");
        TrainingRun.prepare(builder.build(), out).start(TrainingListener.none());
        return RunRecord.read(out); // what is said must stand in the folder
    }

    /// A small net on 300 of the bundled photographs.
    private RunRecord small(String... settings) throws IOException {
        String[] all = new String[settings.length + 6];
        System.arraycopy(new String[] {"model.hidden", "[32]", "epochs", "3", "data.limit", "300"}, 0, all, 0, 6);
        System.arraycopy(settings, 0, all, 6, settings.length);
        return run("quick-fc", all);
    }

    private static Finding first(RunRecord run) {
        List<Finding> findings = Findings.of(run);
        assertThat(findings).noneMatch(finding -> finding.tone() == Tone.FINE);
        assertThat(Findings.certain(run)).first().isEqualTo(findings.getFirst());
        return findings.getFirst();
    }

    @ParameterizedTest
    @CsvSource({"'{rule: adamw, decay: 6}'", "sgd"})
    void aRateOfTenDiverges(String rule) throws IOException {
        RunRecord run = small("optimizer", rule, "learning-rate.rate", "10");
        assertThat(first(run)).isInstanceOfSatisfying(TrainingFinding.Diverged.class, found -> {
            assertThat(found.rate()).isGreaterThan(2);
            assertThat(found.fellAt()).isEmpty();
            assertThat(found.usual().isPresent()).isEqualTo(!rule.equals("sgd"));
            assertThat(found.text()).contains("no smaller one was tried here");
        });
    }

    @Test
    void aConvNetAtARateOfFiveLosesAllUnitsOfALayer() throws IOException {
        RunRecord run = run(
                "quick",
                "model.kind",
                "two-convolutions",
                "optimizer",
                "sgd",
                "learning-rate",
                "{schedule: constant, rate: 5}",
                "penalties",
                "[]",
                "data.limit",
                "100",
                "epochs",
                "5");
        assertThat(first(run)).isInstanceOfSatisfying(TrainingFinding.SilentUnits.class, found -> {
            assertThat(found.silent()).isEqualTo(found.units()).isEqualTo(16);
            assertThat(found.rate()).isEqualTo(5);
        });
    }

    @Test
    void aRateOfAHundredMillionthIsFarTooSmall() throws IOException {
        RunRecord run = small("learning-rate.rate", "1e-8", "batch-size", "20");
        assertThat(first(run)).isInstanceOfSatisfying(TrainingFinding.RateTooSmall.class, found -> {
            assertThat(found.rate()).isEqualTo(1e-8);
            assertThat(found.movement()).isBetween(0.0, 1e-5);
        });
    }

    @ParameterizedTest
    @CsvSource({"0", "0.01"})
    void weightsThatStartEqualStayEqual(String value) throws IOException {
        RunRecord run = small("model.weights", "{rule: constant, value: " + value + "}", "model.hidden", "[16, 16]");
        assertThat(first(run))
                .isInstanceOfSatisfying(
                        TrainingFinding.Symmetric.class,
                        found -> assertThat(found.weights()).contains("W1", "W2"));
    }

    @Test
    void pixelsUpTo255AreInputsThatAreNotScaled() throws IOException {
        RunRecord run = small("data.preprocessing", "none");
        assertThat(first(run)).isInstanceOfSatisfying(StartFinding.UnscaledInputs.class, found -> {
            // The pixels of CIFAR-10: https://github.com/kuangliu/pytorch-cifar gives 0.4914, 0.4822, 0.4465 of 255
            assertThat(found.inputs().mean()).isBetween(117.0, 124.0);
            assertThat(found.inputs().deviation()).isBetween(58.0, 68.0);
        });
    }

    @Test
    void shuffledLabelsAreLearntByHeart() throws IOException {
        Random random = new Random(5);
        Path images = folder.resolve("coins");
        for (int i = 0; i < 300; i++) {
            BufferedImage image = new BufferedImage(6, 6, BufferedImage.TYPE_INT_RGB);
            for (int pixel = 0; pixel < 36; pixel++) {
                image.setRGB(pixel % 6, pixel / 6, random.nextInt(0x1000000));
            }
            Path side = Files.createDirectories(images.resolve(random.nextBoolean() ? "heads" : "tails"));
            ImageIO.write(image, "png", side.resolve(i + ".png").toFile());
        }
        RunRecord run = run(
                "quick-fc",
                "data.set",
                images.toString(),
                "data.split",
                "stratified",
                "model.hidden",
                "[64]",
                "epochs",
                "60",
                "batch-size",
                "20",
                "optimizer",
                "adam",
                "learning-rate",
                "3e-3");
        assertThat(first(run)).isInstanceOfSatisfying(GapFinding.LearntByHeart.class, found -> {
            assertThat(found.training()).isGreaterThan(0.95);
            assertThat(found.validation()).isBetween(0.3, 0.65);
        });
    }

    @Test
    void theCoursesNetAtAHundredthOfItsRateHardlyMoves() throws IOException {
        RunRecord run = run("cs231n-overfit-3", "learning-rate.rate", "1e-4", "model.precision", "float32");
        assertThat(first(run)).isInstanceOfSatisfying(TrainingFinding.HardlyMoves.class, found -> {
            assertThat(found.rate()).isEqualTo(1e-4);
            assertThat(found.accuracy()).isLessThan(0.3);
        });
        assertThat(Findings.of(run)).noneMatch(StartFinding.class::isInstance).noneMatch(GapFinding.class::isInstance);
    }

    @ParameterizedTest
    @CsvSource({"cs231n-overfit-3", "cs231n-overfit-5"})
    void aPresetThatLearnsAFewImagesByHeartIsToldThatItDid(String preset) throws IOException {
        RunRecord run = run(preset, "evaluation.every-epochs", "20", "model.precision", "float32");
        assertThat(Findings.of(run))
                .hasAtLeastOneElementOfType(GapFinding.FitsFewImages.class)
                .noneMatch(finding -> finding.tone() == Tone.ATTENTION);
    }
}
