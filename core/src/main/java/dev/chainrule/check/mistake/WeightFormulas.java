package dev.chainrule.check.mistake;

import static dev.chainrule.check.mistake.Mistake.*;

import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Parameter;
import dev.chainrule.tensor.Shape;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Convolution, `y[n,f,i,j] = b[f] + Σ W[f,c,u,v] · x[n,c,i·stride+u−pad,j·stride+v−pad]`, and the affine layer, which
/// is the same on images of one pixel but for the order of its weights: W is (C, F), not (F, C, 1, 1).
final class WeightFormulas extends Formulas {
    private final boolean affine;

    private WeightFormulas(boolean affine, int stride, int pad) {
        this.affine = affine;
        // Three walks over the windows, each of which may go wrong alone.
        for (String walk : List.of("output", "dx", "dW")) {
            number("stride of " + walk, stride);
            number("pad of " + walk, pad);
            number("flip of " + walk, 0);
            number("transpose of " + walk, 0);
        }
        number("swapped", 0);
        number("overwritten", 0);
        number("last example only", 0);
        step("products", this::products);
        step("output", c -> biased(c, c.get("products")));
        step("dx", this::dx);
        step("dW", this::dw);
        step("db", c -> byFeature(c.get("terms of db"), outputShape(c)));
        step("terms of db", c -> c.get("dy"));
    }

    static WeightFormulas affine() {
        WeightFormulas affine = new WeightFormulas(true, 1, 0);
        affine.mistake(
                WEIGHT_TRANSPOSED,
                in("transpose", 1, "dx"),
                in("transpose", 1, "output", "dx", "dW"),
                in("transpose", 1, "output"),
                in("transpose", 1, "output", "dx"));
        affine.mistake(WEIGHT_GRADIENT_TRANSPOSED, in("transpose", 1, "dW"));
        affine.parameterMistakes();
        return affine;
    }

    static WeightFormulas convolution(int stride, int padding) {
        WeightFormulas convolution = new WeightFormulas(false, stride, padding);
        for (int wrong : new int[] {padding + 1, padding - 1}) {
            if (wrong >= 0) {
                convolution.mistake(PADDING_OFF_BY_ONE, in("pad", wrong, "output", "dx", "dW"));
            }
            convolution.inGradients(PADDING_OFF_BY_ONE, "pad", wrong);
        }
        if (padding > 1) {
            convolution.inGradients(PADDING_FORGOTTEN_IN_BACKWARD, "pad", 0);
        }
        if (stride > 1) {
            convolution.inGradients(STRIDE_FORGOTTEN_IN_BACKWARD, "stride", 1);
        }
        convolution.mistake(KERNEL_FLIPPED, in("flip", 1, "output", "dx", "dW"), in("flip", 1, "dx"));
        convolution.mistake(KERNEL_FLIPPED, in("flip", 1, "dW"), in("flip", 1, "output"));
        convolution.mistake(AXES_SWAPPED, set("swapped", 1));
        convolution.mistake(OVERLAP_OVERWRITTEN, set("overwritten", 1));
        convolution.parameterMistakes();
        return convolution;
    }

    private static Change in(String what, double value, String... walks) {
        Change change = NOTHING;
        for (String walk : walks) {
            change = change.and(set(what + " of " + walk, value));
        }
        return change;
    }

    /// A mistake in either gradient or in both.
    private void inGradients(Mistake mistake, String what, double value) {
        mistake(mistake, in(what, value, "dx"), in(what, value, "dx", "dW"), in(what, value, "dW"));
    }

    private void parameterMistakes() {
        Change mean = after("dW", (c, dw) -> dw.times(1.0 / c.shape().extent(0)));
        Change last = set("last example only", 1);
        mistake(BIAS_FORGOTTEN, replace("output", c -> c.get("products")));
        mistake(BATCH_SIZE_TWICE, mean.and(replace("db", c -> mean(c.get("terms of db"), outputShape(c)))));
        mistake(LAST_EXAMPLE_ONLY, last.and(replace("db", c -> lastExample(c.get("terms of db"), outputShape(c)))));
        sumMistakes(this::outputShape, "db");
        mistake(
                SUMMED_OVER_UNITS,
                mean.and(after("db", (c, db) -> db.filled(db.sum() / c.shape().extent(0)))));
        mistake(BATCH_SIZE_TWICE, mean);
        mistake(LAST_EXAMPLE_ONLY, last);
        mistake(GRADIENT_SIGN, times("dx", -1), times("dW", -1).and(times("db", -1)));
    }

    /// The shape of the weight as (F, C, HH, WW).
    private Shape kernel(Computation c) {
        int features = c.shape().sizePerExample();
        if (affine) {
            return Shape.of(c.get("W").size() / features, features, 1, 1);
        }
        Numbers shape = c.get("W shape");
        return Shape.of((int) shape.at(0), (int) shape.at(1), (int) shape.at(2), (int) shape.at(3));
    }

    private Shape inputShape(Computation c) {
        return affine ? Shape.of(c.shape().extent(0), c.shape().extent(1), 1, 1) : c.shape();
    }

    private Shape outputShape(Computation c) {
        int stride = (int) c.number("stride of output");
        int pad = (int) c.number("pad of output");
        Shape x = inputShape(c);
        Shape kernel = kernel(c);
        return Shape.of(
                x.extent(0),
                kernel.extent(0),
                Math.max(1, 1 + (x.extent(2) + 2 * pad - kernel.extent(2)) / stride),
                Math.max(1, 1 + (x.extent(3) + 2 * pad - kernel.extent(3)) / stride));
    }

    /// Called for each product of a weight and an input.
    private interface Term {
        void at(int example, int output, int weight, int input);
    }

    private void walk(Computation c, String walk, Term term) {
        Shape x = inputShape(c);
        Shape y = outputShape(c);
        Shape kernel = kernel(c);
        int stride = (int) c.number("stride of " + walk);
        int pad = (int) c.number("pad of " + walk);
        int taps = kernel.sizePerExample();
        int[] weights = weights(c, walk, kernel);
        for (int out = 0; out < y.size(); out++) {
            int example = out / y.sizePerExample();
            int filter = out / y.extent(3) / y.extent(2) % y.extent(1);
            for (int tap = 0; tap < taps; tap++) {
                int channel = tap / kernel.extent(3) / kernel.extent(2);
                int row = out / y.extent(3) % y.extent(2) * stride + tap / kernel.extent(3) % kernel.extent(2) - pad;
                int column = out % y.extent(3) * stride + tap % kernel.extent(3) - pad;
                if (row >= 0 && column >= 0 && row < x.extent(2) && column < x.extent(3)) {
                    int input = ((example * x.extent(1) + channel) * x.extent(2) + row) * x.extent(3) + column;
                    term.at(example, out, weights[filter * taps + tap], input);
                }
            }
        }
    }

    /// Where each weight of (F, C, HH, WW) is stored.
    private int[] weights(Computation c, String walk, Shape kernel) {
        int area = kernel.extent(2) * kernel.extent(3);
        boolean transpose = affine && !c.is("transpose of " + walk);
        boolean flip = c.is("flip of " + walk);
        boolean swap = c.is("swapped");
        int[] places = new int[kernel.size()];
        for (int i = 0; i < places.length; i++) {
            int tap = flip ? area - 1 - i % area : i % area;
            int swapped = tap % kernel.extent(3) * kernel.extent(2) + tap / kernel.extent(3);
            places[i] = transpose
                    ? i % kernel.extent(1) * kernel.extent(0) + i / kernel.extent(1)
                    : i / area * area + (swap ? swapped : tap);
        }
        return places;
    }

    /// A wrong padding gives an output that the upstream gradient does not fit.
    @Override
    @Nullable
    Numbers result(Computation c, String name) {
        return name.equals("output") || c.get("dy").size() == outputShape(c).size() ? super.result(c, name) : null;
    }

    private Numbers products(Computation c) {
        Numbers x = c.get("x");
        Numbers w = c.get("W");
        double[] y = new double[outputShape(c).size()];
        walk(c, "output", (example, out, weight, in) -> y[out] += x.at(in) * w.at(weight));
        return new Numbers(y);
    }

    private Numbers biased(Computation c, Numbers products) {
        return c.observed().has("b") ? products.plus(c.get("b").spreadBy(Grouping.features(outputShape(c)))) : products;
    }

    private Numbers dx(Computation c) {
        Numbers dy = c.get("dy");
        Numbers w = c.get("W");
        double[] dx = new double[c.shape().size()];
        boolean overwritten = c.is("overwritten");
        walk(c, "dx", (example, out, weight, in) -> {
            double term = dy.at(out) * w.at(weight);
            dx[in] = overwritten ? term : dx[in] + term;
        });
        return new Numbers(dx);
    }

    private Numbers dw(Computation c) {
        Numbers dy = c.get("dy");
        Numbers x = c.get("x");
        double[] dw = new double[c.get("W").size()];
        int first = c.is("last example only") ? c.shape().extent(0) - 1 : 0;
        walk(c, "dW", (example, out, weight, in) -> dw[weight] += example < first ? 0 : dy.at(out) * x.at(in));
        return new Numbers(dw);
    }

    @Override
    Optional<String> misfit(Shape input) {
        return input.rank() == (affine ? 2 : 4) ? Optional.empty() : Optional.of(affine ? "(N, D)" : "(N, C, H, W)");
    }

    @Override
    public Optional<String> misfit(Layer layer, Shape input, Object meant) {
        return layer.parameters().stream().anyMatch(each -> each.kind() == Parameter.Kind.WEIGHT)
                ? super.misfit(layer, input, meant)
                : Optional.of("parameters %s do not fit %s; expected one of kind WEIGHT"
                        .formatted(layer.parameters(), meant));
    }
}
