package dev.chainrule.check;

import java.util.function.Consumer;

/// Losses on scores: softmax cross-entropy and the multiclass hinge.
final class LossFormulas extends Formulas<LossFormulas.Recipe> {
    private final boolean softmax;
    private final double smoothing;
    private final double margin;
    private final boolean squared;

    /// How each step is done. Counts say by which power of N the result is divided.
    static final class Recipe {
        int divisions = 1;
        int gradientDivisions = 1;
        double sign = 1;
        boolean label = true;
        boolean logarithm = true;
        boolean shifted = true;
        boolean marginCount = true;
        double margin;
        boolean includesLabel;
        boolean includesLabelInGradient;
        double squareFactor = 2;
    }

    private LossFormulas(boolean softmax, double smoothing, double margin, boolean squared) {
        super(() -> {
            Recipe right = new Recipe();
            right.margin = margin;
            return right;
        });
        this.softmax = softmax;
        this.smoothing = smoothing;
        this.margin = margin;
        this.squared = squared;
        if (softmax) {
            mistake(Mistake.LABEL_NOT_SUBTRACTED, r -> r.label = false);
            mistake(Mistake.LOGARITHM_MISSING, r -> r.logarithm = false);
            mistake(Mistake.MAXIMUM_NOT_SUBTRACTED, r -> r.shifted = false);
        } else {
            hingeMistakes();
        }
        divisions(Mistake.BATCH_SIZE_MISSING, 0);
        divisions(Mistake.BATCH_SIZE_TWICE, 2);
        mistake(Mistake.GRADIENT_SIGN, r -> r.sign = -1);
    }

    static LossFormulas softmax(double smoothing) {
        return new LossFormulas(true, smoothing, 0, false);
    }

    static LossFormulas hinge(double margin, boolean squared) {
        return new LossFormulas(false, 0, margin, squared);
    }

    private void hingeMistakes() {
        mistake(Mistake.MARGIN_COUNT_MISSING, r -> r.marginCount = false);
        if (margin != 0) {
            mistake(Mistake.MARGIN_MISSING, r -> r.margin = 0);
        }
        mistake(Mistake.LABEL_NOT_EXCLUDED, r -> r.includesLabel = true);
        mistake(Mistake.LABEL_NOT_EXCLUDED, r -> {
            r.includesLabel = true;
            r.includesLabelInGradient = true;
        });
        mistake(Mistake.LABEL_NOT_EXCLUDED, r -> r.includesLabelInGradient = true);
        if (squared) {
            mistake(Mistake.SQUARE_FACTOR_MISSING, r -> r.squareFactor = 1);
        }
    }

    private void divisions(Mistake mistake, int count) {
        Consumer<Recipe> gradient = r -> r.gradientDivisions = count;
        mistake(mistake, gradient);
        mistake(mistake, gradient.andThen(r -> r.divisions = count));
        mistake(mistake, r -> r.divisions = count);
    }

    @Override
    Parts compute(Situation s, Recipe r) {
        int n = s.labels().length;
        int k = s.shape().extent(1);
        double[] gradient = new double[n * k];
        double loss = 0;
        for (int row = 0; row < n; row++) {
            double[] scores = new double[k];
            System.arraycopy(s.get("x"), row * k, scores, 0, k);
            double[] d = new double[k];
            loss += softmax ? softmaxRow(scores, s.labels()[row], r, d) : hingeRow(scores, s.labels()[row], r, d);
            System.arraycopy(d, 0, gradient, row * k, k);
        }
        double divisor = Math.pow(n, r.gradientDivisions);
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] *= r.sign / divisor;
        }
        return new Parts().with("loss", loss / Math.pow(n, r.divisions)).with("dscores", gradient);
    }

    private double softmaxRow(double[] scores, int label, Recipe r, double[] d) {
        double largest = 0;
        if (r.shifted) {
            largest = Double.NEGATIVE_INFINITY;
            for (double score : scores) {
                largest = Math.max(largest, score);
            }
        }
        double sum = 0;
        for (double score : scores) {
            sum += StrictMath.exp(score - largest);
        }
        double loss = 0;
        for (int j = 0; j < d.length; j++) {
            double other = d.length == 1 ? 0 : smoothing / (d.length - 1);
            double target = j == label ? 1 - smoothing : other;
            double p = StrictMath.exp(scores[j] - largest) / sum;
            double log = r.shifted ? scores[j] - largest - StrictMath.log(sum) : StrictMath.log(p);
            loss -= target == 0 ? 0 : target * (r.logarithm ? log : p);
            d[j] = p - (r.label ? target : 0);
        }
        return loss;
    }

    private double hingeRow(double[] scores, int label, Recipe r, double[] d) {
        double loss = 0;
        double sum = 0;
        for (int j = 0; j < d.length; j++) {
            double term = scores[j] - scores[label] + r.margin;
            if (term <= 0) {
                continue;
            }
            boolean counts = j != label;
            double slope = squared ? r.squareFactor * term : 1;
            if (counts || r.includesLabel) {
                loss += squared ? term * term : term;
            }
            if (counts || r.includesLabelInGradient) {
                d[j] += slope;
            }
            sum += counts ? slope : 0;
        }
        d[label] -= r.marginCount ? sum : 0;
        return loss;
    }
}
