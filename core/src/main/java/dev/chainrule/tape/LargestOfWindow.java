package dev.chainrule.tape;

import dev.chainrule.kernel.PoolingGeometry;
import dev.chainrule.tensor.Tensor;

/// Where the largest number of each window stands, the first of equal ones.
record LargestOfWindow(PoolingGeometry geometry, Tensor x) {

    /// Copies the numbers that stand there in another tensor of x's shape.
    void copy(Tensor values, Tensor out) {
        for (int n = 0; n < geometry.examples(); n++) {
            for (int i = 0; i < geometry.outputHeight(); i++) {
                for (int j = 0; j < geometry.outputWidth(); j++) {
                    int to = geometry.outputOffset(n, i, j);
                    for (int c = 0; c < geometry.channels(); c++) {
                        out.setStored(to + c, values.getStored(place(n, i, j, c)));
                    }
                }
            }
        }
    }

    private int place(int n, int i, int j, int channel) {
        int firstRow = i * geometry.window().strideHeight();
        int firstColumn = j * geometry.window().strideWidth();
        int best = -1;
        for (int row = firstRow; row < firstRow + geometry.window().height(); row++) {
            for (int column = firstColumn;
                    column < firstColumn + geometry.window().width();
                    column++) {
                int at = geometry.inputOffset(n, row, column) + channel;
                if (best < 0 || x.getStored(at) > x.getStored(best)) {
                    best = at;
                }
            }
        }
        return best;
    }
}
