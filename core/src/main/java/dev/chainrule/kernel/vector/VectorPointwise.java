package dev.chainrule.kernel.vector;

import static dev.chainrule.tensor.FloatTensor.dataOf;

import dev.chainrule.kernel.Activation;
import dev.chainrule.kernel.Pointwise;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.DoubleTensor;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Element-wise functions and sums in float, by vectors and chunks. The elements that do not fill a vector take the
/// same steps of arithmetic as the others.
public final class VectorPointwise implements Pointwise {
    /// Columns whose sums one task adds up, and rows from which on the sum is split.
    private static final int COLUMN_BLOCK = 256;

    private static final int ROW_BLOCK = 4096;

    /// Sums that a chunk adds up at once, whatever the length of a vector.
    private static final int SUMS = 32;

    @Override
    public void activate(Activation f, Tensor x, Tensor y) {
        float[] xs = dataOf(x);
        float[] ys = dataOf(y);
        Chunks.forEach(xs.length, 1, (from, to) -> VectorActivation.apply(f, xs, ys, from, to));
    }

    @Override
    public void activationGradient(Activation f, Tensor x, Tensor y, Tensor dy, Tensor dx) {
        float[] xs = dataOf(x);
        float[] ys = dataOf(y);
        float[] dys = dataOf(dy);
        float[] dxs = dataOf(dx);
        Chunks.forEach(xs.length, 1, (from, to) -> VectorActivation.gradient(f, xs, ys, dys, dxs, from, to));
    }

    @Override
    public void add(Tensor x, Tensor y, Tensor sum) {
        float[] xs = dataOf(x);
        float[] ys = dataOf(y);
        float[] sums = dataOf(sum);
        Chunks.forEach(xs.length, 1, (from, to) -> add(xs, ys, sums, from, to));
    }

    private static void add(float[] x, float[] y, float[] sum, int from, int to) {
        int i = from;
        for (; i <= to - Machine.LANES; i += Machine.LANES) {
            Lanes.load(x, i).add(Lanes.load(y, i)).intoArray(sum, i);
        }
        for (; i < to; i++) {
            sum[i] = x[i] + y[i];
        }
    }

    @Override
    public void addScaled(Tensor x, double factor, Tensor sum) {
        float[] xs = dataOf(x);
        float[] sums = dataOf(sum);
        Chunks.forEach(xs.length, 1, (from, to) -> addScaled(xs, (float) factor, sums, from, to));
    }

    private static void addScaled(float[] x, float factor, float[] sum, int from, int to) {
        int i = from;
        for (; i <= to - Machine.LANES; i += Machine.LANES) {
            Lanes.load(x, i).fma(Lanes.broadcast(factor), Lanes.load(sum, i)).intoArray(sum, i);
        }
        for (; i < to; i++) {
            sum[i] = Math.fma(x[i], factor, sum[i]);
        }
    }

    @Override
    public void addScaledSign(Tensor x, double factor, Tensor sum) {
        float[] xs = dataOf(x);
        float[] sums = dataOf(sum);
        Chunks.forEach(xs.length, 1, (from, to) -> addScaledSign(xs, (float) factor, sums, from, to));
    }

    private static void addScaledSign(float[] x, float factor, float[] sum, int from, int to) {
        int i = from;
        for (; i <= to - Machine.LANES; i += Machine.LANES) {
            FloatVector v = Lanes.load(x, i);
            FloatVector term =
                    v.blend(factor, v.compare(VectorOperators.GT, 0)).blend(-factor, v.compare(VectorOperators.LT, 0));
            Lanes.load(sum, i).add(term).intoArray(sum, i);
        }
        for (; i < to; i++) {
            sum[i] += x[i] > 0 ? factor : x[i] < 0 ? -factor : x[i];
        }
    }

    @Override
    public void multiply(Tensor a, Tensor b, Tensor out) {
        float[] as = dataOf(a);
        float[] bs = dataOf(b);
        float[] outs = dataOf(out);
        Chunks.forEach(as.length, 1, (from, to) -> multiply(as, bs, outs, from, to));
    }

    private static void multiply(float[] a, float[] b, float[] out, int from, int to) {
        int i = from;
        for (; i <= to - Machine.LANES; i += Machine.LANES) {
            Lanes.load(a, i).mul(Lanes.load(b, i)).intoArray(out, i);
        }
        for (; i < to; i++) {
            out[i] = a[i] * b[i];
        }
    }

    @Override
    public void randomMask(RandomKey key, double keep, double value, Tensor mask) {
        float[] masks = dataOf(mask);
        float kept = (float) value;
        Chunks.forEach(masks.length, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                masks[i] = key.uniformAt(i) < keep ? kept : 0;
            }
        });
    }

    @Override
    public void scale(Tensor x, double factor) {
        float[] xs = dataOf(x);
        Chunks.forEach(xs.length, 1, (from, to) -> scale(xs, (float) factor, from, to));
    }

    private static void scale(float[] x, float factor, int from, int to) {
        int i = from;
        for (; i <= to - Machine.LANES; i += Machine.LANES) {
            Lanes.load(x, i).mul(factor).intoArray(x, i);
        }
        for (; i < to; i++) {
            x[i] *= factor;
        }
    }

    @Override
    public void clamp(Tensor x, double bound) {
        float[] xs = dataOf(x);
        Chunks.forEach(xs.length, 1, (from, to) -> clamp(xs, (float) bound, from, to));
    }

    private static void clamp(float[] x, float bound, int from, int to) {
        int i = from;
        for (; i <= to - Machine.LANES; i += Machine.LANES) {
            FloatVector v = Lanes.load(x, i);
            v.blend(bound, v.compare(VectorOperators.GT, bound))
                    .blend(-bound, v.compare(VectorOperators.LT, -bound))
                    .intoArray(x, i);
        }
        for (; i < to; i++) {
            x[i] = x[i] > bound ? bound : x[i] < -bound ? -bound : x[i];
        }
    }

    @Override
    public void sumRows(Tensor x, Tensor out) {
        float[] xs = dataOf(x);
        float[] outs = dataOf(out);
        int rows = x.shape().extent(0);
        int columns = x.shape().extent(1);
        int across = Math.ceilDiv(columns, COLUMN_BLOCK);
        int down = Math.max(1, Math.ceilDiv(rows, ROW_BLOCK));
        double[] sums = DoubleTensor.dataOf(Tensor.allocate(Precision.FLOAT64, Shape.of(down, columns)));
        Arrays.fill(sums, 0);
        Chunks.forEach(down * across, Math.min(rows, ROW_BLOCK) * Math.min(columns, COLUMN_BLOCK), (from, to) -> {
            for (int block = from; block < to; block++) {
                int left = block % across * COLUMN_BLOCK;
                int right = Math.min(left + COLUMN_BLOCK, columns);
                int top = block / across * ROW_BLOCK;
                int bottom = Math.min(top + ROW_BLOCK, rows);
                int shift = block / across * columns;
                for (int n = top; n < bottom; n++) {
                    addRow(xs, n * columns + left, n * columns + right, sums, shift - n * columns);
                }
            }
        });
        for (int m = 0; m < columns; m++) {
            double sum = 0;
            for (int block = 0; block < down; block++) {
                sum += sums[block * columns + m];
            }
            outs[m] = (float) sum;
        }
    }

    /// `sums[i + shift] += x[i]` on a range of elements.
    private static void addRow(float[] x, int from, int to, double[] sums, int shift) {
        int i = from;
        for (; i <= to - Machine.LANES; i += Machine.LANES) {
            FloatVector v = Lanes.load(x, i);
            addTo(sums, i + shift, Lanes.widen(v, 0));
            addTo(sums, i + shift + Machine.LANES / 2, Lanes.widen(v, 1));
        }
        for (; i < to; i++) {
            sums[i + shift] += x[i];
        }
    }

    private static void addTo(double[] sums, int i, DoubleVector x) {
        DoubleVector.fromArray(Lanes.DOUBLES, sums, i).add(x).intoArray(sums, i);
    }

    @Override
    public double sumOfSquares(Tensor x) {
        float[] xs = dataOf(x);
        return Chunks.sum(xs.length, 1, (from, to) -> sumOfSquares(xs, from, to));
    }

    private static double sumOfSquares(float[] x, int from, int to) {
        double[] sums = new double[SUMS];
        int end = to - (to - from) % SUMS;
        for (int part = 0; part < SUMS / 2; part += Machine.LANES) {
            DoubleVector a = DoubleVector.zero(Lanes.DOUBLES);
            DoubleVector b = a;
            DoubleVector c = a;
            DoubleVector d = a;
            for (int i = from + part; i < end; i += SUMS) {
                FloatVector left = Lanes.load(x, i);
                FloatVector right = Lanes.load(x, i + SUMS / 2);
                a = addSquare(a, Lanes.widen(left, 0));
                b = addSquare(b, Lanes.widen(left, 1));
                c = addSquare(c, Lanes.widen(right, 0));
                d = addSquare(d, Lanes.widen(right, 1));
            }
            a.intoArray(sums, part);
            b.intoArray(sums, part + Machine.LANES / 2);
            c.intoArray(sums, part + SUMS / 2);
            d.intoArray(sums, part + SUMS / 2 + Machine.LANES / 2);
        }
        double sum = Lanes.sum(sums);
        for (int i = end; i < to; i++) {
            sum += (double) x[i] * x[i];
        }
        return sum;
    }

    private static DoubleVector addSquare(DoubleVector sum, DoubleVector x) {
        return x.fma(x, sum);
    }

    @Override
    public double sumOfMagnitudes(Tensor x) {
        float[] xs = dataOf(x);
        return Chunks.sum(xs.length, 1, (from, to) -> sumOfMagnitudes(xs, from, to));
    }

    private static double sumOfMagnitudes(float[] x, int from, int to) {
        double[] sums = new double[SUMS];
        int i = from;
        for (; i <= to - SUMS; i += SUMS) {
            for (int lane = 0; lane < SUMS; lane++) {
                sums[lane] += Math.abs(x[i + lane]);
            }
        }
        double sum = Lanes.sum(sums);
        for (; i < to; i++) {
            sum += Math.abs(x[i]);
        }
        return sum;
    }

    @Override
    public boolean allFinite(Tensor x) {
        float[] xs = dataOf(x);
        AtomicBoolean finite = new AtomicBoolean(true);
        Chunks.forEach(xs.length, 1, (from, to) -> {
            if (!allFinite(xs, from, to)) {
                finite.set(false);
            }
        });
        return finite.get();
    }

    /// Looks for the largest magnitude, which as bits is ordered like an integer: first finite, then infinite, then
    /// not a number.
    private static boolean allFinite(float[] x, int from, int to) {
        IntVector most = IntVector.zero(Lanes.INTS);
        int i = from;
        for (; i <= to - Machine.LANES; i += Machine.LANES) {
            most = most.max(Lanes.load(x, i).reinterpretAsInts().and(Integer.MAX_VALUE));
        }
        int largest = most.reduceLanes(VectorOperators.MAX);
        for (; i < to; i++) {
            largest = Math.max(largest, Float.floatToRawIntBits(x[i]) & Integer.MAX_VALUE);
        }
        return largest <= Float.floatToRawIntBits(Float.MAX_VALUE);
    }
}
