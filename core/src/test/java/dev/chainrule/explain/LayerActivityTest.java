package dev.chainrule.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.data.ArrayDataset;
import dev.chainrule.data.Dataset;
import dev.chainrule.explain.LayerActivity.Excitation;
import dev.chainrule.explain.LayerActivity.Unit;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.model.Model;
import dev.chainrule.settings.OutOfRangeException;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LayerActivityTest {
    /// Every second example, from the last on: two whole batches and a part.
    private static final int[] EXAMPLES =
            IntStream.range(0, 230).map(i -> 2 * (229 - i)).toArray();

    private static Model model(boolean images, Precision precision) {
        return images ? Networks.ofImages(precision) : Networks.ofRows(precision);
    }

    static Dataset data(Model model, int count) {
        Tensor x = Networks.examples(model, count);
        double[] values = x.toArray();
        int size = model.input().size();
        double[][] rows = new double[count][size];
        for (int n = 0; n < count; n++) {
            System.arraycopy(values, n * size, rows[n], 0, size);
        }
        return new ArrayDataset(rows, new int[count], model.input(), 3);
    }

    private static List<LayerActivity> activity(Model model, Set<String> shown, int top) {
        return LayerActivity.of(model, data(model, 460), EXAMPLES, shown, top, share -> {});
    }

    @ParameterizedTest
    @EnumSource
    void isThatOfAPlainLoopOverTheOutputs(Precision precision) {
        for (boolean images : List.of(true, false)) {
            Model model = model(images, precision);
            Trace trace =
                    Trace.of(model, data(model, 460).batch(EXAMPLES, precision).x());

            List<LayerActivity> layers = activity(model, Set.of(), 1);

            assertThat(layers).extracting(LayerActivity::name).isEqualTo(Trace.names(model));
            for (LayerActivity layer : layers) {
                Tensor output = trace.output(layer.name());
                assertThat(layer.output()).isEqualTo(output.shape().withoutFirst());
                assertThat(layer.rectified()).isEqualTo(layer.name().startsWith("relu"));
                for (int unit = 0; unit < layer.units().size(); unit++) {
                    matches(layer.units().get(unit), of(output, unit));
                }
            }
            assertThat(layers.getLast().units()).hasSize(3);
        }
    }

    /// All outputs of a unit.
    private static double[] of(Tensor output, int unit) {
        Shape shape = output.shape();
        int pixels = shape.rank() == 4 ? shape.extent(2) * shape.extent(3) : 1;
        double[] all = output.toArray();
        return IntStream.range(0, shape.extent(0) * pixels)
                .mapToDouble(i -> all[(i / pixels * shape.extent(1) + unit) * pixels + i % pixels])
                .toArray();
    }

    private static void matches(Unit unit, double... outputs) {
        double sum = 0;
        double largest = Double.NEGATIVE_INFINITY;
        int positive = 0;
        int zero = 0;
        for (double value : outputs) {
            sum += value;
            largest = Math.max(largest, value);
            positive += value > 0 ? 1 : 0;
            zero += value == 0 ? 1 : 0;
        }
        assertThat(unit.active()).isEqualTo((double) positive / outputs.length);
        assertThat(unit.mean()).isCloseTo(sum / outputs.length, within(1e-9));
        assertThat(unit.largest()).isEqualTo(largest);
        assertThat(unit.silent()).isEqualTo(zero == outputs.length);
        assertThat(unit.top()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theExamplesThatExciteAUnitMostAreThoseOfASort(Precision precision) {
        Model model = Networks.ofImages(precision);
        Trace trace =
                Trace.of(model, data(model, 460).batch(EXAMPLES, precision).x());

        List<LayerActivity> layers = activity(model, Set.of("relu-1", "relu-3", "affine-2"), 120);

        for (LayerActivity layer : layers) {
            boolean shown = Set.of("relu-1", "relu-3", "affine-2").contains(layer.name());
            for (int unit = 0; unit < layer.units().size(); unit++) {
                assertThat(layer.units().get(unit).top())
                        .isEqualTo(shown ? sorted(trace.output(layer.name()), unit, 120) : List.of());
            }
        }
    }

    private static List<Excitation> sorted(Tensor output, int unit, int top) {
        double[] outputs = of(output, unit);
        int pixels = outputs.length / EXAMPLES.length;
        int width = output.shape().rank() == 4 ? output.shape().extent(3) : 1;
        List<Excitation> all = new ArrayList<>();
        for (int n = 0; n < EXAMPLES.length; n++) {
            int first = n * pixels;
            int best = IntStream.range(0, pixels)
                    .boxed()
                    .max(Comparator.<Integer>comparingDouble(pixel -> outputs[first + pixel])
                            .thenComparing(Comparator.reverseOrder()))
                    .orElseThrow();
            all.add(new Excitation(EXAMPLES[n], outputs[first + best], best / width, best % width));
        }
        all.sort(Comparator.comparingDouble(Excitation::value).reversed());
        return all.subList(0, top);
    }

    @ParameterizedTest
    @EnumSource
    void unitsThatAreNeverOnAreDead(Precision precision) {
        Model model = Networks.ofImages(precision);
        model.parameter("b2").value().set(-1000, 4);
        model.parameter("b3").value().set(-1000, 7);

        List<LayerActivity> layers = activity(model, Set.of(), 1);

        for (LayerActivity layer : layers) {
            switch (layer.name()) {
                case "relu-2" -> assertThat(layer.dead()).containsExactly(4);
                case "relu-3" -> assertThat(layer.dead()).containsExactly(7);
                default -> assertThat(layer.dead()).isEmpty();
            }
        }
    }

    @Test
    void isTheSameForAnyNumberOfThreads() throws Exception {
        Model model = Networks.ofImages(Precision.FLOAT32);
        try (Parallel one = Parallel.ofThreads(1);
                Parallel three = Parallel.ofThreads(3)) {
            assertThat(Parallel.with(one, () -> activity(model, Set.of("relu-1"), 5)))
                    .isEqualTo(Parallel.with(three, () -> activity(model, Set.of("relu-1"), 5)));
        }
    }

    @Test
    void tellsHowFarItIs() {
        Model model = Networks.ofRows(Precision.FLOAT32);
        List<Double> progress = new ArrayList<>();
        LayerActivity.of(model, data(model, 460), EXAMPLES, Set.of(), 1, progress::add);
        assertThat(progress).containsExactly(100 / 230.0, 200 / 230.0, 1.0);
    }

    @Test
    void namesWhatDoesNotFit() {
        Model model = Networks.ofRows(Precision.FLOAT32);
        Dataset data = data(model, 5);
        assertThatThrownBy(() -> LayerActivity.of(model, data, new int[] {0, 5}, Set.of(), 1, share -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("LayerActivity: example 5 does not fit a data set of 5; expected 0 to 4");
        assertThatThrownBy(() -> LayerActivity.of(model, data, new int[0], Set.of("relu-1"), 1, share -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("LayerActivity: no example is given; expected one or more");
        assertThatThrownBy(() -> LayerActivity.of(model, data, new int[] {0, 1}, Set.of("relu-1"), 3, share -> {}))
                .isInstanceOf(OutOfRangeException.class)
                .hasMessage("LayerActivity: top 3 is out of range; expected 1 to 2, the number of examples");
        assertThatThrownBy(() -> LayerActivity.of(model, data, new int[] {0}, Set.of("relu-2"), 1, share -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Trace: layer 'relu-2' is unknown; expected one of affine-1, relu-1, affine-2");
    }
}
