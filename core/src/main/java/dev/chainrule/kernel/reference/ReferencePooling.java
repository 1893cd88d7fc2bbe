package dev.chainrule.kernel.reference;

import static dev.chainrule.tensor.DoubleTensor.dataOf;

import dev.chainrule.kernel.Pooling;
import dev.chainrule.kernel.PoolingGeometry;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Pooling in double: one plain loop an index.
public final class ReferencePooling implements Pooling {

    /// A function of one window of one channel.
    @FunctionalInterface
    private interface Window {
        /// @param places where the input stores the numbers of the window that are in the image, row by row
        /// @param to where the output stores its number
        void accept(int[] places, int to);
    }

    @Override
    public void max(PoolingGeometry geometry, Tensor x, Tensor y) {
        double[] xs = dataOf(x);
        double[] ys = dataOf(y);
        forEachWindow(geometry, (places, to) -> {
            double max = Double.NEGATIVE_INFINITY;
            for (int at : places) {
                max = Math.max(max, xs[at]);
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
        forEachWindow(geometry, (places, to) -> {
            int winners = 0;
            for (int at : places) {
                winners += xs[at] < ys[to] ? 0 : 1;
            }
            int left = ties == Ties.FIRST ? 1 : winners;
            double share = dys[to] / left;
            for (int at : places) {
                if (left > 0 && !(xs[at] < ys[to])) {
                    dxs[at] += share;
                    left--;
                }
            }
        });
    }

    @Override
    public void average(PoolingGeometry geometry, Tensor x, Tensor y) {
        double[] xs = dataOf(x);
        double[] ys = dataOf(y);
        forEachWindow(geometry, (places, to) -> {
            double sum = 0;
            for (int at : places) {
                sum += xs[at];
            }
            ys[to] = sum / geometry.window().divisor(places.length);
        });
    }

    @Override
    public void averageGradient(PoolingGeometry geometry, Tensor dy, Tensor dx) {
        double[] dys = dataOf(dy);
        double[] dxs = dataOf(dx);
        Arrays.fill(dxs, 0);
        forEachWindow(geometry, (places, to) -> {
            for (int at : places) {
                dxs[at] += dys[to] / geometry.window().divisor(places.length);
            }
        });
    }

    private static void forEachWindow(PoolingGeometry geometry, Window body) {
        for (int n = 0; n < geometry.examples(); n++) {
            for (int i = 0; i < geometry.outputHeight(); i++) {
                for (int j = 0; j < geometry.outputWidth(); j++) {
                    int[] places = places(geometry, n, i, j);
                    for (int c = 0; c < geometry.channels(); c++) {
                        body.accept(places, geometry.outputOffset(n, i, j) + c);
                        Arrays.setAll(places, k -> places[k] + 1);
                    }
                }
            }
        }
    }

    /// Where the input stores the first channel of the pixels of a window.
    private static int[] places(PoolingGeometry geometry, int n, int i, int j) {
        int top = geometry.top(i);
        int left = geometry.left(j);
        return IntStream.range(
                        Math.max(0, top), Math.min(top + geometry.window().height(), geometry.height()))
                .flatMap(row -> IntStream.range(
                                Math.max(0, left),
                                Math.min(left + geometry.window().width(), geometry.width()))
                        .map(column -> geometry.inputOffset(n, row, column)))
                .toArray();
    }
}
