package dev.chainrule.evaluate;

import java.util.ArrayList;
import java.util.List;

/// Whether a network is right as often as it says. All numbers are means over the examples whose class is known, with
/// the softmax p of the scores; they are not a number where a score is infinite or not a number, or where there is no
/// example.
///
/// @param negativeLogLikelihood `mean(−log p_y)` of the true classes y; 0 is best
/// @param brier `mean(Σ_k (p_k − [k = y])²)`, between 0 and 2; 0 is best. Source: G. Brier, *Verification of forecasts
/// expressed in terms of probability*, 1950
/// @param expectedError the expected calibration error: `Σ_b n_b/N |accuracy_b − confidence_b|` over the bins; 0 is
/// best. Source: C. Guo et al., *On calibration of modern neural networks*, 2017
/// @param bins of equal width between 0 and 1, by the probability of the prediction; a value on a border belongs to the
/// lower one
public record Calibration(double negativeLogLikelihood, double brier, double expectedError, List<Bin> bins) {
    /// How many bins there usually are.
    public static final int BINS = 15;

    /// Copies the list.
    public Calibration {
        bins = List.copyOf(bins);
    }

    /// The examples whose prediction has a probability within some bounds.
    ///
    /// @param examples how many
    /// @param confidence the mean probability of their predictions; not a number if there are none
    /// @param accuracy the share of them whose prediction is right; not a number if there are none
    public record Bin(int examples, double confidence, double accuracy) {}

    /// The calibration of answers, in [#BINS] bins.
    public static Calibration of(Evaluation answers) {
        return of(answers, BINS);
    }

    /// The calibration of answers.
    ///
    /// @param bins how many, at least 1
    public static Calibration of(Evaluation answers, int bins) {
        Sums sums = new Sums(bins);
        for (int i = 0; i < answers.labels().length; i++) {
            if (answers.labels()[i] >= 0) {
                sums.add(answers.scores()[i], answers.labels()[i], answers.predictions()[i]);
            }
        }
        return sums.means();
    }

    /// What is summed over the examples.
    private static final class Sums {
        private final int[] examples;
        private final double[] confidence;
        private final int[] right;
        private int all;
        private double logLikelihood;
        private double squares;

        Sums(int bins) {
            examples = new int[bins];
            confidence = new double[bins];
            right = new int[bins];
        }

        void add(float[] scores, int label, int prediction) {
            all++;
            if (prediction < 0 || !Float.isFinite(scores[prediction])) {
                logLikelihood = Double.NaN;
                squares = Double.NaN;
                confidence[0] = Double.NaN;
                examples[0]++;
                return;
            }
            double highest = scores[prediction];
            double sum = 0;
            for (float score : scores) {
                sum += StrictMath.exp(score - highest);
            }
            logLikelihood += scores[label] - highest - StrictMath.log(sum);
            for (int k = 0; k < scores.length; k++) {
                double miss = StrictMath.exp(scores[k] - highest) / sum - (k == label ? 1 : 0);
                squares += miss * miss;
            }
            int bin = (int) StrictMath.ceil(examples.length / sum) - 1; // the prediction's probability is 1 / sum
            examples[bin]++;
            confidence[bin] += 1 / sum;
            right[bin] += prediction == label ? 1 : 0;
        }

        Calibration means() {
            List<Bin> bins = new ArrayList<>();
            double error = 0;
            for (int b = 0; b < examples.length; b++) {
                bins.add(new Bin(examples[b], confidence[b] / examples[b], (double) right[b] / examples[b]));
                error += Math.abs(right[b] - confidence[b]);
            }
            return new Calibration(-logLikelihood / all, squares / all, error / all, bins);
        }
    }
}
