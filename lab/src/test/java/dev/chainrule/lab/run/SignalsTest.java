package dev.chainrule.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.data.ImageDataset;
import dev.chainrule.format.FormatException;
import dev.chainrule.lab.dataset.Checksum;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SignalPlan;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Residual;
import dev.chainrule.layer.Sequential;
import dev.chainrule.model.Model;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.TrainingListener;
import dev.chainrule.train.TrainingResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalsTest {
    @TempDir
    Path folder;

    /// 8 steps of 10 images of 3×4×4 in float64, without validation images.
    private SettingsBuilder tiny(String... assignments) throws IOException {
        SettingsBuilder settings = new SettingsBuilder()
                .preset("quick-fc", "--preset")
                .set("data.set", TinyImages.folder(folder, 50).toString(), "--data")
                .set("augmentation", "{translate: 0, cutout: 0}", "--set")
                .set("model.hidden", "[8, 6]", "--hidden")
                .set("model.precision", "float64", "--precision")
                .set("batch-size", "10", "--batch-size")
                .set("epochs", "2", "--epochs");
        for (String assignment : assignments) {
            String[] pair = assignment.split("=", 2);
            settings.set(pair[0], pair[1], "--set");
        }
        return settings;
    }

    private RunRecord run(SettingsBuilder settings, String name) throws IOException {
        RunResult result =
                TrainingRun.prepare(settings.build(), folder.resolve(name)).start(TrainingListener.none());
        assertThat(result.warnings()).isEmpty();
        return RunRecord.read(folder.resolve(name));
    }

    /// Batch normalisation and dropout; convolutions with fused layers; residuals, a mean of the weights and
    /// clipping.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "model={kind: fully-connected, hidden: [8, 6], normalization: batch-norm, dropout: 0.5}",
                "model.layers=[{layer: convolution, filters: 4, kernel: 3, padding: 1}, batch-norm, relu, {layer:"
                        + " max-pool, size: 2}, {layer: dropout, keep: 0.7}, flatten, {layer: affine, outputs: 2}]",
                "model.layers=[{layer: residual, body: [{layer: convolution, filters: 3, kernel: 3, padding: 1},"
                        + " batch-norm, relu, {layer: sequence, layers: [{layer: dropout, keep: 0.7}, prelu]}]},"
                        + " global-average-pool, {layer: affine, outputs: 2}]"
            })
    void aRunHasTheSameBitsWhetherItIsRecordedOrNot(String network) throws IOException {
        String[] common = {
            network.startsWith("model.layers")
                    ? network.replace("model.layers=", "model={kind: layers, layers: ") + "}"
                    : network,
            "penalties=[{name: half-l2, strength: 1e-3}]",
            "clipping={by: norm, maximum: 1}",
            "weight-average={rule: lookahead, every: 3}",
            "final-weights=last"
        };
        run(tiny(common), "plain");
        String plain = Checksum.sha256(folder.resolve("plain/model.safetensors"));
        assertThat(folder.resolve("plain/signals.jsonl")).doesNotExist();
        for (String when : List.of("{every-steps: 1}", "{every-steps: 3}", "spread")) {
            RunRecord recorded = run(tiny(common).set("signals", when, "--set"), when.replaceAll("\\W", ""));
            assertThat(recorded.signals()).hasSizeGreaterThan(3);
            assertThat(Checksum.sha256(recorded.folder().model())).isEqualTo(plain);
            assertThat(recorded.folder().history()).hasSameBinaryContentAs(folder.resolve("plain/history.jsonl"));
        }
    }

    /// NumPy's mean, std and histogram of the same numbers.
    @Test
    void theDistributionOfNumbersIsThatOfNumPy() {
        Tensor numbers = Tensor.of(Precision.FLOAT32, Shape.of(2, 4), -2, -1, 0, 0, 0.5, 1, 2, 3.5);
        Distribution seen = Distribution.of(numbers, 4);
        assertThat(seen.mean()).isEqualTo(0.5);
        assertThat(seen.deviation()).isCloseTo(1.6007810593582121, within(1e-12));
        assertThat(List.of(seen.least(), seen.largest(), seen.zeros())).containsExactly(-2.0, 3.5, 0.25);
        assertThat(List.of(seen.low(), seen.high())).containsExactly(-2.0, 3.5);
        assertThat(seen.counts()).containsExactly(2, 3, 2, 1);
        assertThat(seen.size()).isCloseTo(Math.sqrt(22.5 / 8), within(1e-12));
    }

    @Test
    void numbersFarOutAreCountedInTheOutermostBin() {
        double[] values = new double[1000];
        values[0] = 1000;
        Distribution seen = Distribution.of(Tensor.of(Precision.FLOAT64, Shape.of(1000), values), 10);
        assertThat(seen.largest()).isEqualTo(1000);
        assertThat(seen.high()).isCloseTo(1 + 5 * Math.sqrt(999), within(1e-9));
        assertThat(seen.counts().getFirst()).isEqualTo(999);
        assertThat(seen.counts().getLast()).isEqualTo(1);
    }

    @Test
    void equalNumbersAndSuchAsAreNotFiniteHaveADistributionToo() {
        Distribution equal = Distribution.of(Tensor.of(Precision.FLOAT64, Shape.of(3), 7, 7, 7), 2);
        assertThat(equal.counts()).containsExactly(3, 0);
        Distribution infinite =
                Distribution.of(Tensor.of(Precision.FLOAT32, Shape.of(2), 1, Double.POSITIVE_INFINITY), 2);
        assertThat(infinite.mean()).isInfinite();
        assertThat(infinite.counts()).containsExactly(0, 0);
    }

    /// With plain SGD an update is the negative gradient times the rate; of affine layers with ReLU between them
    /// the outputs can be computed by hand.
    @Test
    void whatIsRecordedIsWhatHappens() throws IOException {
        SettingsBuilder settings = tiny("optimizer=sgd", "learning-rate={schedule: constant, rate: 0.125}")
                .set("signals.every-steps", "1", "--set")
                .set("penalties", "[]", "--set")
                .set("weight-average", "none", "--set")
                .set("clipping", "none", "--set")
                .set("sampling", "in-order", "--set");
        TrainingRun fresh = TrainingRun.prepare(settings.build(), folder.resolve("fresh"));
        List<Parameter> first = fresh.model().parameters();
        ImageDataset training = fresh.data().training(fresh.model().input());
        double[] x = training.batch(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, Precision.FLOAT64)
                .x()
                .toArray();
        double[] hidden = affine(x, first.get(0).value(), first.get(1).value());
        double[] norms =
                first.stream().mapToDouble(p -> norm(p.value().toArray())).toArray();

        Signals start = run(settings, "a").signals().getFirst();

        assertThat(start.step()).isEqualTo(1);
        assertThat(start.layers().stream().map(LayerSignal::layer))
                .containsExactly("Affine(48 → 8)", "Relu", "Affine(8 → 6)", "Relu", "Affine(6 → 2)");
        assertThat(start.layers().stream().map(LayerSignal::name))
                .containsExactly("W1", "2 Relu", "W2", "4 Relu", "W3");
        isOf(start.layers().get(0).outputs(), hidden);
        double[] rectified =
                Arrays.stream(hidden).map(value -> Math.max(0, value)).toArray();
        isOf(start.layers().get(1).outputs(), rectified);
        assertThat(start.layers().get(1).silent()).isEqualTo(silentColumns(rectified, 8) / 8.0);
        assertThat(start.weighted()).extracting(LayerSignal::name).containsExactly("W1", "W2", "W3");
        for (int i = 0; i < 3; i++) {
            WeightSignal weight = start.weighted().get(i).weights().getFirst();
            Distribution update = weight.update().orElseThrow();
            assertThat(update.mean()).isCloseTo(-0.125 * weight.gradient().mean(), within(1e-14));
            assertThat(update.deviation()).isCloseTo(0.125 * weight.gradient().deviation(), within(1e-14));
            assertThat(update.least()).isCloseTo(-0.125 * weight.gradient().largest(), within(1e-14));
            int count = first.get(2 * i).value().size();
            assertThat(weight.ratio().orElseThrow())
                    .isCloseTo(0.125 * weight.gradient().size() * Math.sqrt(count) / norms[2 * i], within(1e-10));
        }
    }

    private static double[] affine(double[] x, Tensor weight, Tensor bias) {
        int inputs = weight.shape().extent(0);
        int outputs = weight.shape().extent(1);
        double[] y = new double[x.length / inputs * outputs];
        for (int i = 0; i < y.length; i++) {
            y[i] = bias.get(i % outputs);
            for (int d = 0; d < inputs; d++) {
                y[i] += x[i / outputs * inputs + d] * weight.get(d, i % outputs);
            }
        }
        return y;
    }

    private static double norm(double... values) {
        return Math.sqrt(Arrays.stream(values).map(value -> value * value).sum());
    }

    private static double silentColumns(double[] rows, int columns) {
        return LongStream.range(0, columns)
                .filter(column -> LongStream.range(0, rows.length / columns)
                        .allMatch(row -> rows[(int) (row * columns + column)] == 0))
                .count();
    }

    private static void isOf(Distribution seen, double... values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double size = norm(values) / Math.sqrt(values.length);
        assertThat(seen.mean()).isCloseTo(mean, within(1e-10));
        assertThat(seen.size()).isCloseTo(size, within(1e-10));
        assertThat(seen.least()).isCloseTo(Arrays.stream(values).min().orElseThrow(), within(1e-10));
        double zeros = Arrays.stream(values).map(value -> value == 0 ? 1 : 0).sum();
        assertThat(seen.zeros() * values.length).isCloseTo(zeros, within(1e-9));
        assertThat(seen.counts().stream().mapToInt(Integer::intValue).sum()).isEqualTo(values.length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{recorded: never} | 7 | ''",
                "{recorded: spread, times: 3} | 7 | 1 4 7",
                "{recorded: spread, times: 4} | 8 | 1 4 6 8",
                "{recorded: spread, times: 9} | 4 | 1 2 3 4",
                "{recorded: spread, times: 1} | 4 | 1",
                "{recorded: spread, times: 2} | 1 | 1",
                "{every-steps: 3} | 7 | 1 3 6",
                "{every-steps: 100} | 7 | 1"
            })
    void stepsAreSpreadOverTheRun(String plan, long totalSteps, String expected) {
        SignalPlan signals =
                new SettingsBuilder().set("signals", plan, "--set").build().signals();
        assertThat(LongStream.rangeClosed(1, totalSteps)
                        .filter(step -> signals.isDue(step, totalSteps))
                        .boxed())
                .containsExactlyElementsOf(Arrays.stream(expected.split(" "))
                        .filter(step -> !step.isEmpty())
                        .map(Long::valueOf)
                        .toList());
    }

    @Test
    void aLineThatWasCutOffIsLeftOutAndADamagedOneIsRefused() throws IOException {
        RunRecord whole = run(tiny("signals.every-steps=4"), "a");
        assertThat(whole.signals()).extracting(Signals::step).startsWith(1L, 4L, 8L);
        Path file = whole.folder().signals();
        String text = Files.readString(file);
        int second = text.indexOf('\n') + 1;
        Files.writeString(file, text.substring(0, second + 100));
        assertThat(whole.signals()).extracting(Signals::step).containsExactly(1L);
        Files.writeString(file, text.substring(0, second) + text);
        assertThatThrownBy(whole::signals)
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(
                        "signals.jsonl at byte " + text.substring(0, second).getBytes(StandardCharsets.UTF_8).length)
                .hasMessageContaining("more than 1");
    }

    @Test
    void theStepThatDivergesIsRecordedWithoutAnUpdate() throws IOException {
        RunRecord run = run(tiny("learning-rate.rate=1e200", "signals.every-steps=1"), "a");
        assertThat(run.conclusion().orElseThrow().end()).isEqualTo(TrainingResult.End.DIVERGED);
        List<Signals> signals = run.signals();
        assertThat(signals).hasSize(Math.toIntExact(run.history().steps()) + 1);
        assertThat(signals.getLast().weighted().getFirst().weights().getFirst().update())
                .isEmpty();
        assertThat(signals.getLast().layers().getLast().outputs().mean()).isNaN();
    }

    /// Units that are dead in a fused layer, or within a residual, are dead units.
    @Test
    void silentUnitsAreFoundInsideFusedLayersAndResiduals() throws IOException {
        BatchNorm norm = new BatchNorm(BatchNorm.Settings.of(), Precision.FLOAT32, Shape.of(1, 3, 4, 4), "1");
        norm.parameters().getLast().value().setStored(1, -1e6);
        assertThat(inspected(norm.rectifiedAndPooled(), 3 * 2 * 2)).isEqualTo("1 of 3 in layer 1");
        assertThat(inspected(norm.rectified(), 3 * 4 * 4)).isEqualTo("1 of 3 in layer 1");
        assertThat(inspected(Residual.withIdentity(Sequential.of(norm, new Relu())), 3 * 4 * 4))
                .isEqualTo("1 of 3 in layer 2");
    }

    private String inspected(Layer layer, int outputs) throws IOException {
        Model model = Model.of(
                "mine",
                Shape.of(3, 4, 4),
                Precision.FLOAT32,
                layer,
                new Flatten(),
                Affine.zeros(Precision.FLOAT32, outputs, 2));
        RunData data = RunData.load(tiny().build().data());
        Inspection seen = new Inspector(model, data.training(model.input()), 10).inspect();
        return "%s of %s in layer %s".formatted(seen.silentUnits(), seen.rectifiedUnits(), seen.silentLayer());
    }
}
