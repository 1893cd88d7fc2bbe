package dev.chainrule.check.mistake;

import static dev.chainrule.check.mistake.Mistake.*;

import dev.chainrule.optim.Adam;

/// Update rules, over some steps of one tensor, all by one formula with a mean m and a mean square c of the gradients,
/// which may be corrected for their start at 0; a rule without a divisor divides by 1. The learning rate is the same at
/// each step, so that it makes no difference whether a velocity holds it.
final class RuleFormulas extends Formulas {
    /// The learning rate of the steps.
    static final double RATE = 0.05;
    /// The number of steps that are compared; inputs are `value` and `gradient 1`, `gradient 2`, …
    static final int STEPS = 3;

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
        change%1$s = direction%1$s / divisor%1$s
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
                + everyStep("divisor%1$s = sqrt(squares%1$s) + epsilon%1$s");
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

    /// `v = momentum · v − rate · g; w += v`.
    static RuleFormulas momentum(double momentum) {
        return new RuleFormulas("mKept = " + momentum).withMomentumMistakes();
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

    /// `c = decay · c + (1 − decay) · g²; w −= rate · g / (√c + epsilon)`.
    static RuleFormulas rmsProp(double decay, double epsilon) {
        RuleFormulas rule = new RuleFormulas(squares(decay, 1 - decay, epsilon));
        rule.adaptiveMistakes();
        rule.mistake(SHARES_SWAPPED, swapped("c"));
        rule.mistake(SUM_INSTEAD_OF_AVERAGE, "cKept = 1; cFresh = 1", "cFresh = 1");
        return rule;
    }

    /// `w −= rate · m̂ / (√v̂ + epsilon)` with both averages corrected for their start at 0.
    ///
    /// @param decay of the weights before each step, as in AdamW; 0 for none
    static RuleFormulas adam(Adam adam, double decay) {
        RuleFormulas rule =
                new RuleFormulas("mKept = %s; mFresh = 1 - mKept; shrink = %s;".formatted(adam.beta1(), RATE * decay)
                        + squares(adam.beta2(), 1 - adam.beta2(), adam.epsilon())
                        + correction("m", 1, 1)
                        + correction("c", 1, 1)
                        + switch (adam.epsilonAdded()) {
                            case AFTER_CORRECTION -> "";
                            case BEFORE_CORRECTION -> everyStep("epsilon%1$s = epsilon / sqrt(cCorrection%1$s)");
                        });
        String meanUncorrected = everyStep("mCorrection%1$s = 1");
        String squaresUncorrected = everyStep("cCorrection%1$s = 1");
        rule.mistake(
                STEP_NOT_COUNTED,
                correction("m", 0, 1) + correction("c", 0, 1),
                correction("m", 1, 0) + correction("c", 1, 0));
        rule.mistake(CORRECTION_MISSING, meanUncorrected + squaresUncorrected);
        rule.mistake(CORRECTION_OF_ONE, squaresUncorrected, meanUncorrected);
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
        mistake(EPSILON_INSIDE_ROOT, everyStep("divisor%1$s = sqrt(squares%1$s + epsilon%1$s)"));
        mistake(EPSILON_MISSING, "epsilon = 0");
        mistake(ROOT_OF_SQUARES_MISSING, everyStep("divisor%1$s = squares%1$s + epsilon%1$s"));
        mistake(SQUARE_OF_GRADIENT_MISSING, everyStep("power%1$s = `gradient %1$s`"));
        mistake(MULTIPLIED_BY_ROOT, everyStep("change%1$s = direction%1$s * divisor%1$s"));
    }
}
