package dev.chainrule.check.mistake;

import static dev.chainrule.check.mistake.Mistake.*;

import dev.chainrule.kernel.Pooling;
import dev.chainrule.kernel.PoolingGeometry;
import dev.chainrule.kernel.PoolingWindow;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/// Max and average pooling. Steps have the numbers of one window after those of the other, those of the padding too.
final class PoolingFormulas extends Formulas {
    private final PoolingWindow window;
    private final int area;

    /// Which of its numbers get the gradient of a window, in which shares.
    private interface Share {
        /// @param equals how many numbers are equal to this one and the largest; 0 if it is not the largest
        /// @param before how many of them come before it
        double of(int equals, int before);
    }

    private PoolingFormulas(PoolingWindow window, double padding) {
        this.window = window;
        area = (int) Math.min(window.area(), Integer.MAX_VALUE); // as large a window fits no image
        number("unstrided", 0);
        number("overwritten", 0);
        number("padding", padding);
        step("windows", this::windows);
        step("dx", this::dx);
        if (window.strideHeight() < window.height() || window.strideWidth() < window.width()) {
            mistake(OVERLAP_OVERWRITTEN, set("overwritten", 1));
        }
        if (window.strideHeight() > 1 || window.strideWidth() > 1) {
            mistake(STRIDE_FORGOTTEN_IN_BACKWARD, set("unstrided", 1));
        }
    }

    static PoolingFormulas max(PoolingWindow window, Pooling.Ties ties) {
        boolean split = ties == Pooling.Ties.SPLIT;
        Share first = (equals, before) -> equals > 0 && before == 0 ? 1 : 0;
        Share even = (equals, before) -> equals > 0 ? 1.0 / equals : 0;
        PoolingFormulas pool = new PoolingFormulas(window, Double.NEGATIVE_INFINITY);
        pool.step("output", pool::maxima);
        pool.step("shares", c -> pool.shares(c, split ? even : first));
        pool.share(TIE_COUNTED_TWICE, (equals, before) -> equals > 0 ? 1 : 0);
        pool.share(TIE_TO_LAST, (equals, before) -> equals > 0 && before == equals - 1 ? 1 : 0);
        pool.share(split ? TIE_TO_FIRST : TIE_SPLIT, split ? first : even);
        pool.share(GRADIENT_TO_WINDOW, (equals, before) -> 1);
        pool.mistake(AVERAGE_INSTEAD_OF_MAXIMUM, set("padding", 0).and(pool.averaged(true)));
        if (pool.isPadded()) {
            pool.mistake(PADDING_AS_ZERO, set("padding", 0));
        }
        return pool;
    }

    static PoolingFormulas average(PoolingWindow window) {
        PoolingFormulas pool = new PoolingFormulas(window, 0);
        pool.change(pool.averaged(window.paddingCounts()));
        pool.mistake(GROUP_SIZE_MISSING, replace("shares", c -> c.get("windows").filled(1)));
        if (pool.isPadded()) {
            pool.mistake(PADDING_COUNT, pool.averaged(!window.paddingCounts()));
        }
        return pool;
    }

    private boolean isPadded() {
        return window.paddingHeight() > 0 || window.paddingWidth() > 0;
    }

    private Change averaged(boolean paddingCounts) {
        PoolingWindow other = window.withPaddingCounts(paddingCounts);
        return replace("output", c -> averages(c, other)).and(replace("shares", c -> shares(c, other)));
    }

    private void share(Mistake mistake, Share wrong) {
        mistake(mistake, replace("shares", c -> shares(c, wrong)));
    }

    private PoolingGeometry geometry(Computation c) {
        return new PoolingGeometry(c.shape(), window);
    }

    /// Where the i-th number of all windows stands in x, or −1 for one of the padding.
    private int place(PoolingGeometry g, int i, boolean strided) {
        int out = i / area;
        int k = i % area;
        int plane = out / g.outputWidth() / g.outputHeight();
        int down = strided ? window.strideHeight() : 1;
        int across = strided ? window.strideWidth() : 1;
        int row = out / g.outputWidth() % g.outputHeight() * down - window.paddingHeight() + k / window.width();
        int column = out % g.outputWidth() * across - window.paddingWidth() + k % window.width();
        boolean inside = row >= 0 && row < g.height() && column >= 0 && column < g.width();
        return inside ? (plane * g.height() + row) * g.width() + column : -1;
    }

    private Numbers windows(Computation c) {
        PoolingGeometry g = geometry(c);
        Numbers x = c.get("x");
        double padding = c.number("padding");
        double[] windows = new double[g.output().size() * area];
        Arrays.setAll(windows, i -> {
            int place = place(g, i, true);
            return place < 0 ? padding : x.at(place);
        });
        return new Numbers(windows);
    }

    private double[] numbers(Computation c, int out) {
        return Arrays.copyOfRange(c.get("windows").values(), out * area, (out + 1) * area);
    }

    private Numbers maxima(Computation c) {
        double[] y = new double[geometry(c).output().size()];
        Arrays.setAll(y, out -> Arrays.stream(numbers(c, out)).max().orElseThrow());
        return new Numbers(y);
    }

    private Numbers averages(Computation c, PoolingWindow means) {
        double[] terms = c.get("windows").times(shares(c, means)).values();
        double[] y = new double[geometry(c).output().size()];
        Arrays.setAll(
                y, out -> Arrays.stream(terms, out * area, (out + 1) * area).sum());
        return new Numbers(y);
    }

    /// One by what the sum of each window is divided by.
    private Numbers shares(Computation c, PoolingWindow means) {
        PoolingGeometry g = geometry(c);
        double[] shares = new double[g.output().size() * area];
        for (int out = 0; out < g.output().size(); out++) {
            int first = out * area;
            int inside = (int) IntStream.range(first, first + area)
                    .filter(i -> place(g, i, true) >= 0)
                    .count();
            Arrays.fill(shares, first, first + area, 1.0 / means.divisor(inside));
        }
        return new Numbers(shares);
    }

    private Numbers shares(Computation c, Share share) {
        Numbers maxima = maxima(c);
        double[] shares = new double[c.get("windows").size()];
        for (int out = 0; out < maxima.size(); out++) {
            double[] numbers = numbers(c, out);
            double maximum = maxima.at(out);
            int equals = (int)
                    Arrays.stream(numbers).filter(value -> value == maximum).count();
            int before = 0;
            for (int k = 0; k < numbers.length; k++) {
                boolean largest = numbers[k] == maximum;
                shares[out * numbers.length + k] = share.of(largest ? equals : 0, before);
                before += largest ? 1 : 0;
            }
        }
        return new Numbers(shares);
    }

    private Numbers dx(Computation c) {
        PoolingGeometry g = geometry(c);
        Numbers shares = c.get("shares");
        boolean strided = !c.is("unstrided");
        boolean overwritten = c.is("overwritten");
        double[] dx = new double[c.shape().size()];
        for (int i = 0; i < shares.size(); i++) {
            int at = place(g, i, strided);
            double term = shares.at(i) * c.get("dy").at(i / area);
            if (at >= 0 && !overwritten) {
                dx[at] += term;
            } else if (at >= 0 && shares.at(i) != 0) {
                dx[at] = term;
            }
        }
        return new Numbers(dx);
    }

    @Override
    public Map<String, Tensor> probes(Tensor x) {
        Tensor ties = x.copy();
        for (int i = 0; i < ties.size(); i++) {
            ties.setStored(i, Math.rint(ties.getStored(i)));
        }
        return Map.of("whole numbers, with ties", ties);
    }
}
