package dev.chainrule.check;

import dev.chainrule.tensor.Shape;
import java.util.Arrays;

/// The affine layer: `y = x · W + b`, x (N, D), W (D, M), b (M).
final class AffineFormulas extends Formulas<AffineFormulas.Recipe> {

    /// How each step is done.
    static final class Recipe {
        boolean transposed;
        boolean transposedInDx;
        boolean transposedGradient;
        boolean bias = true;
        Summation biasSums = Summation.OVER_BATCH;
        boolean weightMean;
        boolean weightOfLast;
        double dxSign = 1;
        double dwSign = 1;
    }

    AffineFormulas() {
        super(Recipe::new);
        mistake(Mistake.WEIGHT_TRANSPOSED, r -> r.transposedInDx = true);
        mistake(Mistake.WEIGHT_TRANSPOSED, r -> {
            r.transposed = true;
            r.transposedInDx = true;
            r.transposedGradient = true;
        });
        mistake(Mistake.WEIGHT_TRANSPOSED, r -> r.transposed = true);
        mistake(Mistake.WEIGHT_TRANSPOSED, r -> {
            r.transposed = true;
            r.transposedInDx = true;
        });
        mistake(Mistake.WEIGHT_GRADIENT_TRANSPOSED, r -> r.transposedGradient = true);
        mistake(Mistake.BIAS_FORGOTTEN, r -> r.bias = false);
        mistake(Mistake.SUMMED_OVER_UNITS, r -> r.biasSums = Summation.OVER_ALL);
        mistake(Mistake.SUMMED_OVER_UNITS, r -> {
            r.biasSums = Summation.OVER_ALL_MEAN;
            r.weightMean = true;
        });
        mistake(Mistake.SUMMED_OVER_UNITS, r -> r.biasSums = Summation.OVER_ALL_MEAN);
        mistake(Mistake.SUMMED_OVER_UNITS, r -> r.biasSums = Summation.TO_ONE_NUMBER);
        mistake(Mistake.SUMMED_ALONG_WRONG_AXIS, r -> r.biasSums = Summation.OVER_FEATURES);
        mistake(Mistake.NOT_SUMMED, r -> r.biasSums = Summation.NONE);
        mistake(Mistake.BATCH_SIZE_TWICE, r -> {
            r.biasSums = Summation.MEAN;
            r.weightMean = true;
        });
        mistake(Mistake.BATCH_SIZE_TWICE, r -> r.biasSums = Summation.MEAN);
        mistake(Mistake.BATCH_SIZE_TWICE, r -> r.weightMean = true);
        mistake(Mistake.LAST_EXAMPLE_ONLY, r -> {
            r.biasSums = Summation.LAST_EXAMPLE;
            r.weightOfLast = true;
        });
        mistake(Mistake.LAST_EXAMPLE_ONLY, r -> r.biasSums = Summation.LAST_EXAMPLE);
        mistake(Mistake.LAST_EXAMPLE_ONLY, r -> r.weightOfLast = true);
        mistake(Mistake.GRADIENT_SIGN, r -> r.dxSign = -1);
        mistake(Mistake.GRADIENT_SIGN, r -> r.dwSign = -1);
    }

    @Override
    Parts compute(Situation s, Recipe r) {
        double[] x = s.get("x");
        double[] w = s.get("W");
        int n = s.shape().extent(0);
        int d = s.shape().sizePerExample();
        int m = w.length / d;
        double[] y = new double[n * m];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                double sum = r.bias && s.has("b") ? s.get("b")[j] : 0;
                for (int k = 0; k < d; k++) {
                    sum += x[i * d + k] * w[index(k, j, d, m, r.transposed)];
                }
                y[i * m + j] = sum;
            }
        }
        Parts parts = new Parts().with("output", y);
        return s.has("dy") ? gradients(s, r, parts, n, d, m) : parts;
    }

    private static Parts gradients(Situation s, Recipe r, Parts parts, int n, int d, int m) {
        double[] x = s.get("x");
        double[] w = s.get("W");
        double[] dy = s.get("dy");
        double[] dx = new double[x.length];
        double[] dw = new double[w.length];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < d; k++) {
                for (int j = 0; j < m; j++) {
                    dx[i * d + k] += r.dxSign * dy[i * m + j] * w[index(k, j, d, m, r.transposedInDx)];
                    if (!r.weightOfLast || i == n - 1) {
                        double term = r.dwSign * x[i * d + k] * dy[i * m + j];
                        dw[index(k, j, d, m, r.transposedGradient)] += r.weightMean ? term / n : term;
                    }
                }
            }
        }
        double[] db = r.biasSums.of(dy, Shape.of(n, m));
        return parts.with("dx", dx)
                .with("dW", dw)
                .with("db", Arrays.stream(db).map(v -> r.dwSign * v).toArray());
    }

    private static int index(int row, int column, int rows, int columns, boolean transposed) {
        return transposed ? column * rows + row : row * columns + column;
    }
}
