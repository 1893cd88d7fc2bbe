package dev.chainrule.kernel.vector;

import static dev.chainrule.tensor.FloatTensor.dataOf;

import dev.chainrule.kernel.Pooling;
import dev.chainrule.kernel.PoolingGeometry;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.function.IntConsumer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Pooling in float, by vectors along the channels. Which number of a window was the largest is not kept: the backward
/// compares again, which costs one more reading of `x` but no memory.
///
/// In backward a task owns a band of input rows, which it clears first and then adds to while they are near: the rows
/// under one row of windows, or the whole image where windows overlap.
public final class VectorPooling implements Pooling {

    @Override
    public void max(PoolingGeometry geometry, Tensor x, Tensor y) {
        float[] xs = dataOf(x);
        float[] ys = dataOf(y);
        if (VectorPooledPairs.fits(geometry)) {
            VectorPooledPairs.max(geometry, xs, ys);
            return;
        }
        Steps steps = new Steps(geometry);
        forEachRow(geometry, row -> {
            for (int j = 0; j < geometry.outputWidth(); j++) {
                max(steps.at(row, j), steps.input(row, j), xs, steps.output(row, j), ys);
            }
        });
    }

    private static void max(Steps steps, int first, float[] x, int to, float[] y) {
        int c = 0;
        for (; c <= steps.pixel - Machine.LANES; c += Machine.LANES) {
            FloatVector max = Lanes.load(x, first + c);
            for (int u = first + c; u < first + c + steps.windowHeight; u += steps.row) {
                for (int at = u; at < u + steps.windowWidth; at += steps.pixel) {
                    max = max.max(Lanes.load(x, at));
                }
            }
            max.intoArray(y, to + c);
        }
        for (; c < steps.pixel; c++) {
            float max = x[first + c];
            for (int u = first + c; u < first + c + steps.windowHeight; u += steps.row) {
                for (int at = u; at < u + steps.windowWidth; at += steps.pixel) {
                    max = Math.max(max, x[at]);
                }
            }
            y[to + c] = max;
        }
    }

    @Override
    public void maxGradient(PoolingGeometry geometry, Ties ties, Tensor x, Tensor y, Tensor dy, Tensor dx) {
        float[] xs = dataOf(x);
        float[] ys = dataOf(y);
        float[] dys = dataOf(dy);
        float[] dxs = dataOf(dx);
        if (ties == Ties.FIRST && VectorPooledPairs.fits(geometry)) {
            VectorPooledPairs.gradient(geometry, xs, ys, dys, dxs);
            return;
        }
        Steps steps = new Steps(geometry);
        forEachRowOfClearedBands(geometry, dxs, row -> {
            for (int j = 0; j < geometry.outputWidth(); j++) {
                Steps part = steps.at(row, j);
                int first = steps.input(row, j);
                int to = steps.output(row, j);
                switch (ties) {
                    case FIRST -> addToFirst(part, first, xs, dxs, to, ys, dys);
                    case SPLIT -> addToAll(part, first, xs, dxs, to, ys, dys);
                }
            }
        });
    }

    /// Hands the gradient to the first number that is not less than the maximum; `rest` is 0 from there on.
    private static void addToFirst(Steps steps, int first, float[] x, float[] dx, int to, float[] y, float[] dy) {
        FloatVector zero = FloatVector.zero(Lanes.FLOATS);
        int c = 0;
        for (; c <= steps.pixel - Machine.LANES; c += Machine.LANES) {
            FloatVector max = Lanes.load(y, to + c);
            FloatVector rest = Lanes.load(dy, to + c);
            for (int u = first + c; u < first + c + steps.windowHeight; u += steps.row) {
                for (int at = u; at < u + steps.windowWidth; at += steps.pixel) {
                    VectorMask<Float> less = Lanes.load(x, at).compare(VectorOperators.LT, max);
                    rest.blend(zero, less).add(Lanes.load(dx, at)).intoArray(dx, at);
                    rest = zero.blend(rest, less);
                }
            }
        }
        for (; c < steps.pixel; c++) {
            float rest = dy[to + c];
            for (int u = first + c; u < first + c + steps.windowHeight; u += steps.row) {
                for (int at = u; at < u + steps.windowWidth; at += steps.pixel) {
                    if (!(x[at] < y[to + c])) {
                        dx[at] += rest;
                        rest = 0;
                    }
                }
            }
        }
    }

    private static void addToAll(Steps steps, int first, float[] x, float[] dx, int to, float[] y, float[] dy) {
        FloatVector zero = FloatVector.zero(Lanes.FLOATS);
        FloatVector one = Lanes.broadcast(1);
        int c = 0;
        for (; c <= steps.pixel - Machine.LANES; c += Machine.LANES) {
            FloatVector max = Lanes.load(y, to + c);
            FloatVector equal = zero;
            for (int u = first + c; u < first + c + steps.windowHeight; u += steps.row) {
                for (int at = u; at < u + steps.windowWidth; at += steps.pixel) {
                    equal = equal.add(one.blend(zero, Lanes.load(x, at).compare(VectorOperators.LT, max)));
                }
            }
            FloatVector share = Lanes.load(dy, to + c).div(equal);
            for (int u = first + c; u < first + c + steps.windowHeight; u += steps.row) {
                for (int at = u; at < u + steps.windowWidth; at += steps.pixel) {
                    VectorMask<Float> less = Lanes.load(x, at).compare(VectorOperators.LT, max);
                    share.blend(zero, less).add(Lanes.load(dx, at)).intoArray(dx, at);
                }
            }
        }
        for (; c < steps.pixel; c++) {
            float equal = 0;
            for (int u = first + c; u < first + c + steps.windowHeight; u += steps.row) {
                for (int at = u; at < u + steps.windowWidth; at += steps.pixel) {
                    equal += x[at] < y[to + c] ? 0 : 1;
                }
            }
            float share = dy[to + c] / equal;
            for (int u = first + c; u < first + c + steps.windowHeight; u += steps.row) {
                for (int at = u; at < u + steps.windowWidth; at += steps.pixel) {
                    dx[at] += x[at] < y[to + c] ? 0 : share;
                }
            }
        }
    }

    @Override
    public void average(PoolingGeometry geometry, Tensor x, Tensor y) {
        float[] xs = dataOf(x);
        float[] ys = dataOf(y);
        Steps steps = new Steps(geometry);
        forEachRow(geometry, row -> {
            for (int j = 0; j < geometry.outputWidth(); j++) {
                average(steps.at(row, j), steps.input(row, j), xs, steps.output(row, j), ys);
            }
        });
    }

    /// Adds up the rows of the window first, so that many small numbers do not meet a large sum.
    private static void average(Steps steps, int first, float[] x, int to, float[] y) {
        int c = 0;
        for (; c <= steps.pixel - Machine.LANES; c += Machine.LANES) {
            FloatVector sum = FloatVector.zero(Lanes.FLOATS);
            for (int u = first + c; u < first + c + steps.windowHeight; u += steps.row) {
                FloatVector sumOfRow = FloatVector.zero(Lanes.FLOATS);
                for (int at = u; at < u + steps.windowWidth; at += steps.pixel) {
                    sumOfRow = sumOfRow.add(Lanes.load(x, at));
                }
                sum = sum.add(sumOfRow);
            }
            sum.div(steps.area).intoArray(y, to + c);
        }
        for (; c < steps.pixel; c++) {
            float sum = 0;
            for (int u = first + c; u < first + c + steps.windowHeight; u += steps.row) {
                float sumOfRow = 0;
                for (int at = u; at < u + steps.windowWidth; at += steps.pixel) {
                    sumOfRow += x[at];
                }
                sum += sumOfRow;
            }
            y[to + c] = sum / steps.area;
        }
    }

    @Override
    public void averageGradient(PoolingGeometry geometry, Tensor dy, Tensor dx) {
        float[] dys = dataOf(dy);
        float[] dxs = dataOf(dx);
        Steps steps = new Steps(geometry);
        forEachRowOfClearedBands(geometry, dxs, row -> {
            for (int j = 0; j < geometry.outputWidth(); j++) {
                addShares(steps.at(row, j), steps.input(row, j), dxs, steps.output(row, j), dys);
            }
        });
    }

    private static void addShares(Steps steps, int first, float[] dx, int to, float[] dy) {
        int c = 0;
        for (; c <= steps.pixel - Machine.LANES; c += Machine.LANES) {
            FloatVector share = Lanes.load(dy, to + c).div(steps.area);
            for (int u = first + c; u < first + c + steps.windowHeight; u += steps.row) {
                for (int at = u; at < u + steps.windowWidth; at += steps.pixel) {
                    Lanes.load(dx, at).add(share).intoArray(dx, at);
                }
            }
        }
        for (; c < steps.pixel; c++) {
            float share = dy[to + c] / steps.area;
            for (int u = first + c; u < first + c + steps.windowHeight; u += steps.row) {
                for (int at = u; at < u + steps.windowWidth; at += steps.pixel) {
                    dx[at] += share;
                }
            }
        }
    }

    /// Runs the body on all rows of the output, numbered through all examples.
    private static void forEachRow(PoolingGeometry geometry, IntConsumer body) {
        int numbersRead = geometry.inputOffset(0, Math.min(geometry.window().height(), geometry.height()), 0);
        Chunks.forEach(geometry.examples() * geometry.outputHeight(), numbersRead, (from, to) -> {
            for (int row = from; row < to; row++) {
                body.accept(row);
            }
        });
    }

    /// The same, after setting the rows of `dx` that the windows of a task share with no other task to 0.
    private static void forEachRowOfClearedBands(PoolingGeometry geometry, float[] dx, IntConsumer body) {
        boolean overlap = geometry.window().strideHeight() < geometry.window().height()
                || geometry.window().paddingHeight() > 0;
        int rows = geometry.outputHeight();
        int bands = overlap ? 1 : rows;
        int example = geometry.inputOffset(1, 0, 0);
        int stride = geometry.inputOffset(0, geometry.window().strideHeight(), 0);
        Chunks.forEach(geometry.examples() * bands, example / bands, (from, to) -> {
            for (int band = from; band < to; band++) {
                int next = band + 1;
                Arrays.fill(
                        dx,
                        band / bands * example + band % bands * stride,
                        next / bands * example + next % bands * stride,
                        0);
                for (int row = band * (rows / bands); row < next * (rows / bands); row++) {
                    body.accept(row);
                }
            }
        });
    }

    /// Distances in the array of the input, and where a window begins.
    private static final class Steps {
        /// From a pixel to the next: the number of channels.
        final int pixel;
        /// From a row to the next.
        final int row;
        final int windowWidth;
        final int windowHeight;
        final float area;
        private final PoolingGeometry geometry;
        private final boolean reachesOver;

        Steps(PoolingGeometry geometry) {
            this(geometry, geometry.window().height(), geometry.window().width());
        }

        /// Of windows of which only so many rows and columns are in the image.
        private Steps(PoolingGeometry geometry, int rows, int columns) {
            this.geometry = geometry;
            pixel = geometry.channels();
            row = geometry.width() * pixel;
            windowWidth = columns * pixel;
            windowHeight = rows * row;
            area = geometry.window().divisor(rows * columns);
            reachesOver =
                    geometry.window().paddingHeight() > 0 || geometry.window().paddingWidth() > 0;
        }

        /// The steps of one window: of that part of it which is in the image.
        Steps at(int outputRow, int j) {
            return reachesOver ? inside(outputRow % geometry.outputHeight(), j) : this;
        }

        private Steps inside(int i, int j) {
            int height = geometry.window().height();
            int width = geometry.window().width();
            int top = geometry.top(i);
            int left = geometry.left(j);
            int rows = Math.min(top + height, geometry.height()) - Math.max(top, 0);
            int columns = Math.min(left + width, geometry.width()) - Math.max(left, 0);
            return rows == height && columns == width ? this : new Steps(geometry, rows, columns);
        }

        /// The first number of the window in column `j` of the given row of the output.
        int input(int outputRow, int j) {
            int n = outputRow / geometry.outputHeight();
            int i = outputRow % geometry.outputHeight();
            return geometry.inputOffset(n, Math.max(geometry.top(i), 0), Math.max(geometry.left(j), 0));
        }

        int output(int outputRow, int j) {
            return geometry.outputOffset(0, outputRow, j);
        }
    }
}
