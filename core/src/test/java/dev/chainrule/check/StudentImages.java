package dev.chainrule.check;

import dev.chainrule.check.mistake.Mistake;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Size2d;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Convolution and pooling with mistakes, as naive loops over (N, C, H, W) = (2, 2, 5, 5).
final class StudentImages {
    private static final int N = 2;
    private static final int C = 2;
    private static final int SIDE = 5;
    private static final int F = 3;
    private static final int K = 3;
    private static final Shape SHAPE = Shape.of(N, C, SIDE, SIDE);

    private StudentImages() {}

    private static double[][][][] images(Np rows, int channels, int side) {
        double[][][][] result = new double[rows.rows][channels][side][side];
        for (int i = 0; i < rows.values.length; i++) {
            result[i / channels / side / side][i / side / side % channels][i / side % side][i % side] = rows.values[i];
        }
        return result;
    }

    private static Np rows(double[][][][] images) {
        int channels = images[0].length;
        int side = images[0][0].length;
        double[] values = new double[images.length * channels * side * side];
        for (int i = 0; i < values.length; i++) {
            values[i] = images[i / channels / side / side][i / side / side % channels][i / side % side][i % side];
        }
        return Np.array(images.length, channels * side * side, values);
    }

    private static double[][][][] pad(double[][][][] x, int pad) {
        int side = x[0][0].length;
        double[][][][] padded = new double[x.length][x[0].length][side + 2 * pad][side + 2 * pad];
        for (int n = 0; n < x.length; n++) {
            for (int c = 0; c < x[0].length; c++) {
                for (int i = 0; i < side; i++) {
                    System.arraycopy(x[n][c][i], 0, padded[n][c][i + pad], pad, side);
                }
            }
        }
        return padded;
    }

    /// Cuts a window of the padded gradient out.
    private static double[][][][] cut(double[][][][] padded, int from) {
        double[][][][] x = new double[padded.length][padded[0].length][SIDE][SIDE];
        for (int n = 0; n < x.length; n++) {
            for (int c = 0; c < x[0].length; c++) {
                for (int i = 0; i < SIDE; i++) {
                    System.arraycopy(padded[n][c][i + from], from, x[n][c][i], 0, SIDE);
                }
            }
        }
        return x;
    }

    /// The right loops, with places where a student goes wrong.
    abstract static class Convolution extends StudentLayer {
        final Tensor weights =
                add("W", Parameter.Kind.WEIGHT, drawn(F, C, K, K)).value();
        final Tensor biases = add("b", Parameter.Kind.BIAS, drawn(F)).value();
        final int stride = 2;
        final int pad = 1;
        final int side = 1 + (SIDE + 2 * pad - K) / stride;
        double[][][][] xp = new double[0][0][0][0];

        double[][][][] w() {
            return images(Np.array(F, C * K * K, weights.toArray()), C, K);
        }

        @Override
        public Shape outputShape(Shape input) {
            return Shape.of(N, F, side, side);
        }

        @Override
        Np forward(Np rows) {
            xp = pad(images(rows, C, SIDE), pad);
            double[][][][] w = w();
            double[][][][] y = new double[N][F][side][side];
            for (int n = 0; n < N; n++) {
                for (int f = 0; f < F; f++) {
                    for (int i = 0; i < side; i++) {
                        for (int j = 0; j < side; j++) {
                            double sum = biases.get(f);
                            for (int c = 0; c < C; c++) {
                                for (int u = 0; u < K; u++) {
                                    for (int v = 0; v < K; v++) {
                                        sum += xp[n][c][i * stride + u][j * stride + v] * w[f][c][u][v];
                                    }
                                }
                            }
                            y[n][f][i][j] = sum;
                        }
                    }
                }
            }
            return rows(y);
        }

        /// The gradients with a given stride and crop.
        Np gradients(Np dy, int step, int crop, boolean flip) {
            double[][][][] d = images(dy, F, side);
            double[][][][] w = w();
            double[][][][] dxp = new double[N][C][SIDE + 2 * pad][SIDE + 2 * pad];
            double[][][][] dw = new double[F][C][K][K];
            Np db = Np.array(1, F, new double[F]);
            for (int n = 0; n < N; n++) {
                for (int f = 0; f < F; f++) {
                    for (int i = 0; i < side; i++) {
                        for (int j = 0; j < side; j++) {
                            db.values[f] += d[n][f][i][j];
                            for (int c = 0; c < C; c++) {
                                for (int u = 0; u < K; u++) {
                                    for (int v = 0; v < K; v++) {
                                        double weight = flip ? w[f][c][K - 1 - u][K - 1 - v] : w[f][c][u][v];
                                        dxp[n][c][i * step + u][j * step + v] += d[n][f][i][j] * weight;
                                        dw[f][c][u][v] += d[n][f][i][j] * xp[n][c][i * stride + u][j * stride + v];
                                    }
                                }
                            }
                        }
                    }
                }
            }
            gradients.add(rows(dw).reshape(1));
            gradients.add(bias(dy, db));
            return rows(cut(dxp, crop));
        }

        Np bias(Np dy, Np db) {
            return db;
        }
    }

    static final class NotCropped extends Convolution {
        @Override
        Np backward(Np dy) {
            return gradients(dy, stride, 0, false);
        }
    }

    static final class FlippedInBackward extends Convolution {
        @Override
        Np backward(Np dy) {
            return gradients(dy, stride, pad, true);
        }
    }

    static final class StrideIgnored extends Convolution {
        @Override
        Np backward(Np dy) {
            return gradients(dy, 1, pad, false);
        }
    }

    static final class BiasOverFilters extends Convolution {
        @Override
        Np backward(Np dy) {
            return gradients(dy, stride, pad, false);
        }

        @Override
        Np bias(Np dy, Np db) {
            return db.full(dy.sum());
        }
    }

    /// A convolution in the mathematical sense, with gradients that agree with it.
    static final class Flipped extends Convolution {
        @Override
        double[][][][] w() {
            double[][][][] w = super.w();
            double[][][][] flipped = new double[F][C][K][K];
            for (int i = 0; i < F * C * K * K; i++) {
                int u = i / K % K;
                int v = i % K;
                flipped[i / K / K / C][i / K / K % C][u][v] = w[i / K / K / C][i / K / K % C][K - 1 - u][K - 1 - v];
            }
            return flipped;
        }

        @Override
        Np backward(Np dy) {
            Np dx = gradients(dy, stride, pad, false);
            double[] dw = gradients.getFirst().values;
            double[] flipped = new double[dw.length];
            for (int i = 0; i < dw.length; i++) {
                flipped[i / (K * K) * K * K + K * K - 1 - i % (K * K)] = dw[i];
            }
            gradients.set(0, Np.array(1, flipped.length, flipped));
            return dx;
        }
    }

    /// Windows of 3 × 3 with stride 2, which overlap.
    abstract static class Pool extends StudentLayer {
        final int side = 2;
        double[][][][] x = new double[0][0][0][0];
        double[][][][] y = new double[0][0][0][0];

        @Override
        public Shape outputShape(Shape input) {
            return Shape.of(N, C, side, side);
        }

        @Override
        Np forward(Np rows) {
            x = images(rows, C, SIDE);
            y = new double[N][C][side][side];
            for (int n = 0; n < N; n++) {
                for (int c = 0; c < C; c++) {
                    for (int i = 0; i < side; i++) {
                        for (int j = 0; j < side; j++) {
                            double best = Double.NEGATIVE_INFINITY;
                            for (int u = 0; u < K; u++) {
                                for (int v = 0; v < K; v++) {
                                    best = Math.max(best, x[n][c][2 * i + u][2 * j + v]);
                                }
                            }
                            y[n][c][i][j] = best;
                        }
                    }
                }
            }
            return rows(y);
        }

        @Override
        Np backward(Np dy) {
            double[][][][] d = images(dy, C, side);
            double[][][][] dx = new double[N][C][SIDE][SIDE];
            for (int n = 0; n < N; n++) {
                for (int c = 0; c < C; c++) {
                    for (int i = 0; i < side; i++) {
                        for (int j = 0; j < side; j++) {
                            scatter(d[n][c][i][j], y[n][c][i][j], x[n][c], dx[n][c], 2 * i, 2 * j);
                        }
                    }
                }
            }
            return rows(dx);
        }

        abstract void scatter(double d, double max, double[][] plane, double[][] dplane, int top, int left);
    }

    static final class EveryMaximum extends Pool {
        @Override
        void scatter(double d, double max, double[][] plane, double[][] dplane, int top, int left) {
            for (int u = 0; u < K; u++) {
                for (int v = 0; v < K; v++) {
                    dplane[top + u][left + v] += plane[top + u][left + v] == max ? d : 0;
                }
            }
        }
    }

    static final class Overwritten extends Pool {
        @Override
        void scatter(double d, double max, double[][] plane, double[][] dplane, int top, int left) {
            for (int i = 0; i < K * K; i++) {
                if (plane[top + i / K][left + i % K] == max) {
                    dplane[top + i / K][left + i % K] = d;
                    return;
                }
            }
        }
    }

    static List<Submission> all() {
        LayerSpec convolution = Convolution2d.Settings.of(3, Size2d.square(3))
                .withStride(Size2d.square(2))
                .withPadding(Size2d.square(1));
        LayerSpec pool = MaxPool.Settings.square(3).withStride(Size2d.square(2));
        return List.of(
                of("dx not cropped", new NotCropped(), convolution, Mistake.PADDING_OFF_BY_ONE),
                of("kernel flipped in backward", new FlippedInBackward(), convolution, Mistake.KERNEL_FLIPPED),
                of("a true convolution", new Flipped(), convolution, Mistake.KERNEL_FLIPPED),
                of("stride ignored", new StrideIgnored(), convolution, Mistake.STRIDE_FORGOTTEN_IN_BACKWARD),
                of("db = dout.sum()", new BiasOverFilters(), convolution, Mistake.SUMMED_OVER_UNITS),
                of("x == max", new EveryMaximum(), pool, Mistake.TIE_COUNTED_TWICE),
                of("= instead of +=", new Overwritten(), pool, Mistake.OVERLAP_OVERWRITTEN));
    }

    private static Submission of(String title, StudentLayer layer, LayerSpec kind, Mistake expected) {
        return new Submission(
                title, expected, () -> GradientCheck.of(layer).as(kind).run(SHAPE));
    }
}
