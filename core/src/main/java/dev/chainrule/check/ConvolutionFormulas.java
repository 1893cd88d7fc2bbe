package dev.chainrule.check;

import dev.chainrule.tensor.Shape;
import java.util.function.Consumer;

/// The convolution layer: `y[n,f,i,j] = b[f] + Σ W[f,c,u,v] · x[n,c,i·stride+u−pad,j·stride+v−pad]`.
final class ConvolutionFormulas extends Formulas<ConvolutionFormulas.Recipe> {
    private final int stride;

    /// How each step is done. What is done in the gradient by x and in that by W may differ.
    static final class Recipe {
        int pad;
        int padOfDx;
        int padOfDw;
        int strideOfDx;
        int strideOfDw;
        boolean flipped;
        boolean flippedInDx;
        boolean flippedInDw;
        boolean swapped;
        boolean overwritten;
        boolean weightOfLast;
        boolean weightMean;
        boolean bias = true;
        Summation biasSums = Summation.OVER_BATCH;
    }

    ConvolutionFormulas(int stride, int pad) {
        super(() -> {
            Recipe right = new Recipe();
            right.pad = pad;
            right.padOfDx = pad;
            right.padOfDw = pad;
            right.strideOfDx = stride;
            right.strideOfDw = stride;
            return right;
        });
        this.stride = stride;
        paddingMistakes(pad);
        kernelMistakes();
        sumMistakes();
    }

    private void paddingMistakes(int pad) {
        for (int wrong : new int[] {pad + 1, pad - 1}) {
            if (wrong >= 0) {
                mistake(Mistake.PADDING_OFF_BY_ONE, r -> {
                    r.pad = wrong;
                    r.padOfDx = wrong;
                    r.padOfDw = wrong;
                });
            }
            gradients(Mistake.PADDING_OFF_BY_ONE, r -> r.padOfDx = wrong, r -> r.padOfDw = wrong);
        }
        if (pad > 1) {
            gradients(Mistake.PADDING_FORGOTTEN_IN_BACKWARD, r -> r.padOfDw = 0, r -> r.padOfDx = 0);
        }
        if (stride > 1) {
            gradients(Mistake.STRIDE_FORGOTTEN_IN_BACKWARD, r -> r.strideOfDx = 1, r -> r.strideOfDw = 1);
        }
    }

    private void kernelMistakes() {
        mistake(Mistake.KERNEL_FLIPPED, r -> {
            r.flipped = true;
            r.flippedInDx = true;
            r.flippedInDw = true;
        });
        mistake(Mistake.KERNEL_FLIPPED, r -> r.flippedInDx = true);
        mistake(Mistake.KERNEL_FLIPPED, r -> r.flippedInDw = true);
        mistake(Mistake.KERNEL_FLIPPED, r -> r.flipped = true);
        mistake(Mistake.AXES_SWAPPED, r -> r.swapped = true);
        mistake(Mistake.OVERLAP_OVERWRITTEN, r -> r.overwritten = true);
        mistake(Mistake.LAST_EXAMPLE_ONLY, r -> r.weightOfLast = true);
        mistake(Mistake.LAST_EXAMPLE_ONLY, r -> {
            r.weightOfLast = true;
            r.biasSums = Summation.LAST_EXAMPLE;
        });
    }

    private void sumMistakes() {
        mistake(Mistake.BIAS_FORGOTTEN, r -> r.bias = false);
        mistake(Mistake.SUMMED_OVER_UNITS, r -> r.biasSums = Summation.OVER_ALL);
        mistake(Mistake.SUMMED_OVER_UNITS, r -> r.biasSums = Summation.TO_ONE_NUMBER);
        mistake(Mistake.NOT_SUMMED, r -> r.biasSums = Summation.NONE);
        mistake(Mistake.SUMMED_ALONG_WRONG_AXIS, r -> r.biasSums = Summation.OVER_FEATURES);
        mistake(Mistake.BATCH_SIZE_TWICE, r -> {
            r.weightMean = true;
            r.biasSums = Summation.MEAN;
        });
        mistake(Mistake.BATCH_SIZE_TWICE, r -> r.biasSums = Summation.MEAN);
    }

    /// A mistake in either gradient or in both.
    private void gradients(Mistake mistake, Consumer<Recipe> one, Consumer<Recipe> other) {
        mistake(mistake, one);
        mistake(mistake, one.andThen(other));
        mistake(mistake, other);
    }

    /// The extents of a convolution.
    private record Size(int n, int c, int h, int w, int f, int hh, int ww, int outH, int outW) {
        static Size of(Situation s, int stride, int pad) {
            Shape x = s.shape();
            double[] k = s.get("W shape");
            int hh = (int) k[2];
            int ww = (int) k[3];
            return new Size(
                    x.extent(0),
                    x.extent(1),
                    x.extent(2),
                    x.extent(3),
                    (int) k[0],
                    hh,
                    ww,
                    1 + (x.extent(2) + 2 * pad - hh) / stride,
                    1 + (x.extent(3) + 2 * pad - ww) / stride);
        }

        int output(int example, int filter, int i, int j) {
            return ((example * f + filter) * outH + i) * outW + j;
        }

        /// The position in x, or −1 in the padding.
        int input(int example, int channel, int row, int column) {
            return row < 0 || column < 0 || row >= h || column >= w
                    ? -1
                    : ((example * c + channel) * h + row) * w + column;
        }

        int weight(int filter, int channel, int u, int v, boolean flipped, boolean swapped) {
            int row = flipped ? hh - 1 - u : u;
            int column = flipped ? ww - 1 - v : v;
            int base = (filter * c + channel) * hh * ww;
            return base + (swapped ? column * hh + row : row * ww + column);
        }
    }

    /// Called for each product of a weight and an input.
    private interface Term {
        void at(int example, int output, int filter, int channel, int u, int v, int input);
    }

    private static void forEach(Size size, int stride, int pad, Term term) {
        for (int n = 0; n < size.n; n++) {
            for (int f = 0; f < size.f; f++) {
                for (int i = 0; i < size.outH; i++) {
                    for (int j = 0; j < size.outW; j++) {
                        window(size, stride, pad, n, f, i, j, term);
                    }
                }
            }
        }
    }

    private static void window(Size size, int stride, int pad, int n, int f, int i, int j, Term term) {
        for (int c = 0; c < size.c; c++) {
            for (int u = 0; u < size.hh; u++) {
                for (int v = 0; v < size.ww; v++) {
                    int input = size.input(n, c, i * stride + u - pad, j * stride + v - pad);
                    if (input >= 0) {
                        term.at(n, size.output(n, f, i, j), f, c, u, v, input);
                    }
                }
            }
        }
    }

    @Override
    Parts compute(Situation s, Recipe r) {
        Size size = Size.of(s, stride, r.pad);
        if (size.outH < 1 || size.outW < 1) {
            return new Parts();
        }
        double[] x = s.get("x");
        double[] w = s.get("W");
        double[] y = new double[size.n * size.f * size.outH * size.outW];
        forEach(
                size,
                stride,
                r.pad,
                (n, out, f, c, u, v, in) -> y[out] += x[in] * w[size.weight(f, c, u, v, r.flipped, r.swapped)]);
        for (int i = 0; i < y.length; i++) {
            y[i] += r.bias && s.has("b") ? s.get("b")[i / (size.outH * size.outW) % size.f] : 0;
        }
        Parts parts = new Parts().with("output", y);
        return s.has("dy") && s.get("dy").length == y.length ? gradients(s, r, size, parts) : parts;
    }

    private static Parts gradients(Situation s, Recipe r, Size size, Parts parts) {
        double[] x = s.get("x");
        double[] w = s.get("W");
        double[] dy = s.get("dy");
        double[] dx = new double[x.length];
        double[] dw = new double[w.length];
        forEach(size, r.strideOfDx, r.padOfDx, (n, out, f, c, u, v, in) -> {
            double term = dy[out] * w[size.weight(f, c, u, v, r.flippedInDx, r.swapped)];
            dx[in] = r.overwritten ? term : dx[in] + term;
        });
        forEach(size, r.strideOfDw, r.padOfDw, (n, out, f, c, u, v, in) -> {
            if (!r.weightOfLast || n == size.n - 1) {
                double term = dy[out] * x[in];
                dw[size.weight(f, c, u, v, r.flippedInDw, r.swapped)] += r.weightMean ? term / size.n : term;
            }
        });
        return parts.with("dx", dx)
                .with("dW", dw)
                .with("db", r.biasSums.of(dy, Shape.of(size.n, size.f, size.outH, size.outW)));
    }
}
