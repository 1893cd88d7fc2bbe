package dev.chainrule.kernel.reference;

import static dev.chainrule.tensor.DoubleTensor.dataOf;

import dev.chainrule.kernel.Pooling;
import dev.chainrule.kernel.PoolingGeometry;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;

/// Pooling in double: one plain loop an index.
public final class ReferencePooling implements Pooling {

    /// A function of one window of one channel.
    @FunctionalInterface
    private interface Window {
        /// @param first where the input stores the first number of the window
        /// @param to where the output stores its number
        void accept(int first, int to);
    }

    @Override
    public void max(PoolingGeometry geometry, Tensor x, Tensor y) {
        double[] xs = dataOf(x);
        double[] ys = dataOf(y);
        forEachWindow(geometry, (first, to) -> {
            double max = Double.NEGATIVE_INFINITY;
            for (int u = 0; u < geometry.window().height(); u++) {
                for (int v = 0; v < geometry.window().width(); v++) {
                    max = Math.max(max, xs[first + geometry.inputOffset(0, u, v)]);
                }
            }
            ys[to] = max;
        });
    }

    @Override
    public void maxGradient(PoolingGeometry geometry, Ties ties, Tensor x, Tensor y, Tensor dy, Tensor dx) {
        double[] xs = dataOf(x);
        double[] ys = dataOf(y);
        double[] dys = dataOf(dy);
        double[] dxs = dataOf(dx);
        Arrays.fill(dxs, 0);
        forEachWindow(geometry, (first, to) -> {
            int winners = 0;
            for (int u = 0; u < geometry.window().height(); u++) {
                for (int v = 0; v < geometry.window().width(); v++) {
                    winners += xs[first + geometry.inputOffset(0, u, v)] < ys[to] ? 0 : 1;
                }
            }
            int left = ties == Ties.FIRST ? 1 : winners;
            double share = dys[to] / left;
            for (int u = 0; u < geometry.window().height(); u++) {
                for (int v = 0; v < geometry.window().width(); v++) {
                    int at = first + geometry.inputOffset(0, u, v);
                    if (left > 0 && !(xs[at] < ys[to])) {
                        dxs[at] += share;
                        left--;
                    }
                }
            }
        });
    }

    @Override
    public void average(PoolingGeometry geometry, Tensor x, Tensor y) {
        double[] xs = dataOf(x);
        double[] ys = dataOf(y);
        forEachWindow(geometry, (first, to) -> {
            double sum = 0;
            for (int u = 0; u < geometry.window().height(); u++) {
                for (int v = 0; v < geometry.window().width(); v++) {
                    sum += xs[first + geometry.inputOffset(0, u, v)];
                }
            }
            ys[to] = sum / geometry.window().area();
        });
    }

    @Override
    public void averageGradient(PoolingGeometry geometry, Tensor dy, Tensor dx) {
        double[] dys = dataOf(dy);
        double[] dxs = dataOf(dx);
        Arrays.fill(dxs, 0);
        forEachWindow(geometry, (first, to) -> {
            for (int u = 0; u < geometry.window().height(); u++) {
                for (int v = 0; v < geometry.window().width(); v++) {
                    dxs[first + geometry.inputOffset(0, u, v)] +=
                            dys[to] / geometry.window().area();
                }
            }
        });
    }

    private static void forEachWindow(PoolingGeometry geometry, Window body) {
        for (int n = 0; n < geometry.examples(); n++) {
            for (int c = 0; c < geometry.channels(); c++) {
                for (int i = 0; i < geometry.outputHeight(); i++) {
                    for (int j = 0; j < geometry.outputWidth(); j++) {
                        int top = i * geometry.window().strideHeight();
                        int left = j * geometry.window().strideWidth();
                        body.accept(geometry.inputOffset(n, top, left) + c, geometry.outputOffset(n, i, j) + c);
                    }
                }
            }
        }
    }
}
