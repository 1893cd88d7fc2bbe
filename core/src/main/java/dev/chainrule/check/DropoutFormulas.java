package dev.chainrule.check;

import org.jspecify.annotations.Nullable;

/// Dropout, inverted (`y = x · mask / keep` in training, `y = x` in evaluation) or vanilla (`y = x · mask`
/// and `y = keep · x`). Which numbers were kept is read off the output under test: drawing them is its
/// business.
final class DropoutFormulas extends Formulas<DropoutFormulas.Recipe> {
    /// Standard deviations by which the kept share may be off.
    private static final double DEVIATIONS = 5;

    private final double keep;
    private final boolean inverted;

    /// What a backward pass does to the upstream gradient.
    enum Mask {
        KEPT,
        FORGOTTEN,
        REDRAWN
    }

    /// How each step is done.
    static final class Recipe {
        double share;
        double scale;
        double backwardScale = Double.NaN;
        double evaluationScale;
        boolean droppedInEvaluation;
        Mask mask = Mask.KEPT;
    }

    DropoutFormulas(double keep, boolean inverted) {
        super(() -> {
            Recipe right = new Recipe();
            right.share = keep;
            right.scale = inverted ? 1 / keep : 1;
            right.evaluationScale = inverted ? 1 : keep;
            return right;
        });
        this.keep = keep;
        this.inverted = inverted;
        scaleMistakes();
        maskMistakes();
    }

    private void scaleMistakes() {
        if (inverted) {
            mistake(Mistake.KEEP_NOT_DIVIDED, r -> r.scale = 1);
            mistake(Mistake.KEEP_NOT_DIVIDED, r -> {
                r.scale = 1;
                r.backwardScale = 1 / keep;
            });
            mistake(Mistake.MASK_UNSCALED_IN_BACKWARD, r -> r.backwardScale = 1);
        }
        mistake(Mistake.KEEP_DIVIDED_TWICE, r -> r.scale /= keep);
        mistake(Mistake.KEEP_DIVIDED_TWICE, r -> r.backwardScale = r.scale / keep);
        mistake(Mistake.KEEP_DIVIDED_TWICE, r -> {
            r.backwardScale = r.scale;
            r.scale /= keep;
        });
        mistake(Mistake.KEEP_IS_DROP, r -> {
            r.share = 1 - keep;
            r.scale = inverted ? 1 / (1 - keep) : 1;
            r.evaluationScale = inverted ? 1 : 1 - keep;
        });
        mistake(Mistake.KEEP_IS_DROP, r -> r.share = 1 - keep);
        mistake(Mistake.KEEP_IS_DROP, r -> r.scale = 1 / (1 - keep));
        mistake(Mistake.EVALUATION_SCALE, r -> r.evaluationScale = inverted ? keep : 1);
        mistake(Mistake.EVALUATION_SCALE, r -> r.evaluationScale = 1 / keep);
    }

    private void maskMistakes() {
        mistake(Mistake.MASK_FORGOTTEN_IN_BACKWARD, r -> r.mask = Mask.FORGOTTEN);
        mistake(Mistake.MASK_FORGOTTEN_IN_BACKWARD, r -> {
            r.mask = Mask.FORGOTTEN;
            r.backwardScale = 1;
        });
        mistake(Mistake.MASK_REDRAWN, r -> r.mask = Mask.REDRAWN);
        mistake(Mistake.DROPOUT_IN_EVALUATION, r -> {
            r.droppedInEvaluation = true;
            r.evaluationScale = r.scale;
        });
        mistake(Mistake.DROPOUT_IN_EVALUATION, r -> {
            r.droppedInEvaluation = true;
            r.evaluationScale = 1;
        });
    }

    @Override
    Parts compute(Situation s, Recipe r) {
        double[] x = s.get("x");
        double[] seen = s.has("mask") ? s.get("mask") : s.observed().get("output");
        double[] y = new double[x.length];
        double scale = s.training() ? r.scale : r.evaluationScale;
        boolean drops = s.training() || r.droppedInEvaluation;
        for (int i = 0; i < x.length; i++) {
            y[i] = drops && !kept(seen, i) ? 0 : scale * x[i];
        }
        Parts parts = new Parts().with("output", y);
        if (s.training()) {
            parts.with("kept share", share(seen, x, r.share));
            if (s.has("dy")) {
                parts.with("dx", dx(s, r, seen));
            }
        }
        return parts;
    }

    private static double[] dx(Situation s, Recipe r, double @Nullable [] seen) {
        double[] dy = s.get("dy");
        double[] dx = new double[dy.length];
        double scale = Double.isNaN(r.backwardScale) ? r.scale : r.backwardScale;
        for (int i = 0; i < dx.length; i++) {
            boolean passes = switch (r.mask) {
                case KEPT -> kept(seen, i);
                case FORGOTTEN -> true;
                case REDRAWN ->
                    s.has("mask")
                            ? kept(seen, dx.length - 1 - i)
                            : kept(s.observed().get("dx"), i);
            };
            dx[i] = passes ? scale * dy[i] : 0;
        }
        return dx;
    }

    private static boolean kept(double @Nullable [] seen, int i) {
        return seen == null || seen.length <= i || seen[i] != 0;
    }

    /// The kept share that was seen, if chance allows it; else the one that was expected.
    private static double share(double @Nullable [] seen, double[] x, double expected) {
        int count = 0;
        int total = 0;
        for (int i = 0; i < x.length; i++) {
            if (x[i] != 0) {
                total++;
                count += kept(seen, i) ? 1 : 0;
            }
        }
        double share = total == 0 ? expected : (double) count / total;
        double deviation = Math.sqrt(expected * (1 - expected) / Math.max(1, total));
        return Math.abs(share - expected) <= DEVIATIONS * deviation + 1.0 / Math.max(1, total) ? share : expected;
    }
}
