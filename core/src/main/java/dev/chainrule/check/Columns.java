package dev.chainrule.check;

import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;

/// Tells arrays whose columns are the samples, as KTH DD2424 writes them (`Y = W X + b`, b of one column), from those
/// whose rows are.
final class Columns {
    private Columns() {}

    /// Whether x is (D, N) and W (M, D).
    static boolean inAffine(RecordedArrays arrays) {
        Shape x = arrays.need("x").value().shape();
        Shape w = arrays.need("W").value().shape();
        if (x.rank() != 2 || w.rank() != 2 || w.extent(1) != x.extent(0)) {
            return false;
        }
        return w.extent(0) != x.extent(1) || isColumn(arrays, "b");
    }

    /// Whether x is (D, N) and gamma has D numbers.
    static boolean inNormalization(RecordedArrays arrays) {
        Shape x = arrays.need("x").value().shape();
        int features = arrays.find("gamma").map(gamma -> gamma.value().size()).orElse(0);
        return x.rank() == 2 && features == x.extent(0) && (features != x.extent(1) || isColumn(arrays, "gamma"));
    }

    /// Whether scores are (K, N), with N labels or with one of K classes marked in each column.
    static boolean inLoss(RecordedArrays arrays) {
        Shape scores = arrays.need("scores").value().shape();
        Tensor labels = arrays.need("labels").value();
        if (scores.rank() != 2) {
            return false;
        }
        return labels.shape().equals(scores)
                ? !marksRows(labels) && marksRows(labels.transpose())
                : labels.size() == scores.extent(1) && labels.size() != scores.extent(0);
    }

    /// Whether each row is 0 but for a single 1.
    static boolean marksRows(Tensor labels) {
        int columns = labels.shape().extent(1);
        double[] numbers = labels.toArray();
        for (int row = 0; row < labels.shape().extent(0); row++) {
            double sum = 0;
            for (int i = row * columns; i < (row + 1) * columns; i++) {
                sum += numbers[i] == 0 || numbers[i] == 1 ? numbers[i] : Double.NaN;
            }
            if (sum != 1) {
                return false;
            }
        }
        return true;
    }

    private static boolean isColumn(RecordedArrays arrays, String role) {
        return arrays.find(role)
                .map(found -> found.value().shape())
                .filter(shape -> shape.rank() == 2 && shape.extent(1) == 1 && shape.extent(0) > 1)
                .isPresent();
    }
}
