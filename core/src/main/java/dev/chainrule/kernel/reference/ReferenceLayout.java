package dev.chainrule.kernel.reference;

import static dev.chainrule.tensor.DoubleTensor.dataOf;

import dev.chainrule.kernel.Layout;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;

/// Copies between images and rows in double.
public final class ReferenceLayout implements Layout {

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

    private static void transpose(int matrices, int rows, int columns, double[] from, double[] to) {
        for (int n = 0; n < matrices; n++) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    to[(n * columns + j) * rows + i] = from[(n * rows + i) * columns + j];
                }
            }
        }
    }
}
