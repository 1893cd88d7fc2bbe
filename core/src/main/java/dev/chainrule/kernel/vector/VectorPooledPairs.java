package dev.chainrule.kernel.vector;

import static dev.chainrule.kernel.vector.Lanes.load;

import dev.chainrule.kernel.PoolingGeometry;
import dev.chainrule.kernel.PoolingWindow;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Max pooling as [VectorPooling] of the usual windows, 2×2 pixels side by side: without loops over a window, and each
/// number of the gradient with respect to x is written once.
final class VectorPooledPairs {
    private static final PoolingWindow WINDOW = PoolingWindow.square(2, 2);

    private final int channels;

    /// Numbers of a line of pixels of the input.
    private final int line;

    private final int height;
    private final int outputHeight;
    private final int outputWidth;

    private VectorPooledPairs(PoolingGeometry geometry) {
        channels = geometry.channels();
        line = geometry.width() * channels;
        height = geometry.height();
        outputHeight = geometry.outputHeight();
        outputWidth = geometry.outputWidth();
    }

    /// Whether the windows are such.
    static boolean fits(PoolingGeometry geometry) {
        return geometry.window().equals(WINDOW);
    }

    /// `y` from `x`.
    static void max(PoolingGeometry geometry, float[] x, float[] y) {
        VectorPooledPairs pairs = new VectorPooledPairs(geometry);
        Chunks.forEach(geometry.examples() * pairs.outputHeight, 2 * pairs.line, (from, to) -> {
            for (int row = from; row < to; row++) {
                pairs.maxima(x, pairs.firstLine(row), y, row * pairs.outputWidth * pairs.channels);
            }
        });
    }

    /// `dx` from `x`, `y` and `dy`, ties to the first.
    static void gradient(PoolingGeometry geometry, float[] x, float[] y, float[] dy, float[] dx) {
        VectorPooledPairs pairs = new VectorPooledPairs(geometry);
        Chunks.forEach(geometry.examples() * pairs.outputHeight, 2 * pairs.line, (from, to) -> {
            for (int row = from; row < to; row++) {
                pairs.gradients(x, dx, pairs.firstLine(row), y, dy, row * pairs.outputWidth * pairs.channels);
                pairs.clearRest(dx, row);
            }
        });
    }

    /// Where the upper line of pixels under a row of windows begins; rows are numbered through all examples.
    private int firstLine(int row) {
        return (row / outputHeight * height + row % outputHeight * 2) * line;
    }

    private void maxima(float[] x, int first, float[] y, int to) {
        int count = channels;
        int down = line;
        int at = first;
        int out = to;
        for (int j = 0; j < outputWidth; j++) {
            int c = 0;
            for (; c <= count - Machine.LANES; c += Machine.LANES) {
                int i = at + c;
                load(x, i)
                        .max(load(x, i + count))
                        .max(load(x, i + down))
                        .max(load(x, i + down + count))
                        .intoArray(y, out + c);
            }
            for (; c < count; c++) {
                int i = at + c;
                y[out + c] = Math.max(Math.max(x[i], x[i + count]), Math.max(x[i + down], x[i + down + count]));
            }
            at += 2 * count;
            out += count;
        }
    }

    private void gradients(float[] x, float[] dx, int first, float[] y, float[] dy, int to) {
        int count = channels;
        int down = line;
        int at = first;
        int out = to;
        FloatVector zero = FloatVector.zero(Lanes.FLOATS);
        for (int j = 0; j < outputWidth; j++) {
            int c = 0;
            for (; c <= count - Machine.LANES; c += Machine.LANES) {
                int i = at + c;
                FloatVector max = load(y, out + c);
                FloatVector rest = load(dy, out + c).add(zero); // never −0, as a sum
                VectorMask<Float> less = load(x, i).compare(VectorOperators.LT, max);
                rest.blend(zero, less).intoArray(dx, i);
                rest = zero.blend(rest, less);
                less = load(x, i + count).compare(VectorOperators.LT, max);
                rest.blend(zero, less).intoArray(dx, i + count);
                rest = zero.blend(rest, less);
                less = load(x, i + down).compare(VectorOperators.LT, max);
                rest.blend(zero, less).intoArray(dx, i + down);
                rest = zero.blend(rest, less);
                less = load(x, i + down + count).compare(VectorOperators.LT, max);
                rest.blend(zero, less).intoArray(dx, i + down + count);
            }
            for (; c < count; c++) {
                gradient(x, dx, at + c, y[out + c], dy[out + c] + 0f);
            }
            at += 2 * count;
            out += count;
        }
    }

    /// Of one window of one channel.
    private void gradient(float[] x, float[] dx, int i, float max, float g) {
        float rest = g;
        for (int pixel = 0; pixel < 4; pixel++) {
            int at = i + pixel / 2 * line + pixel % 2 * channels;
            boolean less = x[at] < max;
            dx[at] = less ? 0 : rest;
            rest = less ? rest : 0;
        }
    }

    /// Clears what no window covers: a last odd column, and below the last row of windows a last odd line.
    private void clearRest(float[] dx, int row) {
        int covered = 2 * outputWidth * channels;
        int first = firstLine(row);
        Arrays.fill(dx, first + covered, first + line, 0);
        Arrays.fill(dx, first + line + covered, first + 2 * line, 0);
        if (row % outputHeight == outputHeight - 1) {
            Arrays.fill(dx, first + 2 * line, first + (height - 2 * (outputHeight - 1)) * line, 0);
        }
    }
}
