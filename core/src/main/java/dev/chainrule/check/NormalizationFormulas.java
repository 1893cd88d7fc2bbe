package dev.chainrule.check;

import dev.chainrule.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Batch, layer and group normalisation: `y = gamma · (x − mean) / sqrt(var + epsilon) + beta`, with the
/// statistics over some grouping of the numbers.
final class NormalizationFormulas extends Formulas<NormalizationFormulas.Recipe> {
    private final double epsilon;
    private final double momentum;
    private final boolean batch;
    private final Function<Shape, Grouping> grouping;

    /// What a backward pass makes of a forward pass that is not what it should be.
    enum Backward {
        /// The derivative of that very forward pass.
        CONSISTENT,
        /// The closed form, with x̂ and 1/deviation as the forward pass has kept them.
        CLOSED_FORM,
        /// The right formulas, computed anew from x.
        RIGHT
    }

    /// How each step is done.
    static final class Recipe {
        @Nullable
        Function<Shape, Grouping> grouping;

        Root root = Root.INSIDE;
        Root evaluationRoot = Root.INSIDE;
        boolean bessel;
        boolean centred = true;
        boolean scale = true;
        boolean shift = true;
        boolean runningInTraining;
        boolean batchInEvaluation;

        Backward backward = Backward.CONSISTENT;

        @Nullable
        Root meanRoot;

        @Nullable
        Root varianceRoot;

        @Nullable
        Root hatRoot;

        boolean closedVarianceTerm;
        double meanTerm = 1;
        double varianceTerm = 1;
        boolean besselMean;
        boolean besselVariance;
        boolean undividedMean;
        boolean undividedVariance;
        boolean undividedAll;
        boolean scaleInBackward = true;
        boolean scaleOutside;

        boolean swapped;
        int hat; // what dgamma is computed from: 0 x̂, 1 x, 2 y, 3 the centred x
        Summation scaleSums = Summation.OVER_BATCH;
        Summation shiftSums = Summation.OVER_BATCH;

        boolean momentumSwapped;
        boolean runningUnbiased;
        boolean runningDeviation;
        boolean runningKept;
    }

    /// @param momentum of the running statistics, the kept share; only used if `batch`
    /// @param batch whether this is batch normalisation, which has running statistics
    /// @param wrong other groupings that people take by mistake
    NormalizationFormulas(
            double epsilon,
            double momentum,
            boolean batch,
            Function<Shape, Grouping> grouping,
            List<Function<Shape, Grouping>> wrong) {
        super(Recipe::new);
        this.epsilon = epsilon;
        this.momentum = momentum;
        this.batch = batch;
        this.grouping = grouping;
        forwardMistakes();
        for (Function<Shape, Grouping> other : wrong) {
            forward(Mistake.WRONG_AXIS, r -> r.grouping = other);
        }
        backwardMistakes();
        parameterMistakes();
        if (batch) {
            statisticsMistakes();
        } else {
            mistake(Mistake.SCALE_OUTSIDE_SUMS, r -> r.scaleOutside = true);
        }
    }

    private void forwardMistakes() {
        rootMistake(Mistake.EPSILON_OUTSIDE_ROOT, Root.OUTSIDE);
        rootMistake(Mistake.EPSILON_MISSING, Root.WITHOUT_EPSILON);
        rootMistake(Mistake.ROOT_MISSING, Root.NO_ROOT);
        forward(Mistake.BESSEL, r -> r.bessel = true);
        forward(Mistake.MEAN_NOT_SUBTRACTED, r -> r.centred = false);
        forward(Mistake.SCALE_FORGOTTEN, r -> r.scale = false);
        forward(Mistake.SHIFT_FORGOTTEN, r -> r.shift = false);
    }

    /// A forward mistake, with each of the ways in which a backward pass may follow it.
    private void forward(Mistake mistake, Consumer<Recipe> change) {
        for (Backward backward : Backward.values()) {
            mistake(mistake, change.andThen(r -> r.backward = backward));
        }
    }

    private void rootMistake(Mistake mistake, Root root) {
        forward(mistake, r -> {
            r.root = root;
            r.evaluationRoot = root;
        });
        if (batch) {
            forward(mistake, r -> r.root = root);
            mistake(mistake, r -> r.evaluationRoot = root);
        }
    }

    private void backwardMistakes() {
        backwardRoot(Mistake.EPSILON_MISSING_IN_BACKWARD, Root.WITHOUT_EPSILON);
        backwardRoot(Mistake.EPSILON_OUTSIDE_ROOT_IN_BACKWARD, Root.OUTSIDE);
        mistake(Mistake.MEAN_TERM_MISSING, r -> r.meanTerm = 0);
        mistake(Mistake.VARIANCE_TERM_MISSING, r -> r.varianceTerm = 0);
        mistake(Mistake.STATISTICS_AS_CONSTANTS, r -> {
            r.meanTerm = 0;
            r.varianceTerm = 0;
        });
        mistake(Mistake.BESSEL_IN_BACKWARD, r -> r.besselVariance = true);
        mistake(Mistake.BESSEL_IN_BACKWARD, r -> {
            r.besselMean = true;
            r.besselVariance = true;
        });
        mistake(Mistake.BESSEL_IN_BACKWARD, r -> r.besselMean = true);
        mistake(Mistake.GROUP_SIZE_MISSING, r -> r.undividedVariance = true);
        mistake(Mistake.GROUP_SIZE_MISSING, r -> r.undividedMean = true);
        mistake(Mistake.GROUP_SIZE_MISSING, r -> {
            r.undividedMean = true;
            r.undividedVariance = true;
        });
        mistake(Mistake.GROUP_SIZE_MISSING, r -> r.undividedAll = true);
        mistake(Mistake.VARIANCE_TERM_FACTOR, r -> r.varianceTerm = 2);
        mistake(Mistake.VARIANCE_TERM_FACTOR, r -> r.varianceTerm = 0.5);
        mistake(Mistake.TERM_SIGN, r -> r.varianceTerm = -1);
        mistake(Mistake.TERM_SIGN, r -> r.meanTerm = -1);
        mistake(Mistake.TERM_SIGN, r -> {
            r.meanTerm = -1;
            r.varianceTerm = -1;
        });
        mistake(Mistake.SCALE_FORGOTTEN_IN_BACKWARD, r -> r.scaleInBackward = false);
    }

    private void backwardRoot(Mistake mistake, Root root) {
        mistake(mistake, r -> {
            r.meanRoot = root;
            r.varianceRoot = root;
        });
        mistake(mistake, r -> {
            r.meanRoot = root;
            r.varianceRoot = root;
            r.hatRoot = root;
        });
        mistake(mistake, r -> {
            r.meanRoot = root;
            r.closedVarianceTerm = true;
        });
        mistake(mistake, r -> r.varianceRoot = root);
        mistake(mistake, r -> r.meanRoot = root);
        mistake(mistake, r -> r.hatRoot = root);
    }

    private void parameterMistakes() {
        mistake(Mistake.SCALE_AND_SHIFT_SWAPPED, r -> r.swapped = true);
        mistake(Mistake.SCALE_GRADIENT_FROM_INPUT, r -> r.hat = 1);
        mistake(Mistake.SCALE_GRADIENT_FROM_INPUT, r -> r.hat = 3);
        mistake(Mistake.SCALE_GRADIENT_FROM_OUTPUT, r -> r.hat = 2);
        sums(Mistake.NOT_SUMMED, Summation.NONE);
        sums(Mistake.SUMMED_OVER_UNITS, Summation.OVER_ALL);
        sums(Mistake.SUMMED_OVER_UNITS, Summation.OVER_ALL_MEAN);
        sums(Mistake.SUMMED_OVER_UNITS, Summation.TO_ONE_NUMBER);
        sums(Mistake.SUMMED_ALONG_WRONG_AXIS, Summation.OVER_FEATURES);
        sums(Mistake.BATCH_SIZE_TWICE, Summation.MEAN);
        sums(Mistake.LAST_EXAMPLE_ONLY, Summation.LAST_EXAMPLE);
    }

    private void sums(Mistake mistake, Summation sums) {
        mistake(mistake, r -> {
            r.scaleSums = sums;
            r.shiftSums = sums;
        });
        mistake(mistake, r -> r.scaleSums = sums);
        mistake(mistake, r -> r.shiftSums = sums);
    }

    private void statisticsMistakes() {
        mistake(Mistake.BATCH_STATISTICS_IN_EVALUATION, r -> r.batchInEvaluation = true);
        forward(Mistake.RUNNING_STATISTICS_IN_TRAINING, r -> r.runningInTraining = true);
        mistake(Mistake.MOMENTUM_SWAPPED, r -> r.momentumSwapped = true);
        mistake(Mistake.RUNNING_VARIANCE_UNBIASED, r -> r.runningUnbiased = true);
        mistake(Mistake.RUNNING_DEVIATION, r -> r.runningDeviation = true);
        mistake(Mistake.RUNNING_NOT_UPDATED, r -> r.runningKept = true);
    }

    /// What a forward pass keeps: by group the mean, the variance and the inverse; by number the centred and
    /// the normalised one.
    @SuppressWarnings("ArrayRecordComponent") // passed from method to method, never compared
    private record Kept(Grouping groups, double[] mean, double[] variance, double[] inverse, double[] centred) {
        double hat(int i) {
            return centred[i] * inverse[groups.of()[i]];
        }
    }

    @Override
    Parts compute(Situation s, Recipe r) {
        Kept kept = forward(s, r);
        int features = s.shape().extent(1);
        double[] y = new double[kept.centred.length];
        Grouping feature = Grouping.features(s.shape());
        for (int i = 0; i < y.length; i++) {
            y[i] = kept.hat(i) * (r.scale ? parameter(s, "gamma", feature.of()[i], 1) : 1)
                    + (r.shift ? parameter(s, "beta", feature.of()[i], 0) : 0);
        }
        Parts parts = new Parts().with("output", y);
        if (s.training() && s.has("dy")) {
            Kept used = r.backward == Backward.RIGHT ? forward(s, new Recipe()) : kept;
            parts.withTerms("dx", magnitude(s, used), dx(s, r, used, feature));
            parameterGradients(s, r, used, y, parts);
        }
        if (s.training() && batch && s.has("running mean")) {
            running(s, r, kept, features, parts);
        }
        return parts;
    }

    /// The size of the terms of dx, which cancel where a group has two values.
    private static double magnitude(Situation s, Kept kept) {
        double largest = 0;
        for (double inverse : kept.inverse) {
            largest = Math.max(largest, inverse);
        }
        return largest * largest(s.get("dy")) * (s.has("gamma") ? largest(s.get("gamma")) : 1);
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }

    private static double parameter(Situation s, String name, int feature, double otherwise) {
        return s.has(name) ? s.get(name)[feature] : otherwise;
    }

    private Kept forward(Situation s, Recipe r) {
        double[] x = s.get("x");
        Grouping groups = (r.grouping == null ? grouping : r.grouping).apply(s.shape());
        boolean running = batch && s.has("running mean") && (s.training() ? r.runningInTraining : !r.batchInEvaluation);
        if (running) {
            groups = grouping.apply(s.shape());
        }
        int size = groups.groupSize();
        double[] mean = running ? s.get("running mean") : groups.sums(x);
        double[] variance = running ? s.get("running variance") : new double[groups.count()];
        if (!running) {
            for (int g = 0; g < mean.length; g++) {
                mean[g] /= size;
            }
            for (int i = 0; i < x.length; i++) {
                double distance = x[i] - mean[groups.of()[i]];
                variance[groups.of()[i]] += distance * distance / (r.bessel ? size - 1 : size);
            }
        }
        Root root = s.training() || !batch ? r.root : r.evaluationRoot;
        double[] inverse = new double[variance.length];
        for (int g = 0; g < inverse.length; g++) {
            inverse[g] = root.inverse(variance[g], epsilon);
        }
        double[] centred = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            centred[i] = x[i] - (r.centred ? mean[groups.of()[i]] : 0);
        }
        return new Kept(groups, mean, variance, inverse, centred);
    }

    private double[] dx(Situation s, Recipe r, Kept kept, Grouping feature) {
        double[] x = s.get("x");
        double[] dy = s.get("dy");
        boolean right = r.backward == Backward.RIGHT;
        boolean closed = r.backward == Backward.CLOSED_FORM;
        Grouping groups = kept.groups;
        int size = groups.groupSize();
        double[] g = new double[x.length];
        double[] products = new double[x.length];
        for (int i = 0; i < g.length; i++) {
            boolean scaled = r.scaleInBackward && !r.scaleOutside && (right || closed || r.scale);
            g[i] = dy[i] * (scaled ? parameter(s, "gamma", feature.of()[i], 1) : 1);
            products[i] = g[i] * kept.centred[i];
        }
        double[] sums = groups.sums(g);
        double[] productSums = groups.sums(products);
        double meanDivisor = r.undividedMean ? 1 : r.besselMean ? size - 1 : size;
        boolean bessel = r.besselVariance || (r.bessel && !right && !closed);
        double varianceDivisor = r.undividedVariance ? 1 : bessel ? size - 1 : size;
        boolean mean = r.centred || right || closed;
        boolean constant = r.runningInTraining && r.backward == Backward.CONSISTENT;
        double[] dx = new double[x.length];
        for (int i = 0; i < dx.length; i++) {
            int group = groups.of()[i];
            double distance = closed ? kept.centred[i] : x[i] - kept.mean[group];
            double pre = r.meanRoot == null ? kept.inverse[group] : r.meanRoot.inverse(kept.variance[group], epsilon);
            double meanPart = mean && !constant ? r.meanTerm * sums[group] / meanDivisor : 0;
            double variancePart = constant
                    ? 0
                    : r.varianceTerm * 2 * distance / varianceDivisor * slope(r, kept, group, pre) * productSums[group];
            dx[i] = pre * (g[i] - meanPart) + variancePart;
            dx[i] *= r.undividedAll ? size : 1;
            dx[i] *= r.scaleOutside ? parameter(s, "gamma", feature.of()[i], 1) : 1;
        }
        return dx;
    }

    private double slope(Recipe r, Kept kept, int group, double pre) {
        double inverse = kept.inverse[group];
        if (r.closedVarianceTerm) {
            return -0.5 * pre * inverse * inverse;
        }
        if (r.varianceRoot != null) {
            return r.varianceRoot.slope(kept.variance[group], epsilon);
        }
        return switch (r.backward) {
            case CONSISTENT -> r.root.slope(kept.variance[group], epsilon);
            case CLOSED_FORM, RIGHT -> -0.5 * inverse * inverse * inverse;
        };
    }

    private void parameterGradients(Situation s, Recipe r, Kept kept, double[] y, Parts parts) {
        double[] dy = s.get("dy");
        double[] terms = new double[dy.length];
        for (int i = 0; i < terms.length; i++) {
            int group = kept.groups.of()[i];
            double hat = r.hatRoot == null
                    ? kept.hat(i)
                    : kept.centred[i] * r.hatRoot.inverse(kept.variance[group], epsilon);
            terms[i] = dy[i]
                    * switch (r.hat) {
                        case 1 -> s.get("x")[i];
                        case 2 -> y[i];
                        case 3 -> kept.centred[i];
                        default -> hat;
                    };
        }
        double[] dgamma = r.scaleSums.of(terms, s.shape());
        double[] dbeta = r.shiftSums.of(dy, s.shape());
        parts.with("dgamma", r.swapped ? dbeta : dgamma);
        parts.with("dbeta", r.swapped ? dgamma : dbeta);
    }

    private void running(Situation s, Recipe r, Kept kept, int features, Parts parts) {
        double keptShare = r.runningKept ? 1 : r.momentumSwapped ? 1 - momentum : momentum;
        double newShare = r.runningKept ? 0 : 1 - keptShare;
        int size = kept.groups.groupSize();
        if (kept.mean.length != features) {
            return;
        }
        Kept batchStatistics = r.runningInTraining ? forward(s, new Recipe()) : kept;
        double[] mean = new double[features];
        double[] variance = new double[features];
        for (int f = 0; f < features; f++) {
            double v = batchStatistics.variance[f] * (r.runningUnbiased ? size / (size - 1.0) : 1);
            mean[f] = keptShare * s.get("running mean")[f] + newShare * batchStatistics.mean[f];
            variance[f] = keptShare * s.get("running variance")[f] + newShare * (r.runningDeviation ? Math.sqrt(v) : v);
        }
        parts.with("running mean", mean).with("running variance", variance);
    }
}
