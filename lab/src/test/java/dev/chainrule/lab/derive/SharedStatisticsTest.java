package dev.chainrule.lab.derive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.page.Csv;
import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.lab.page.SvgFile;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.GroupNorm;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Relu;
import dev.chainrule.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharedStatisticsTest {

    @Test
    void numbersThatShareAMeanAreFoundByTryingTheLayer() {
        List<SharedStatistics> all = SharedStatistics.ofAll();
        assertThat(all.stream().map(SharedStatistics::axes))
                .containsExactly("N·H·W", "N", "C·H·W", "C", "C/2·H·W", "H·W");
        assertThat(all.stream().map(SharedStatistics::size)).containsExactly(18, 3, 24, 4, 12, 6);
        assertThat(all.stream().map(SharedStatistics::means)).containsExactly(4, 24, 3, 18, 6, 12);
        assertThat(all.stream().map(SharedStatistics::acrossImages))
                .containsExactly(true, true, false, false, false, false);
    }

    /// The groups as the shapes of the layers say, index by index.
    @Test
    void groupsAreThoseOfTheIndices() {
        Shape images = Shape.of(2, 6, 3, 2);
        int[] channels =
                SharedStatistics.of("b", BatchNorm.Settings.of(), images).groups();
        int[] groups =
                SharedStatistics.of("g", GroupNorm.Settings.of(3), images).groups();
        assertThat(channels)
                .isEqualTo(IntStream.range(0, 72).map(i -> i / 6 % 6).toArray());
        assertThat(groups).isEqualTo(IntStream.range(0, 72).map(i -> i / 12).toArray());
        assertThat(SharedStatistics.of("g", GroupNorm.Settings.of(3), images).axes())
                .isEqualTo("C/3·H·W");
    }

    @Test
    void aLayerWithoutStatisticsHasNoGroups() {
        LayerSpec.Normalization none = at -> new Relu();
        assertThatThrownBy(() -> SharedStatistics.of("relu", none, Shape.of(2, 2, 1, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("SharedStatistics: number 0 of relu shares with others");
    }

    @Test
    void thePictureOfTheDocumentsIsWhatTheLayersGive() throws IOException {
        Path documents = Path.of("../docs/experiments");
        assertThat(documents.resolve("norm-cube-1.svg")).hasContent(SvgFile.of(SharedStatistics.picture()));
        assertThat(documents.resolve("norm-cube-1.csv")).hasContent(Csv.of(SharedStatistics.picture()));
        assertThat(Path.of("../README.md")).content().contains("docs/experiments/norm-cube-1.svg");
    }

    @Test
    void derivationsOfNormalisationsShowTheCubes() {
        for (Subject subject : Subject.values()) {
            boolean normalises = subject.id().endsWith("-norm");
            Derivation derivation = subject.derive(0);
            assertThat(derivation.text().contains("N·H·W     18 numbers   4 means"))
                    .as(subject.id())
                    .isEqualTo(normalises);
            assertThat(HtmlRenderer.render(derivation.report()).contains("instance norm"))
                    .as(subject.id())
                    .isEqualTo(normalises);
        }
    }
}
