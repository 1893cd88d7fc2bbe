package dev.chainrule.check.mistake;

import static dev.chainrule.check.mistake.Mistake.*;

import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Size2d;
import dev.chainrule.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Convolution, `y[n,f,i,j] = b[f] + Σ W[f,c,u,v] · x[n,c,i·stride+u·dilation−pad,j·stride+v·dilation−pad]`, where c
/// are the channels of the group of f, and the affine layer, which is the same on images of one pixel but for the order
/// of its weights: W is (C, F), not (F, C, 1, 1).
final class WeightFormulas extends Formulas {
    private final boolean affine;
    private final Size2d size;
    private final int groups;

    private WeightFormulas(boolean affine, Size2d size, Convolution2d.Windows windows, int groups) {
        this.affine = affine;
        this.size = size;
        this.groups = groups;
        // Three walks over the windows, each of which may go wrong alone.
        for (String walk : List.of("output", "dx", "dW")) {
            step("stride of " + walk, c -> numbers(windows.stride()));
            step("pad of " + walk, c -> numbers(windows.padding()));
            step("dilation of " + walk, c -> numbers(windows.dilation()));
            number("interleaved of " + walk, 0);
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

    static WeightFormulas affine(boolean bias) {
        WeightFormulas affine = new WeightFormulas(true, Size2d.square(1), Convolution2d.Windows.of(), 1);
        Numbers yes = new Numbers(1);
        affine.mistake(
                WEIGHT_TRANSPOSED,
                in("transpose", yes, "dx"),
                in("transpose", yes, "output", "dx", "dW"),
                in("transpose", yes, "output"),
                in("transpose", yes, "output", "dx"));
        affine.mistake(WEIGHT_GRADIENT_TRANSPOSED, in("transpose", yes, "dW"));
        affine.parameterMistakes(bias);
        return affine;
    }

    private static Numbers numbers(Size2d size) {
        return new Numbers(size.height(), size.width());
    }

    static WeightFormulas convolution(Size2d size, Convolution2d.Windows windows, int groups, boolean bias) {
        Size2d padding = windows.padding();
        WeightFormulas convolution = new WeightFormulas(false, size, windows, groups);
        Numbers yes = new Numbers(1);
        for (int more : new int[] {1, -1}) {
            Numbers pad = new Numbers(padding.height() + more, padding.width() + more);
            if (Math.min(pad.at(0), pad.at(1)) >= 0) {
                convolution.mistake(PADDING_OFF_BY_ONE, in("pad", pad, "output", "dx", "dW"));
            }
            convolution.inGradients(PADDING_OFF_BY_ONE, "pad", pad);
        }
        if (Math.max(padding.height(), padding.width()) > 1) {
            convolution.inGradients(PADDING_FORGOTTEN_IN_BACKWARD, "pad", new Numbers(0, 0));
        }
        if (windows.stride().area() > 1) {
            convolution.inGradients(STRIDE_FORGOTTEN_IN_BACKWARD, "stride", new Numbers(1, 1));
        }
        if (windows.dilation().area() > 1 && size.area() > 1) {
            convolution.inGradients(DILATION_FORGOTTEN_IN_BACKWARD, "dilation", new Numbers(1, 1));
        }
        if (groups > 1) {
            convolution.mistake(
                    GROUPS_INTERLEAVED,
                    in("interleaved", yes, "output", "dx", "dW"),
                    in("interleaved", yes, "dx"),
                    in("interleaved", yes, "dW"),
                    in("interleaved", yes, "output"));
        }
        convolution.mistake(KERNEL_FLIPPED, in("flip", yes, "output", "dx", "dW"), in("flip", yes, "dx"));
        convolution.mistake(KERNEL_FLIPPED, in("flip", yes, "dW"), in("flip", yes, "output"));
        convolution.mistake(AXES_SWAPPED, set("swapped", 1));
        convolution.mistake(OVERLAP_OVERWRITTEN, set("overwritten", 1));
        convolution.parameterMistakes(bias);
        return convolution;
    }

    private static Change in(String what, Numbers value, String... walks) {
        Change change = NOTHING;
        for (String walk : walks) {
            change = change.and(replace(what + " of " + walk, c -> value));
        }
        return change;
    }

    /// A mistake in either gradient or in both.
    private void inGradients(Mistake mistake, String what, Numbers value) {
        mistake(mistake, in(what, value, "dx"), in(what, value, "dx", "dW"), in(what, value, "dW"));
    }

    private void parameterMistakes(boolean bias) {
        Change mean = after("dW", (c, dw) -> dw.times(1.0 / c.shape().extent(0)));
        Change last = set("last example only", 1);
        if (bias) {
            mistake(BIAS_FORGOTTEN, replace("output", c -> c.get("products")));
        }
        mistake(BATCH_SIZE_TWICE, mean.and(replace("db", c -> mean(c.get("terms of db"), outputShape(c)))));
        mistake(LAST_EXAMPLE_ONLY, last.and(replace("db", c -> lastExample(c.get("terms of db"), outputShape(c)))));
        if (bias) {
            sumMistakes(this::outputShape, "db");
            mistake(
                    SUMMED_OVER_UNITS,
                    mean.and(after(
                            "db", (c, db) -> db.filled(db.sum() / c.shape().extent(0)))));
        }
        mistake(BATCH_SIZE_TWICE, mean);
        mistake(LAST_EXAMPLE_ONLY, last);
        Change weight = times("dW", -1);
        mistake(GRADIENT_SIGN, times("dx", -1), weight.and(times("db", -1)), weight);
    }

    /// The shape of the weight as (F, C / groups, HH, WW).
    private Shape kernel(Computation c) {
        int channels = c.shape().extent(1) / groups;
        return Shape.of((int) (c.get("W").size() / channels / size.area()), channels, size.height(), size.width());
    }

    private Shape inputShape(Computation c) {
        return affine ? Shape.of(c.shape().extent(0), c.shape().extent(1), 1, 1) : c.shape();
    }

    private Shape outputShape(Computation c) {
        Shape x = inputShape(c);
        int height = extent(c, 0, x.extent(2), size.height());
        return Shape.of(x.extent(0), kernel(c).extent(0), height, extent(c, 1, x.extent(3), size.width()));
    }

    private static int extent(Computation c, int axis, int image, int window) {
        double pad = c.get("pad of output").at(axis);
        double span = (window - 1) * c.get("dilation of output").at(axis) + 1;
        return Math.max(
                1,
                1 + (int) ((image + 2 * pad - span) / c.get("stride of output").at(axis)));
    }

    /// Called for each product of a weight and an input.
    private interface Term {
        void at(int example, int output, int weight, int input);
    }

    private void walk(Computation c, String walk, Term term) {
        Shape x = inputShape(c);
        Shape y = outputShape(c);
        Shape kernel = kernel(c);
        Numbers stride = c.get("stride of " + walk);
        Numbers pad = c.get("pad of " + walk);
        Numbers dilation = c.get("dilation of " + walk);
        boolean interleaved = c.is("interleaved of " + walk);
        int taps = kernel.sizePerExample();
        int[] weights = weights(c, walk, kernel);
        for (int out = 0; out < y.size(); out++) {
            int example = out / y.sizePerExample();
            int filter = out / y.extent(3) / y.extent(2) % y.extent(1);
            for (int tap = 0; tap < taps; tap++) {
                int channel = channel(filter, tap / kernel.extent(3) / kernel.extent(2), kernel, interleaved);
                int u = tap / kernel.extent(3) % kernel.extent(2) * (int) dilation.at(0) - (int) pad.at(0);
                int v = tap % kernel.extent(3) * (int) dilation.at(1) - (int) pad.at(1);
                int row = out / y.extent(3) % y.extent(2) * (int) stride.at(0) + u;
                int column = out % y.extent(3) * (int) stride.at(1) + v;
                if (row >= 0 && column >= 0 && row < x.extent(2) && column < x.extent(3)) {
                    int input = ((example * x.extent(1) + channel) * x.extent(2) + row) * x.extent(3) + column;
                    term.at(example, out, weights[filter * taps + tap], input);
                }
            }
        }
    }

    /// The channel of the image that a filter sees as its own channel c.
    private int channel(int filter, int c, Shape kernel, boolean interleaved) {
        int group = filter / (kernel.extent(0) / groups);
        return interleaved ? c * groups + group : group * kernel.extent(1) + c;
    }

    /// Where each weight of (F, C / groups, HH, WW) is stored.
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
    public long work(Observation observation) {
        return Shape.elements(outputShape(right(observation)).size(), observation.get("W").length)
                / Math.max(1, kernel(right(observation)).extent(0));
    }

    @Override
    Shape outputShape(Computation c, Shape right) {
        return affine ? right : outputShape(c);
    }
}
