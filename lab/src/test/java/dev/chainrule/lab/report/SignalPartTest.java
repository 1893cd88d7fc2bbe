package dev.chainrule.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.lab.page.Report;
import dev.chainrule.lab.run.Distribution;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.run.Signals;
import dev.chainrule.lab.run.TinyImages;
import dev.chainrule.lab.run.TrainingRun;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignalPartTest {
    @TempDir
    Path folder;

    private RunRecord run(String... assignments) throws IOException {
        SettingsBuilder settings = new SettingsBuilder()
                .preset("quick-fc", "--preset")
                .set("data.set", TinyImages.folder(folder, 50).toString(), "--data")
                .set("augmentation", "{translate: 0, cutout: 0}", "--set")
                .set("model.hidden", "[8, 6]", "--hidden")
                .set("batch-size", "10", "--batch-size")
                .set("epochs", "2", "--epochs");
        for (String assignment : assignments) {
            String[] pair = assignment.split("=", 2);
            settings.set(pair[0], pair[1], "--set");
        }
        return TrainingRun.prepare(settings.build(), folder.resolve("run"))
                .start(TrainingListener.none())
                .record();
    }

    private static <B extends Block> Stream<B> all(Class<B> type, List<Block> blocks) {
        return blocks.stream()
                .flatMap(block -> block instanceof Block.Details details ? details.blocks().stream() : Stream.of(block))
                .filter(type::isInstance)
                .map(type::cast);
    }

    @Test
    void nothingIsShownOfARunThatRecordedNothing() throws IOException {
        RunRecord run = run();
        assertThat(new SignalPart(run, run.signals()).blocks()).isEmpty();
    }

    @Test
    void theChartsShowWhatWasRecorded() throws IOException {
        RunRecord run = run("signals.every-steps=1");
        List<Signals> signals = run.signals();
        List<Block> blocks = new SignalPart(run, signals).blocks();

        List<Block.LineChart> charts = all(Block.LineChart.class, blocks).toList();
        assertThat(charts)
                .extracting(Block.LineChart::title)
                .containsExactly(
                        "Outputs by layer", "Outputs that are 0", "Gradients by layer", "Updates beside weights");
        assertThat(charts.getFirst().series())
                .extracting(Block.Series::name)
                .containsExactly("W1", "2 Relu", "W2", "4 Relu", "W3");
        Block.Series last = charts.get(2).series().getLast();
        assertThat(last.name()).isEqualTo("W3");
        assertThat(last.y()[4])
                .isEqualTo(signals.get(4)
                        .weighted()
                        .getLast()
                        .weights()
                        .getFirst()
                        .gradient()
                        .deviation());
        assertThat(last.x()[4]).isCloseTo(5.0 / run.beginning().stepsPerEpoch(), within(1e-12));
        assertThat(charts.get(3).guides()).extracting(Block.Guide::y).containsExactly(1e-3);
        assertThat(charts.get(3).y().scale()).isEqualTo(Block.Axis.Scale.LOGARITHMIC);

        List<Block.Density> densities = all(Block.Density.class, blocks).toList();
        assertThat(densities).hasSize(3 + 2 * 3);
        Distribution outputs = signals.getFirst().layers().getFirst().outputs();
        assertThat(densities.getFirst().shares()[0]).hasSize(60);
        assertThat(Arrays.stream(densities.getFirst().shares()[0]).sum()).isCloseTo(1 - outputs.zeros(), within(1e-9));
        assertThat(HtmlRenderer.render(new Report("signals", blocks))).contains("Gradient with respect to W2");
    }

    /// A run of 8 steps at such a rate ends at its second step, all of whose numbers are infinite.
    @Test
    void aRunThatDivergesIsShownToo() throws IOException {
        RunRecord run = run("learning-rate.rate=1e30", "signals.every-steps=1");
        String page = HtmlRenderer.render(new Report("signals", new SignalPart(run, run.signals()).blocks()));
        assertThat(page).contains("Inside the network").doesNotContain("NaN");
    }

    @Test
    void ofManyLayersSomeAreShownTheFirstAndTheLastAmongThem() {
        assertThat(SignalPart.some(List.of(1, 2, 3), 3)).containsExactly(1, 2, 3);
        assertThat(SignalPart.some(List.of(1, 2, 3, 4, 5, 6, 7), 3)).containsExactly(1, 4, 7);
    }

    @Test
    void histogramsOfDifferentRangesLieOnOneAxisAndZerosAreLeftOut() {
        Distribution halves = new Distribution(0, 0, 0, 0, 0.25, -1, 3, List.of(2, 4, 0, 2));
        assertThat(halves.shares(-1, 0, 1, 2, 3)).containsExactly(0.25, 0.25, 0, 0.25);
        assertThat(halves.shares(-2, 0.5, 3)).containsExactly(0.25 + 0.125, 0.125 + 0.25);
        Distribution equal = new Distribution(7, 0, 7, 7, 0, 7, 7, List.of(3, 0));
        assertThat(equal.shares(0, 7, 9)).containsExactly(0, 1);
        Distribution unknown = new Distribution(0, 0, 0, 0, 0, 0, 0, List.of(0, 0));
        assertThat(unknown.shares(0, 1)).containsExactly(Double.NaN);
    }
}
