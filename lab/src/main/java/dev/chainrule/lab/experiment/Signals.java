package dev.chainrule.lab.experiment;

import dev.chainrule.data.Batch;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.loss.Loss;
import dev.chainrule.model.Model;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// The signals of one batch layer by layer through a network, and its gradients on the way back.
///
/// @param layers from the first to the last
record Signals(List<Signal> layers) {
    /// Beside the first layer, a signal or gradient that is so many times smaller or larger fades or explodes.
    private static final double MOST_RATIO = 1e3;

    private static final double MOST_DEAD = 0.5;

    /// What one layer does.
    ///
    /// @param name of the layer
    /// @param deviation of its outputs
    /// @param silent the share of its outputs that are 0 for every example
    /// @param gradient the deviation of the gradient with respect to its weights; not a number without weights
    record Signal(String name, double deviation, double silent, double gradient) {}

    Signals(Model model, Batch batch, Loss loss) {
        this(measured(model, batch, loss));
    }

    private static List<Signal> measured(Model model, Batch batch, Loss loss) {
        Mode mode = new Mode.Train(RandomKey.of(0).child("signals"));
        List<Layer> layers = model.network().layers();
        List<Pass> passes = new ArrayList<>();
        Tensor y = batch.x();
        for (int i = 0; i < layers.size(); i++) {
            passes.add(layers.get(i).forward(y, mode.child(i)));
            y = passes.getLast().output();
        }
        Tensor dy = loss.forward(y, batch.labels()).dscores();
        List<Signal> signals = new ArrayList<>();
        for (int i = layers.size() - 1; i >= 0; i--) {
            Gradients gradients = i == 0
                    ? passes.get(i).parameterGradients(dy)
                    : passes.get(i).backward(dy);
            signals.addFirst(signal(layers.get(i), passes.get(i).output(), gradients));
            dy = i == 0 ? dy : gradients.input();
        }
        return signals;
    }

    private static Signal signal(Layer layer, Tensor output, Gradients gradients) {
        double gradient = layer.parameters().stream()
                .filter(parameter -> parameter.kind() == Parameter.Kind.WEIGHT)
                .mapToDouble(weight -> deviation(gradients.of(weight).toArray()))
                .findFirst()
                .orElse(Double.NaN);
        return new Signal(layer.toString(), deviation(output.toArray()), silent(output), gradient);
    }

    /// The share of the units that are 0 for every example.
    private static double silent(Tensor output) {
        int units = output.shape().sizePerExample();
        boolean[] speaks = new boolean[units];
        double[] values = output.toArray();
        for (int i = 0; i < values.length; i++) {
            speaks[i % units] |= values[i] != 0;
        }
        int silent = 0;
        for (boolean each : speaks) {
            silent += each ? 0 : 1;
        }
        return (double) silent / units;
    }

    static double deviation(double[] values) {
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        return Math.sqrt(Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElse(Double.NaN));
    }

    List<SanityFinding> findings() {
        return List.of(forward(), backward(), dead());
    }

    private SanityFinding forward() {
        Signal first = layers.getFirst();
        Signal worst = farthest(layers, first, Signal::deviation);
        return new SanityFinding(
                "signals",
                off(worst.deviation, first.deviation) <= MOST_RATIO,
                "deviation %s after the first layer, %s after %s; expected no more than a factor of %s between them"
                        .formatted(
                                Numbers.significant(first.deviation),
                                Numbers.significant(worst.deviation),
                                worst.name,
                                Numbers.significant(MOST_RATIO)));
    }

    private SanityFinding backward() {
        List<Signal> weighted =
                layers.stream().filter(each -> !Double.isNaN(each.gradient)).toList();
        if (weighted.isEmpty()) {
            return new SanityFinding("gradients by layer", true, "no layer has weights");
        }
        Signal last = weighted.getLast();
        Signal worst = farthest(weighted, last, Signal::gradient);
        return new SanityFinding(
                "gradients by layer",
                off(worst.gradient, last.gradient) <= MOST_RATIO,
                "deviation %s at the weights of the last layer, %s at those of %s; expected no more than a factor of"
                                .formatted(
                                        Numbers.significant(last.gradient),
                                        Numbers.significant(worst.gradient),
                                        worst.name)
                        + " %s between them".formatted(Numbers.significant(MOST_RATIO)));
    }

    private SanityFinding dead() {
        Signal worst = layers.getFirst();
        for (Signal each : layers) {
            worst = each.silent > worst.silent ? each : worst;
        }
        return new SanityFinding(
                "dead units",
                worst.silent <= MOST_DEAD,
                worst.silent == 0
                        ? "no unit is 0 for every example"
                        : "%s of the units of %s are 0 for every example; expected at most %s"
                                .formatted(Numbers.percent(worst.silent), worst.name, Numbers.wholePercent(MOST_DEAD)));
    }

    /// The signal that differs most from another one in one of its numbers.
    private static Signal farthest(List<Signal> signals, Signal from, ToDoubleFunction<Signal> number) {
        double reference = number.applyAsDouble(from);
        return signals.stream()
                .max(Comparator.comparingDouble(each -> off(number.applyAsDouble(each), reference)))
                .orElse(from);
    }

    /// How many times two numbers differ; infinite where one of them is 0 or not finite.
    private static double off(double a, double b) {
        double ratio = Math.max(a / b, b / a);
        return a == b ? 1 : Double.isFinite(ratio) ? ratio : Double.POSITIVE_INFINITY;
    }
}
