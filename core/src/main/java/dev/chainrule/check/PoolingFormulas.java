package dev.chainrule.check;

import dev.chainrule.tensor.Shape;
import java.util.Arrays;

/// Max pooling over windows of `size` × `size`, without padding.
final class PoolingFormulas extends Formulas<PoolingFormulas.Recipe> {
    private final int size;
    private final int stride;

    /// Which numbers of a window get its gradient.
    enum Share {
        FIRST,
        LAST,
        SPLIT,
        ALL_MAXIMA,
        WINDOW
    }

    /// How each step is done.
    static final class Recipe {
        boolean average;
        Share share = Share.FIRST;
        boolean overwritten;
        int strideOfDx;
    }

    PoolingFormulas(int size, int stride, boolean split) {
        super(() -> {
            Recipe right = new Recipe();
            right.share = split ? Share.SPLIT : Share.FIRST;
            right.strideOfDx = stride;
            return right;
        });
        this.size = size;
        this.stride = stride;
        mistake(Mistake.TIE_COUNTED_TWICE, r -> r.share = Share.ALL_MAXIMA);
        mistake(Mistake.TIE_TO_LAST, r -> r.share = Share.LAST);
        if (split) {
            mistake(Mistake.TIE_TO_FIRST, r -> r.share = Share.FIRST);
        } else {
            mistake(Mistake.TIE_SPLIT, r -> r.share = Share.SPLIT);
        }
        mistake(Mistake.GRADIENT_TO_WINDOW, r -> r.share = Share.WINDOW);
        mistake(Mistake.AVERAGE_INSTEAD_OF_MAXIMUM, r -> r.average = true);
        if (stride < size) {
            mistake(Mistake.OVERLAP_OVERWRITTEN, r -> r.overwritten = true);
        }
        if (stride > 1) {
            mistake(Mistake.STRIDE_FORGOTTEN_IN_BACKWARD, r -> r.strideOfDx = 1);
        }
    }

    @Override
    Parts compute(Situation s, Recipe r) {
        Shape shape = s.shape();
        double[] x = s.get("x");
        int h = shape.extent(2);
        int w = shape.extent(3);
        int outH = 1 + (h - size) / stride;
        int outW = 1 + (w - size) / stride;
        int planes = shape.extent(0) * shape.extent(1);
        double[] y = new double[planes * outH * outW];
        double[] dx = new double[x.length];
        for (int out = 0; out < y.length; out++) {
            int corner = out / (outH * outW) * h * w + out / outW % outH * stride * w + out % outW * stride;
            double[] window = new double[size * size];
            for (int k = 0; k < window.length; k++) {
                window[k] = x[corner + k / size * w + k % size];
            }
            y[out] = r.average
                    ? Arrays.stream(window).average().orElseThrow()
                    : Arrays.stream(window).max().orElseThrow();
            if (s.has("dy")) {
                int into =
                        out / (outH * outW) * h * w + out / outW % outH * r.strideOfDx * w + out % outW * r.strideOfDx;
                scatter(window, r, s.get("dy")[out], dx, into, w);
            }
        }
        Parts parts = new Parts().with("output", y);
        return s.has("dy") ? parts.with("dx", dx) : parts;
    }

    private void scatter(double[] window, Recipe r, double dy, double[] dx, int corner, int w) {
        double[] shares = new double[window.length];
        if (r.average) {
            Arrays.fill(shares, 1.0 / shares.length);
        } else {
            shares(window, r.share, shares);
        }
        for (int k = 0; k < shares.length; k++) {
            int at = corner + k / size * w + k % size;
            if (!r.overwritten) {
                dx[at] += shares[k] * dy;
            } else if (shares[k] != 0) {
                dx[at] = shares[k] * dy;
            }
        }
    }

    private static void shares(double[] window, Share share, double[] shares) {
        double maximum = Arrays.stream(window).max().orElseThrow();
        int count = 0;
        int first = -1;
        int last = -1;
        for (int k = 0; k < window.length; k++) {
            if (window[k] == maximum) {
                count++;
                first = first < 0 ? k : first;
                last = k;
            }
        }
        for (int k = 0; k < window.length; k++) {
            boolean top = window[k] == maximum;
            shares[k] = switch (share) {
                case FIRST -> k == first ? 1 : 0;
                case LAST -> k == last ? 1 : 0;
                case SPLIT -> top ? 1.0 / count : 0;
                case ALL_MAXIMA -> top ? 1 : 0;
                case WINDOW -> 1;
            };
        }
    }
}
