package dev.chainrule.lab.derive;

import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// The closed form of pooling with windows of 2×2, with one loop an index.
///
/// @param function `max` or `mean`
record Pooling(Tensor x, Tensor dy, String function) {
    Result result() {
        Tensor y = Tensor.zeros(Precision.FLOAT64, dy.shape());
        Tensor dx = Tensor.zeros(Precision.FLOAT64, x.shape());
        for (int n = 0; n < dy.shape().extent(0); n++) {
            for (int c = 0; c < dy.shape().extent(1); c++) {
                for (int i = 0; i < dy.shape().extent(2); i++) {
                    for (int j = 0; j < dy.shape().extent(3); j++) {
                        window(y, dx, n, c, i, j);
                    }
                }
            }
        }
        return new Result(y, List.of(dx));
    }

    private void window(Tensor y, Tensor dx, int... out) {
        int[] winner = pixel(0, out);
        double sum = 0;
        for (int k = 0; k < 4; k++) {
            int[] pixel = pixel(k, out);
            sum += x.get(pixel);
            winner = x.get(pixel) > x.get(winner) ? pixel : winner;
            dx.set(function.equals("mean") ? dy.get(out) / 4 : 0, pixel);
        }
        if (function.equals("max")) {
            dx.set(dy.get(out), winner);
            y.set(x.get(winner), out);
        } else {
            y.set(sum / 4, out);
        }
    }

    private static int[] pixel(int k, int... out) {
        return new int[] {out[0], out[1], 2 * out[2] + k / 2, 2 * out[3] + k % 2};
    }
}
