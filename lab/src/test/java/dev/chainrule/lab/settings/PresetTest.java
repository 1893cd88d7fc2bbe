package dev.chainrule.lab.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.train.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PresetTest {
    private static final Path FOLDER = Path.of("src/main/resources/dev/chainrule/lab/settings/presets");

    static List<String> names() {
        return Preset.names();
    }

    @Test
    void theIndexNamesEveryFileOnceAndTheDefaultFirst() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(names().stream().map(name -> name + ".yaml"))
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString())
                                    .filter(file -> !file.equals("index.txt"))
                                    .toList());
        }
        assertThat(names()).startsWith(Preset.quick().id());
    }

    @ParameterizedTest
    @MethodSource("names")
    void aDescriptionIsOneLine(String name) {
        assertThat(Preset.named(name, "test").description()).isNotBlank().doesNotContain("\n");
    }

    /// DD2424's default settings of assignment 3: two cycles of 5 · 45000 / 100 steps a way.
    @ParameterizedTest
    @MethodSource("ofAssignment3")
    void assignment3HasItsDefaultSettings(String name) {
        TrainingPlan plan = Preset.named(name, "test").settings().plan();
        assertThat(plan.descent().learningRate()).isEqualTo(new LearningRate.Cyclic(1e-1, 2250, 1e-5, false));
        assertThat(plan.objective().penalties()).isEqualTo(List.of(WeightPenalty.FullL2.of(0.005)));
        assertThat(plan.batchSize()).isEqualTo(100);
        assertThat(plan.epochs()).isEqualTo(2 * 2 * 2250 * 100 / 45000);
    }

    static List<String> ofAssignment3() {
        return List.of("kth-3-layer", "kth-3-layer-bn", "kth-9-layer", "kth-9-layer-bn");
    }

    @Test
    void onlyKnownNamesAreFound() {
        assertThat(Preset.find("quick")).map(Preset::id).hasValue("quick");
        assertThat(Preset.find("index.txt")).isEmpty();
        assertThat(Preset.find("../presets/quick")).isEmpty();
        assertThat(Preset.find("")).isEmpty();
    }
}
