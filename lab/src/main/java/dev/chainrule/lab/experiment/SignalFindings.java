package dev.chainrule.lab.experiment;

import dev.chainrule.data.Batch;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.run.LayerSignal;
import dev.chainrule.lab.run.SignalProbe;
import dev.chainrule.layer.Mode;
import dev.chainrule.loss.Loss;
import dev.chainrule.model.Model;
import dev.chainrule.random.RandomKey;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// What the signals of one batch say layer by layer through a network, and its gradients on the way back.
///
/// @param layers from the first to the last
record SignalFindings(List<LayerSignal> layers) {
    /// Beside the first layer, a signal or gradient that is so many times smaller or larger fades or explodes.
    private static final double MOST_RATIO = 1e3;

    private static final double MOST_DEAD = 0.5;

    SignalFindings(Model model, Batch batch, Loss loss) {
        this(new SignalProbe(model, 1)
                .read(batch, loss, new Mode.Train(RandomKey.of(0).child("signals")))
                .layers());
    }

    private static double deviation(LayerSignal layer) {
        return layer.outputs().deviation();
    }

    private static double gradient(LayerSignal layer) {
        return layer.weights().getFirst().gradient().deviation();
    }

    List<SanityFinding> findings() {
        return List.of(forward(), backward(), dead());
    }

    private SanityFinding forward() {
        LayerSignal first = layers.getFirst();
        LayerSignal worst = farthest(layers, first, SignalFindings::deviation);
        return new SanityFinding(
                "signals",
                off(deviation(worst), deviation(first)) <= MOST_RATIO,
                "deviation %s after the first layer, %s after %s; expected no more than a factor of %s between them"
                        .formatted(
                                Numbers.significant(deviation(first)),
                                Numbers.significant(deviation(worst)),
                                worst.layer(),
                                Numbers.significant(MOST_RATIO)));
    }

    private SanityFinding backward() {
        List<LayerSignal> weighted =
                layers.stream().filter(each -> !each.weights().isEmpty()).toList();
        if (weighted.isEmpty()) {
            return new SanityFinding("gradients by layer", true, "no layer has weights");
        }
        LayerSignal last = weighted.getLast();
        LayerSignal worst = farthest(weighted, last, SignalFindings::gradient);
        return new SanityFinding(
                "gradients by layer",
                off(gradient(worst), gradient(last)) <= MOST_RATIO,
                "deviation %s at the weights of the last layer, %s at those of %s; expected no more than a factor of"
                                .formatted(
                                        Numbers.significant(gradient(last)),
                                        Numbers.significant(gradient(worst)),
                                        worst.layer())
                        + " %s between them".formatted(Numbers.significant(MOST_RATIO)));
    }

    private SanityFinding dead() {
        LayerSignal worst = layers.getFirst();
        for (LayerSignal each : layers) {
            worst = each.silent() > worst.silent() ? each : worst;
        }
        return new SanityFinding(
                "dead units",
                worst.silent() <= MOST_DEAD,
                worst.silent() == 0
                        ? "no unit is 0 for every example"
                        : "%s of the units of %s are 0 for every example; expected at most %s"
                                .formatted(
                                        Numbers.percent(worst.silent()),
                                        worst.layer(),
                                        Numbers.wholePercent(MOST_DEAD)));
    }

    /// The signal that differs most from another one in one of its numbers.
    private static LayerSignal farthest(
            List<LayerSignal> signals, LayerSignal from, ToDoubleFunction<LayerSignal> number) {
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
