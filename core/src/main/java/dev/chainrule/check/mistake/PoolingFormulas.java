package dev.chainrule.check.mistake;

import static dev.chainrule.check.mistake.Mistake.*;

import dev.chainrule.kernel.Pooling;
import dev.chainrule.layer.Size2d;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/// Max and average pooling, without padding. Steps have the numbers of one window after those of the other.
final class PoolingFormulas extends Formulas {
    private final Size2d size;
    private final int area;
    private final Size2d stride;

    /// Which of its numbers get the gradient of a window, in which shares.
    private interface Share {
        /// @param equals how many numbers are equal to this one and the largest; 0 if it is not the largest
        /// @param before how many of them come before it
        double of(int equals, int before);
    }

    private PoolingFormulas(Size2d size, Size2d stride, boolean average, Share share) {
        this.size = size;
        area = (int) Math.min(size.area(), Integer.MAX_VALUE); // as large a window fits no image
        this.stride = stride;
        number("unstrided", 0);
        number("overwritten", 0);
        step("windows", this::windows);
        step("output", c -> average ? averages(c) : maxima(c));
        step("shares", c -> shares(c, share));
        step("dx", this::dx);
        if (stride.height() < size.height() || stride.width() < size.width()) {
            mistake(OVERLAP_OVERWRITTEN, set("overwritten", 1));
        }
        if (stride.height() > 1 || stride.width() > 1) {
            mistake(STRIDE_FORGOTTEN_IN_BACKWARD, set("unstrided", 1));
        }
    }

    static PoolingFormulas max(Size2d size, Size2d stride, Pooling.Ties ties) {
        boolean split = ties == Pooling.Ties.SPLIT;
        Share first = (equals, before) -> equals > 0 && before == 0 ? 1 : 0;
        Share even = (equals, before) -> equals > 0 ? 1.0 / equals : 0;
        PoolingFormulas pool = new PoolingFormulas(size, stride, false, split ? even : first);
        pool.share(TIE_COUNTED_TWICE, (equals, before) -> equals > 0 ? 1 : 0);
        pool.share(TIE_TO_LAST, (equals, before) -> equals > 0 && before == equals - 1 ? 1 : 0);
        pool.share(split ? TIE_TO_FIRST : TIE_SPLIT, split ? first : even);
        pool.share(GRADIENT_TO_WINDOW, (equals, before) -> 1);
        pool.mistake(
                AVERAGE_INSTEAD_OF_MAXIMUM,
                replace("output", pool::averages)
                        .and(replace("shares", c -> c.get("windows").filled(1.0 / size.area()))));
        return pool;
    }

    static PoolingFormulas average(Size2d size, Size2d stride) {
        PoolingFormulas pool = new PoolingFormulas(size, stride, true, (equals, before) -> 1.0 / size.area());
        pool.share(GROUP_SIZE_MISSING, (equals, before) -> 1);
        return pool;
    }

    private void share(Mistake mistake, Share wrong) {
        mistake(mistake, replace("shares", c -> shares(c, wrong)));
    }

    private Shape outputShape(Shape x) {
        return Shape.of(
                x.extent(0),
                x.extent(1),
                1 + (x.extent(2) - size.height()) / stride.height(),
                1 + (x.extent(3) - size.width()) / stride.width());
    }

    /// Where the i-th number of all windows stands in x.
    private int place(Shape x, Shape y, int i, Size2d step) {
        int out = i / area;
        int k = i % area;
        int plane = out / y.extent(3) / y.extent(2);
        int row = out / y.extent(3) % y.extent(2) * step.height() + k / size.width();
        return (plane * x.extent(2) + row) * x.extent(3) + out % y.extent(3) * step.width() + k % size.width();
    }

    private Numbers windows(Computation c) {
        Shape y = outputShape(c.shape());
        Numbers x = c.get("x");
        double[] windows = new double[y.size() * area];
        Arrays.setAll(windows, i -> x.at(place(c.shape(), y, i, stride)));
        return new Numbers(windows);
    }

    private double[] numbers(Computation c, int out) {
        return Arrays.copyOfRange(c.get("windows").values(), out * area, (out + 1) * area);
    }

    private Numbers maxima(Computation c) {
        double[] y = new double[outputShape(c.shape()).size()];
        Arrays.setAll(y, out -> Arrays.stream(numbers(c, out)).max().orElseThrow());
        return new Numbers(y);
    }

    private Numbers averages(Computation c) {
        double[] y = new double[outputShape(c.shape()).size()];
        Arrays.setAll(y, out -> Arrays.stream(numbers(c, out)).average().orElseThrow());
        return new Numbers(y);
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
        Shape y = outputShape(c.shape());
        Numbers shares = c.get("shares");
        boolean unstrided = c.is("unstrided");
        boolean overwritten = c.is("overwritten");
        double[] dx = new double[c.shape().size()];
        for (int i = 0; i < shares.size(); i++) {
            int at = place(c.shape(), y, i, unstrided ? Size2d.square(1) : stride);
            double term = shares.at(i) * c.get("dy").at(i / area);
            if (!overwritten) {
                dx[at] += term;
            } else if (shares.at(i) != 0) {
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
