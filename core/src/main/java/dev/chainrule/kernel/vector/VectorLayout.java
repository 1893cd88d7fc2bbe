package dev.chainrule.kernel.vector;

import static dev.chainrule.kernel.vector.Machine.LANES;
import static dev.chainrule.tensor.FloatTensor.dataOf;

import dev.chainrule.kernel.Layout;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import jdk.incubator.vector.FloatVector;

/// Copies between images and rows in float, by squares of one vector each way.
public final class VectorLayout implements Layout {

    @Override
    public void toRows(Tensor images, Tensor rows) {
        Shape shape = images.shape();
        int pixels = shape.extent(2) * shape.extent(3);
        transpose(shape.extent(0), pixels, shape.extent(1), dataOf(images), dataOf(rows));
    }

    @Override
    public void toImages(Tensor rows, Tensor images) {
        Shape shape = images.shape();
        int pixels = shape.extent(2) * shape.extent(3);
        transpose(shape.extent(0), shape.extent(1), pixels, dataOf(rows), dataOf(images));
    }

    private static void transpose(int matrices, int rows, int columns, float[] from, float[] to) {
        int size = rows * columns;
        Chunks.forEach(matrices, size, (first, end) -> {
            for (int n = first; n < end; n++) {
                transpose(from, n * size, columns, rows, columns, to, n * size, rows);
            }
        });
    }

    /// `target[j][i] = source[i][j]` for a matrix of `rows` by `columns`.
    ///
    /// @param stride from one row of the source to the next, and `targetStride` likewise
    public static void transpose(
            float[] source,
            int offset,
            int stride,
            int rows,
            int columns,
            float[] target,
            int targetOffset,
            int targetStride) {
        int whole = rows / LANES * LANES; // the rest would spill over
        if (whole > 0) {
            VectorPacking.transpose(source, offset, stride, whole, columns, target, targetOffset, targetStride);
        }
        for (int i = whole; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                target[targetOffset + j * targetStride + i] = source[offset + i * stride + j];
            }
        }
    }

    /// `target[i] += source[i]` for `size` numbers.
    public static void add(float[] source, int offset, float[] target, int targetOffset, int size) {
        int i = 0;
        for (; i <= size - LANES; i += LANES) {
            FloatVector sum = Lanes.load(target, targetOffset + i).add(Lanes.load(source, offset + i));
            sum.intoArray(target, targetOffset + i);
        }
        for (; i < size; i++) {
            target[targetOffset + i] += source[offset + i];
        }
    }
}
