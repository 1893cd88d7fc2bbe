package dev.chainrule.check.mistake;

import static dev.chainrule.check.mistake.Mistake.*;

import dev.chainrule.optim.Adam;
import dev.chainrule.optim.NAdam;
import dev.chainrule.optim.RAdam;
import dev.chainrule.optim.RmsProp;
import java.util.function.LongToDoubleFunction;

/// Update rules, over some steps of one tensor, all by one formula with a mean m and a mean square c of the gradients,
/// which may be corrected for their start at 0; a rule without a divisor divides by 1. The learning rate is the same at
/// each step, so that it makes no difference whether a velocity holds it.
final class RuleFormulas extends Formulas {
    /// The learning rate of the steps.
    static final double RATE = 0.05;
    /// The number of steps that are compared, so many that RAdam comes to use its root; inputs are `value` and
    /// `gradient 1`, `gradient 2`, …
    static final int STEPS = 7;

    private static final String START = """
        rate = 0.05; shrink = 0; memory = 1; ahead = 1; behind = 0; epsilon = 0
        mKept = 0; mFresh = 1; cKept = 0; cFresh = 1
        m0 = 0 * value; c0 = m0; `value after step 0` = value
        """;

    /// Step %1$s after step %2$s.
    private static final String STEP = """
        mBefore%1$s = m%2$s * memory
        m%1$s = mKept * mBefore%1$s + mFresh * `gradient %1$s`
        power%1$s = square(`gradient %1$s`)
        c%1$s = cKept * c%2$s * memory + cFresh * power%1$s
        mCorrection%1$s = 1; cCorrection%1$s = 1; epsilon%1$s = epsilon; divisor%1$s = 1
        direction%1$s = (ahead * m%1$s + behind * mBefore%1$s) / mCorrection%1$s
        squares%1$s = c%1$s / cCorrection%1$s
        scaled%1$s = direction%1$s / divisor%1$s
        change%1$s = scaled%1$s
        `value after step %1$s` = `value after step %2$s` * (1 - shrink) - rate * change%1$s
        """;

    private RuleFormulas(String settings) {
        steps(START);
        steps(everyStep(STEP));
        steps(settings);
        mistake(STEP_SIGN, "rate = -rate");
    }

    private static String everyStep(String text) {
        StringBuilder all = new StringBuilder();
        for (int step = 1; step <= STEPS; step++) {
            all.append(text.formatted(step, step - 1)).append('\n');
        }
        return all.toString();
    }

    private static String squares(double kept, double fresh, double epsilon) {
        return "cKept = %s; cFresh = %s; epsilon = %s\n".formatted(kept, fresh, epsilon)
                + everyStep("root%1$s = sqrt(squares%1$s) + epsilon%1$s; divisor%1$s = root%1$s");
    }

    /// `1 − keptᵗ` for each step, where step t is taken for another one.
    private static String correction(String average, int first, int more) {
        StringBuilder all = new StringBuilder();
        for (int step = 1; step <= STEPS; step++) {
            String power = ("*" + average + "Kept").repeat(first + more * (step - 1));
            all.append("%sCorrection%s = 1 - 1%s;".formatted(average, step, power));
        }
        return all.toString();
    }

    /// `w −= rate · g`.
    static RuleFormulas sgd() {
        RuleFormulas sgd = new RuleFormulas("");
        sgd.rateMistakes();
        return sgd;
    }

    /// `v = momentum · v − rate · (1 − dampening) · g; w += v`, where the first gradient is not dampened.
    static RuleFormulas momentum(double momentum, double dampening) {
        RuleFormulas rule = new RuleFormulas(
                        "mKept = %s; mFresh = 1 - %s; first = 1; m1 = mKept * mBefore1 + first * `gradient 1`"
                                .formatted(momentum, dampening))
                .withMomentumMistakes();
        if (dampening > 0) {
            rule.mistake(DAMPENING_MISSING, "mFresh = 1");
            rule.mistake(FIRST_GRADIENT_DAMPENED, "first = mFresh");
        }
        return rule;
    }

    /// `v' = momentum · v − rate · g; w += −momentum · v + (1 + momentum) · v'`.
    static RuleFormulas nesterov(double momentum) {
        RuleFormulas rule = new RuleFormulas("mKept = %1$s; ahead = 1 + %1$s; behind = -%1$s".formatted(momentum))
                .withMomentumMistakes();
        rule.mistake(LOOKAHEAD_MISSING, "ahead = 1; behind = 0");
        rule.mistake(LOOKAHEAD_SIGN, "ahead = -mKept; behind = 1 + mKept", "behind = mKept", "behind = 0");
        return rule;
    }

    /// `c += g²; w −= rate · g / (√c + epsilon)`.
    static RuleFormulas adaGrad(double epsilon) {
        RuleFormulas rule = new RuleFormulas(squares(1, 1, epsilon));
        rule.adaptiveMistakes();
        return rule;
    }

    /// `c = decay · c + (1 − decay) · g²; w −= rate · g / (√c + epsilon)`, perhaps centred and with momentum.
    static RuleFormulas rmsProp(RmsProp settings) {
        RuleFormulas rule = new RuleFormulas(squares(settings.decay(), 1 - settings.decay(), settings.epsilon())
                + "centred = %s; vKept = %s; centre0 = 0 * value; velocity0 = centre0\n"
                        .formatted(settings.centred() ? 1 : 0, settings.momentum())
                + everyStep("""
                    centre%1$s = cKept * centre%2$s * memory + cFresh * `gradient %1$s`
                    squares%1$s = c%1$s - centred * square(centre%1$s)
                    velocity%1$s = vKept * velocity%2$s * memory + scaled%1$s
                    change%1$s = velocity%1$s
                    """));
        if (settings.centred()) {
            rule.mistake(NOT_CENTRED, "centred = 0");
        }
        if (settings.momentum() > 0) {
            rule.mistake(MOMENTUM_FORGOTTEN, "vKept = 0");
            rule.mistake(MOMENTUM_AS_AVERAGE, everyStep("scaled%1$s = (1 - vKept) * direction%1$s / divisor%1$s"));
        }
        rule.adaptiveMistakes();
        rule.mistake(SHARES_SWAPPED, swapped("c"));
        rule.mistake(SUM_INSTEAD_OF_AVERAGE, "cKept = 1; cFresh = 1", "cFresh = 1");
        return rule;
    }

    /// `w −= rate · m̂ / (√v̂ + epsilon)` with both averages corrected for their start at 0.
    ///
    /// @param decay of the weights before each step, as in AdamW; 0 for none
    static RuleFormulas adam(Adam adam, double decay) {
        RuleFormulas rule = new RuleFormulas(averages(adam.beta1(), adam.beta2(), adam.epsilon())
                + "shrink = %s;".formatted(RATE * decay)
                + switch (adam.epsilonAdded()) {
                    case AFTER_CORRECTION -> "";
                    case BEFORE_CORRECTION -> everyStep("epsilon%1$s = epsilon / sqrt(cCorrection%1$s)");
                });
        if (adam.amsgrad()) {
            rule.steps(largest("c%1$s", "/ cCorrection%1$s"));
            rule.mistake(MAXIMUM_MISSING, everyStep("squares%1$s = c%1$s / cCorrection%1$s"));
            rule.mistake(MAXIMUM_OF_CORRECTED, largest("c%1$s / cCorrection%1$s", ""));
        }
        rule.correctionMistakes();
        rule.mistake(
                BETAS_SWAPPED,
                "mKept = %2$s; mFresh = 1 - %2$s; cKept = %1$s; cFresh = 1 - %1$s"
                        .formatted(adam.beta1(), adam.beta2()));
        rule.mistake(SHARES_SWAPPED, swapped("m") + swapped("c"), swapped("m"), swapped("c"));
        rule.mistake(SUM_INSTEAD_OF_AVERAGE, "cFresh = 1");
        rule.mistake(MOMENTUM_FORGOTTEN, "mKept = 0; mFresh = 1");
        rule.adaptiveMistakes();
        return rule;
    }

    /// Both averages with their corrections.
    private static String averages(double beta1, double beta2, double epsilon) {
        return "mKept = %s; mFresh = 1 - mKept;".formatted(beta1)
                + squares(beta2, 1 - beta2, epsilon)
                + correction("m", 1, 1)
                + correction("c", 1, 1);
    }

    /// Squares that are the largest so far.
    ///
    /// @param of which numbers
    /// @param corrected what is done to the largest
    private static String largest(String of, String corrected) {
        return "largest0 = 0 * value\n" + everyStep("""
            more%%1$s = %s - largest%%2$s * memory
            largest%%1$s = largest%%2$s * memory + more%%1$s * positive(more%%1$s)
            squares%%1$s = largest%%1$s %s
            """.formatted(of, corrected));
    }

    private void correctionMistakes() {
        String meanUncorrected = everyStep("mCorrection%1$s = 1");
        String squaresUncorrected = everyStep("cCorrection%1$s = 1");
        mistake(
                STEP_NOT_COUNTED,
                correction("m", 0, 1) + correction("c", 0, 1),
                correction("m", 1, 0) + correction("c", 1, 0));
        mistake(CORRECTION_MISSING, meanUncorrected + squaresUncorrected);
        mistake(CORRECTION_OF_ONE, squaresUncorrected, meanUncorrected);
    }

    /// Adam with Nesterov's look-ahead and a momentum that grows.
    static RuleFormulas nadam(NAdam nadam) {
        RuleFormulas rule = new RuleFormulas(averages(nadam.beta1(), nadam.beta2(), nadam.epsilon())
                + lookahead(step -> nadam.beta1() * (1 - 0.5 * StrictMath.pow(0.96, step * nadam.growth()))));
        rule.mistake(LOOKAHEAD_OF_MEAN_MISSING, everyStep("direction%1$s = m%1$s / mCorrection%1$s"));
        rule.mistake(MOMENTUM_NOT_GROWN, lookahead(step -> nadam.beta1()));
        rule.mistake(CORRECTION_OF_ONE, everyStep("cCorrection%1$s = 1"));
        rule.mistake(SHARES_SWAPPED, swapped("m") + swapped("c"), swapped("m"), swapped("c"));
        rule.adaptiveMistakes();
        return rule;
    }

    /// The look-ahead of NAdam.
    ///
    /// @param momentum of each step
    private static String lookahead(LongToDoubleFunction momentum) {
        StringBuilder all = new StringBuilder();
        double product = 1;
        for (long step = 1; step <= STEPS; step++) {
            double now = momentum.applyAsDouble(step);
            double next = momentum.applyAsDouble(step + 1);
            product *= now;
            all.append("direction%1$s = %2$s * m%1$s + %3$s * `gradient %1$s`;"
                    .formatted(step, next / (1 - product * next), (1 - now) / (1 - product)));
        }
        return all.toString();
    }

    /// Adam whose root is rectified.
    static RuleFormulas radam(RAdam radam) {
        RuleFormulas rule = new RuleFormulas(averages(radam.beta1(), radam.beta2(), radam.epsilon())
                + everyStep("epsilon%1$s = epsilon / sqrt(cCorrection%1$s)")
                + rectified(step -> length(radam, step) <= 5 ? 0 : rectification(radam, step)));
        rule.mistake(RECTIFICATION_LIMIT, rectified(step -> length(radam, step) <= 4 ? 0 : rectification(radam, step)));
        rule.mistake(
                RECTIFICATION_MISSING,
                rectified(step -> length(radam, step) <= 5 ? 0 : 1),
                rectified(step -> 1),
                everyStep("epsilon%1$s = epsilon;") + rectified(step -> 1));
        rule.correctionMistakes();
        rule.mistake(SHARES_SWAPPED, swapped("m") + swapped("c"), swapped("m"), swapped("c"));
        rule.mistake(MOMENTUM_FORGOTTEN, "mKept = 0; mFresh = 1");
        rule.adaptiveMistakes();
        return rule;
    }

    /// Divisors of RAdam, whose epsilon is added before the correction.
    ///
    /// @param share of the root in each step; 0 for a step without it
    private static String rectified(LongToDoubleFunction share) {
        StringBuilder all = new StringBuilder();
        for (long step = 1; step <= STEPS; step++) {
            double root = share.applyAsDouble(step);
            all.append("divisor%1$s = %2$s;".formatted(step, root == 0 ? "1" : "root%s / %s".formatted(step, root)));
        }
        return all.toString();
    }

    private static double length(RAdam radam, long step) {
        double power = StrictMath.pow(radam.beta2(), (double) step);
        return 2 / (1 - radam.beta2()) - 1 - 2 * step * power / (1 - power);
    }

    private static double rectification(RAdam radam, long step) {
        double limit = 2 / (1 - radam.beta2()) - 1;
        double length = length(radam, step);
        return Math.sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length));
    }

    private static String swapped(String average) {
        return "%1$sKept = 1 - %1$sKept; %1$sFresh = 1 - %1$sFresh;".formatted(average);
    }

    private void rateMistakes() {
        mistake(RATE_TWICE, "rate = rate * rate");
        mistake(RATE_MISSING, "rate = 1");
    }

    private RuleFormulas withMomentumMistakes() {
        mistake(STEP_SIGN, "mKept = -mKept");
        rateMistakes();
        mistake(MEMORY_NOT_KEPT, "memory = 0");
        mistake(MOMENTUM_AS_AVERAGE, "mFresh = 1 - mKept");
        mistake(MOMENTUM_FORGOTTEN, "mKept = 0");
        mistake(SHARES_SWAPPED, "mKept = 1 - mKept");
        return this;
    }

    private void adaptiveMistakes() {
        rateMistakes();
        mistake(MEMORY_NOT_KEPT, "memory = 0");
        mistake(EPSILON_INSIDE_ROOT, everyStep("root%1$s = sqrt(squares%1$s + epsilon%1$s)"));
        mistake(EPSILON_MISSING, "epsilon = 0");
        mistake(ROOT_OF_SQUARES_MISSING, everyStep("root%1$s = squares%1$s + epsilon%1$s"));
        mistake(SQUARE_OF_GRADIENT_MISSING, everyStep("power%1$s = `gradient %1$s`"));
        mistake(MULTIPLIED_BY_ROOT, everyStep("scaled%1$s = direction%1$s * divisor%1$s"));
    }
}
