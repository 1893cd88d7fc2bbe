package dev.chainrule.lab.ensemble;

import dev.chainrule.evaluate.Evaluation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// How often members disagree: the share of images for which two of them predict different classes.
///
/// @param disagreement of each with each other; symmetric, 0 on the diagonal; not copied
@SuppressWarnings("ArrayRecordComponent") // shared on purpose; compared nowhere
public record Diversity(double[][] disagreement) {

    /// The disagreement of answers about the same images.
    public static Diversity of(List<Evaluation> members) {
        int count = members.size();
        double[][] shares = new double[count][count];
        for (int a = 0; a < count; a++) {
            for (int b = 0; b < a; b++) {
                int[] first = members.get(a).predictions();
                int[] second = members.get(b).predictions();
                long different = IntStream.range(0, first.length)
                        .filter(i -> first[i] != second[i])
                        .count();
                shares[a][b] = (double) different / first.length;
                shares[b][a] = shares[a][b];
            }
        }
        return new Diversity(shares);
    }

    /// The mean over all pairs of members; not a number if there is none.
    public double mean() {
        return mean(IntStream.range(0, disagreement.length).toArray());
    }

    /// The mean over the pairs of some members; not a number if there is none.
    double mean(int... members) {
        double sum = 0;
        int pairs = 0;
        for (int a : members) {
            for (int b : members) {
                if (a < b) {
                    sum += disagreement[a][b];
                    pairs++;
                }
            }
        }
        return sum / pairs;
    }

    /// Pearson's correlation, `Σ (x − x̄)(y − ȳ) / sqrt(Σ (x − x̄)² Σ (y − ȳ)²)`; not a number below three pairs of
    /// numbers, or if one of the two is always the same.
    static double correlation(double[] x, double[] y) {
        double meanX = Arrays.stream(x).average().orElse(Double.NaN);
        double meanY = Arrays.stream(y).average().orElse(Double.NaN);
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }
        return x.length < 3 || xx == 0 || yy == 0 ? Double.NaN : xy / Math.sqrt(xx * yy);
    }
}
