package dev.chainrule.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.format.FormatException;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.zoo.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    @TempDir
    Path folder;

    private static Model model(long seed, Integer... hidden) {
        return ModelBuilder.build(
                Models.fullyConnectedNet(6, List.of(hidden), 3, 0.1).withPrecision(Precision.FLOAT64),
                new NumpyRandom(seed));
    }

    private Path saved(Model model) throws IOException {
        Path file = folder.resolve("weights.safetensors");
        Checkpoint.save(file, model);
        return file;
    }

    @Test
    void aLoadedModelHasTheBitsOfTheSavedOne() throws IOException {
        Model model = model(1, 5, 4);
        Model other = model(2, 5, 4);
        Checkpoint.load(saved(model), other);
        for (int i = 0; i < model.parameters().size(); i++) {
            assertThat(other.parameters().get(i).value().toArray())
                    .isEqualTo(model.parameters().get(i).value().toArray());
        }
    }

    @Test
    void weightsOfAnotherShapeAreRefusedNamingBothAndTheModelStaysAsItWas() throws IOException {
        Model other = model(2, 5, 3);
        double[] before = other.parameters().getFirst().value().toArray();
        assertThatThrownBy(() -> Checkpoint.load(saved(model(1, 5, 4)), other))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("tensor 'W2' (5, 4) does not fit W2 (5, 3) of FullyConnectedNet");
        assertThat(other.parameters().getFirst().value().toArray()).isEqualTo(before);
    }

    @Test
    void aMissingTensorIsNamed() {
        assertThatThrownBy(() -> Checkpoint.load(saved(model(1, 3)), model(2, 3, 3)))
                .hasMessageContaining("tensor 'W3' (3, 3) is missing");
    }

    @Test
    void aSuperfluousTensorIsNamed() {
        assertThatThrownBy(() -> Checkpoint.load(saved(model(1, 3, 3)), model(2, 3)))
                .hasMessageContaining("tensor 'W3' is superfluous");
    }

    @Test
    void anotherPrecisionIsRefused() {
        ModelSpec single = model(1, 3).spec().withPrecision(Precision.FLOAT32);
        assertThatThrownBy(() -> Checkpoint.load(saved(model(1, 3)), ModelBuilder.build(single, new NumpyRandom(1))))
                .hasMessageContaining("'W1' of FLOAT64 does not fit FLOAT32");
    }
}
