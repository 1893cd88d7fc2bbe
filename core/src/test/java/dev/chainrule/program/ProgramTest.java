package dev.chainrule.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.check.CheckReport;
import dev.chainrule.data.ArrayDataset;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.model.Checkpoint;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Shape;
import dev.chainrule.train.MemoryNeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Programs as users write them, which have to stay short.
class ProgramTest {
    private static final NumpyRandom RANDOM = new NumpyRandom(5);

    /// Images of 8 × 8 pixels, of which one quarter is brighter: its number is the class.
    private static float[][] images(int[] labels) {
        float[][] images = new float[labels.length][64];
        for (int n = 0; n < labels.length; n++) {
            for (int i = 0; i < 64; i++) {
                int quarter = 2 * (i / 32) + i % 8 / 4;
                images[n][i] = (float) (RANDOM.nextGaussian() + (quarter == labels[n] ? 1 : 0));
            }
        }
        return images;
    }

    private static int[] labels(int examples, int classes) {
        return RANDOM.choice(classes, examples);
    }

    @Test
    void aConvNetLearnsArrays() {
        int[] labels = labels(400, 4);
        assertThat(ConvNetOnArrays.run(images(labels), labels)).isGreaterThan(0.95);
    }

    @Test
    void partsOfAUsersOwnTrainAreCheckedSavedAndLoaded(@TempDir Path folder) throws IOException {
        int[] labels = labels(200, 2);
        ArrayDataset data = new ArrayDataset(images(labels), labels, Shape.of(64), 2);
        Path file = folder.resolve("own.safetensors");
        CheckReport report = OwnParts.run(data, file);
        assertThat(report.passed()).as("%s", report).isTrue();
        assertThat(report.tensors()).extracting(tensor -> tensor.what()).contains("W1", "b2");
        Model loaded = ModelBuilder.build(OwnParts.SPEC, new NumpyRandom(3));
        assertThat(Evaluation.of(loaded, data).accuracy()).isLessThan(0.8);
        Checkpoint.load(file, loaded);
        assertThat(Evaluation.of(loaded, data).accuracy()).isGreaterThan(0.9);
        assertThat(MemoryNeed.of(loaded, data, OwnParts.PLAN).step().perExample())
                .isGreaterThan(8 * Float.BYTES);
    }

    @ParameterizedTest
    @CsvSource({"ConvNetOnArrays, 12", "OwnParts, 40"})
    void programsAreShort(String name, int most) throws IOException {
        Path file = Path.of("src/test/java/dev/chainrule/program", name + ".java");
        try (var lines = Files.lines(file)) {
            assertThat(lines.map(String::strip)
                            .filter(line -> !line.isEmpty() && !line.matches("(import|package|//|@Override).*")))
                    .hasSizeLessThanOrEqualTo(most);
        }
    }
}
