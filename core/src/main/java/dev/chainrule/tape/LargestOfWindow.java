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
        int top = geometry.top(i);
        int left = geometry.left(j);
        int bottom = Math.min(geometry.height(), top + geometry.window().height());
        int right = Math.min(geometry.width(), left + geometry.window().width());
        int best = -1;
        for (int row = Math.max(0, top); row < bottom; row++) {
            for (int column = Math.max(0, left); column < right; column++) {
                int at = geometry.inputOffset(n, row, column) + channel;
                if (best < 0 || x.getStored(at) > x.getStored(best)) {
                    best = at;
                }
            }
        }
        return best;
    }
}
