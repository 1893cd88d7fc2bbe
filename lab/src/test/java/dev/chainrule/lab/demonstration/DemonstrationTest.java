package dev.chainrule.lab.demonstration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.lab.experiment.Experiments;
import dev.chainrule.lab.settings.BaseSettings;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemonstrationTest {
    @Test
    void namesDoNotCollideWithThoseOfExperiments() {
        assertThat(Demonstrations.all().stream().map(Demonstration::id))
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(Experiments.names());
        assertThat(Demonstrations.named("cs231n-image-filters")).isPresent();
        assertThat(Demonstrations.named("cs231n-dropout")).isEmpty();
    }

    @Test
    void theCubesSayOverWhichAxesEachLayerTakesItsMean() {
        Demonstration.Shown shown = new NormCube().show(BaseSettings.Data.SAMPLE, share -> {});

        assertThat(shown.asExpected()).isTrue();
        assertThat(shown.answer())
                .startsWith("Of 72 numbers, batch norm brings 18 together to mean 0 and deviation 1 (over N·H·W), layer"
                        + " norm 24 over C·H·W, group norm 12 over C/2·H·W, and instance norm 6 over H·W.");
    }

    @Test
    void filtersMakePhotographsGreyAndFindEdges(@TempDir Path folder) throws IOException {
        Demonstration.Shown shown = new ImageFilters().show(BaseSettings.Data.SAMPLE, share -> {});
        shown.write(folder);

        assertThat(shown.asExpected()).isTrue();
        assertThat(folder.resolve("report.html")).content().contains("a photograph of a cat", "edges");
    }
}
