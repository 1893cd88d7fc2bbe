package dev.chainrule.lab.demonstration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.data.LabeledImages;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.lab.dataset.BundledCifar10;
import dev.chainrule.lab.dataset.Partition;
import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.lab.run.DataOrigin;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.run.RunFiles;
import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WhitenedImagesTest {
    private static final int SIDE = 8;

    /// The middles of photographs.
    private static LabeledImages middles(LabeledImages whole) {
        byte[] pixels = new byte[whole.size() * 3 * SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            int row = 12 + i / SIDE % SIDE;
            pixels[i] = whole.pixels()[i / (SIDE * SIDE) * 1024 + row * 32 + 12 + i % SIDE];
        }
        return new LabeledImages(pixels, whole.labels(), Shape.of(3, SIDE, SIDE), whole.classNames());
    }

    @Test
    void smallPhotographsAreWhitenedAndShown() {
        BundledCifar10 bundle = BundledCifar10.load();
        Partition small = new Partition(middles(bundle.train()), middles(bundle.validation()), middles(bundle.test()));
        RunData data = new RunData(
                small,
                PixelScaling.of(PixelScaling.Kind.MEAN_IMAGE, small.train()),
                Integer.MAX_VALUE,
                new RunFiles(List.of()),
                new DataOrigin("middles", "", List.of()));
        List<Double> shares = new ArrayList<>();
        Demonstration.Shown shown = new WhitenedImages().shown(data, BaseSettings.Data.SAMPLE, shares::add);
        assertThat(shown.asExpected()).as(shown.answer()).isTrue();
        assertThat(shares).isSorted().endsWith(1.0);
        assertThat(shown.answer()).startsWith("144 of 192 components keep ").contains(" of 4000 training images.");
        assertThat(HtmlRenderer.render(shown.report()))
                .contains("Variance along each component", "component 144", "ZCA, epsilon 1e-5", "Is it white")
                .doesNotContain("NaN");
    }
}
