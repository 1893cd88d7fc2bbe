package dev.chainrule.explain;

import dev.chainrule.model.Model;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.function.DoubleConsumer;

/// What each number of an example contributed to the score of a class, compared with a baseline example that says
/// nothing.
///
/// `aᵢ = (xᵢ − x'ᵢ) · ∫₀¹ ∂s(x' + α(x − x'))/∂xᵢ dα`, the integral as the mean over the middles of equal parts of the
/// way. The contributions are complete: `Σ aᵢ = s(x) − s(x')`, up to the error of that mean, which is measured. A score
/// has a kink wherever a ReLU switches, so the number of parts is doubled, example by example, until the error is small
/// enough.
///
/// **Source**: M. Sundararajan, A. Taly and Q. Yan, *Axiomatic attribution for deep networks*, 2017.
///
/// @param steps parts of the way to begin with
/// @param most parts at most
/// @param tolerance the error of completeness, as a share of the difference of scores, that is small enough
public record IntegratedGradients(int steps, int most, double tolerance) {
    /// Checks the settings.
    public IntegratedGradients {
        Require.atLeast(1, "IntegratedGradients", "steps", steps);
        Require.atLeast(steps, "IntegratedGradients", "most", most);
        Require.positive("IntegratedGradients", "tolerance", tolerance);
    }

    /// 64 to 4096 parts, until the contributions are complete within 1 %.
    public static IntegratedGradients of() {
        return new IntegratedGradients(64, 4096, 0.01);
    }

    /// The contributions of several examples.
    ///
    /// @param values in the shape of the examples
    /// @param differences `s(x) − s(x')` of each example
    /// @param errors of completeness, each as a share of the difference
    /// @param steps that each example took
    @SuppressWarnings("ArrayRecordComponent") // a result that is read, not compared
    public record Contributions(Tensor values, double[] differences, double[] errors, int[] steps) {}

    /// The contributions to one score of each example.
    ///
    /// @param x one example a row
    /// @param baseline one example that says nothing, such as a grey image, as a batch of one
    /// @param progress gets the share that is done, from 0 to 1
    /// @param classes one an example
    /// @throws ShapeMismatchException if the examples do not fit the network, or the baseline does not fit them
    /// @throws IllegalArgumentException if a class does not exist, or there are more or fewer than examples
    public Contributions of(Model model, Tensor x, Tensor baseline, DoubleConsumer progress, int... classes) {
        Shape one = x.shape().withoutFirst().batchOf(1);
        ShapeMismatchException.require("IntegratedGradients", "baseline", baseline, "an example", one);
        int examples = x.shape().extent(0);
        Contributions all = new Contributions(
                Tensor.zeros(x.precision(), x.shape()), new double[examples], new double[examples], new int[examples]);
        Tensor low = model.scores(baseline).copy();
        Tensor high = model.scores(x).copy();
        for (int n = 0; n < examples; n++) {
            all.differences[n] = high.get(n, classes[n]) - low.get(0, classes[n]);
            one(model, new Path(x, n, baseline), classes[n], all);
            progress.accept((n + 1.0) / examples);
        }
        return all;
    }

    private void one(Model model, Path path, int label, Contributions all) {
        int n = path.n();
        int size = path.size();
        double difference = all.differences[n];
        int parts = steps;
        while (true) {
            double[] values = path.contributions(model, label, parts);
            double sum = Arrays.stream(values).sum();
            double error = Math.abs(sum - difference) / Math.abs(difference);
            if (error <= tolerance || 2L * parts > most || !Double.isFinite(error)) {
                for (int i = 0; i < size; i++) {
                    all.values.setStored(n * size + i, values[i]);
                }
                all.errors[n] = error;
                all.steps[n] = parts;
                return;
            }
            parts *= 2;
        }
    }

    /// The straight way from the baseline to an example.
    private record Path(Tensor x, int n, Tensor baseline) {
        int size() {
            return baseline.size();
        }

        double[] contributions(Model model, int label, int parts) {
            double[] values = new double[size()];
            for (int from = 0; from < parts; from += InputGradient.MOST_AT_ONCE) {
                int count = Math.min(InputGradient.MOST_AT_ONCE, parts - from);
                Tensor points =
                        Tensor.zeros(x.precision(), x.shape().withoutFirst().batchOf(count));
                for (int k = 0; k < count; k++) {
                    double share = (from + k + 0.5) / parts;
                    for (int i = 0; i < size(); i++) {
                        points.setStored(k * size() + i, baseline.getStored(i) + share * way(i));
                    }
                }
                int[] labels = new int[count];
                Arrays.fill(labels, label);
                Tensor gradients = InputGradient.of(model, points, labels);
                for (int at = 0; at < gradients.size(); at++) {
                    values[at % size()] += gradients.getStored(at) * way(at % size()) / parts;
                }
            }
            return values;
        }

        private double way(int i) {
            return x.getStored(n * size() + i) - baseline.getStored(i);
        }
    }
}
