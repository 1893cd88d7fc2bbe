import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;

/// Step 1 of 8: a two-layer net in plain Java arrays, loops and a gradient by hand; nothing of the library but its
/// random numbers.
final class Step1Arrays {
    private Step1Arrays() {}

    static void main() {
        Problem.print(losses(Precision.FLOAT64, 500));
    }

    /// The loss before each step; arrays are of double in either precision.
    static double[] losses(Precision precision, int steps) {
        Problem problem = Problem.of(Precision.FLOAT64);
        double[][] x = rows(problem.x());
        double[][] y = rows(problem.y());
        double[][] w1 = rows(Tensor.gaussian(Precision.FLOAT64, Shape.of(1000, 100), problem.random()));
        double[][] w2 = rows(Tensor.gaussian(Precision.FLOAT64, Shape.of(100, 10), problem.random()));
        double[] losses = new double[steps];
        for (int t = 0; t < steps; t++) {
            double[][] h = product(x, w1);
            double[][] rectified = new double[64][100];
            for (int i = 0; i < 64; i++) {
                for (int j = 0; j < 100; j++) {
                    rectified[i][j] = Math.max(0, h[i][j]);
                }
            }
            double[][] answer = product(rectified, w2);
            double[][] dAnswer = new double[64][10];
            for (int i = 0; i < 64; i++) {
                for (int j = 0; j < 10; j++) {
                    double error = answer[i][j] - y[i][j];
                    losses[t] += error * error;
                    dAnswer[i][j] = 2 * error;
                }
            }
            double[][] dw2 = product(transpose(rectified), dAnswer);
            double[][] dh = product(dAnswer, transpose(w2));
            for (int i = 0; i < 64; i++) {
                for (int j = 0; j < 100; j++) {
                    dh[i][j] = h[i][j] > 0 ? dh[i][j] : 0;
                }
            }
            double[][] dw1 = product(transpose(x), dh);
            subtract(w1, 1e-6, dw1);
            subtract(w2, 1e-6, dw2);
        }
        return losses;
    }

    private static double[][] rows(Tensor tensor) {
        int columns = tensor.shape().extent(1);
        double[] numbers = tensor.toArray();
        double[][] rows = new double[tensor.shape().extent(0)][columns];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(numbers, i * columns, rows[i], 0, columns);
        }
        return rows;
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] product = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < b[k].length; j++) {
                    product[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return product;
    }

    private static double[][] transpose(double[][] a) {
        double[][] transposed = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                transposed[j][i] = a[i][j];
            }
        }
        return transposed;
    }

    private static void subtract(double[][] w, double rate, double[][] dw) {
        for (int i = 0; i < w.length; i++) {
            for (int j = 0; j < w[i].length; j++) {
                w[i][j] -= rate * dw[i][j];
            }
        }
    }
}
