package dev.chainrule.check.mistake;

import static dev.chainrule.check.mistake.Mistake.*;

import dev.chainrule.optim.Adam;
import java.util.Arrays;

/// Update rules, over some steps of one tensor, all by one formula:
/// `m' = kept · m + fresh · g; c' = kept · c + fresh · g²; w −= rate · (ahead · m' + behind · m) / (√c' + epsilon)`,
/// where m and c may be corrected for their start at 0, and a rule without a divisor leaves it out. The learning rate
/// is the same at each step, so that it makes no difference whether a velocity holds it.
final class RuleFormulas extends Formulas {
    /// The learning rate of the steps.
    static final double RATE = 0.05;
    /// The number of steps that are compared; inputs are `value` and `gradient 1`, `gradient 2`, …
    static final int STEPS = 3;

    private RuleFormulas(Change setting) {
        number("rate", RATE);
        number("shrink", 0);
        number("memory", 1);
        average("m", 0, 1);
        number("ahead", 1);
        number("behind", 0);
        number("adaptive", 0);
        average("c", 0, 1);
        number("squared", 1);
        number("epsilon", 0);
        number("epsilon inside", 0);
        number("epsilon uncorrected", 0);
        number("root", 1);
        number("multiplied", 0);
        number("count from", 1);
        number("always first", 0);
        change(setting);
        step("values", this::values);
        for (int step = 1; step <= STEPS; step++) {
            int from = step - 1;
            step("value after step " + step, c -> {
                int size = c.get("value").size();
                return new Numbers(Arrays.copyOfRange(c.get("values").values(), from * size, (from + 1) * size));
            });
        }
        mistake(STEP_SIGN, times("rate", -1));
    }

    private void average(String name, double kept, double fresh) {
        number(name + " kept", kept);
        number(name + " fresh", fresh);
        number(name + " corrected", 0);
    }

    private static Change shares(String name, double kept, double fresh) {
        return set(name + " kept", kept).and(set(name + " fresh", fresh));
    }

    private static Change looks(double ahead, double behind) {
        return set("ahead", ahead).and(set("behind", behind));
    }

    private static Change corrects(double mean, double squares) {
        return set("m corrected", mean).and(set("c corrected", squares));
    }

    private static Change squares(double kept, double fresh, double epsilon) {
        return shares("c", kept, fresh).and(set("adaptive", 1)).and(set("epsilon", epsilon));
    }

    /// `w −= rate · g`.
    static RuleFormulas sgd() {
        RuleFormulas sgd = new RuleFormulas(NOTHING);
        sgd.rateMistakes();
        return sgd;
    }

    /// `v = momentum · v − rate · g; w += v`.
    static RuleFormulas momentum(double momentum) {
        return new RuleFormulas(set("m kept", momentum)).withMomentumMistakes(momentum);
    }

    /// `v' = momentum · v − rate · g; w += −momentum · v + (1 + momentum) · v'`.
    static RuleFormulas nesterov(double momentum) {
        RuleFormulas rule = new RuleFormulas(set("m kept", momentum).and(looks(1 + momentum, -momentum)))
                .withMomentumMistakes(momentum);
        rule.mistake(LOOKAHEAD_MISSING, looks(1, 0));
        rule.mistake(LOOKAHEAD_SIGN, looks(-momentum, 1 + momentum), set("behind", momentum), set("behind", 0));
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
        rule.mistake(SHARES_SWAPPED, shares("c", 1 - decay, decay));
        rule.mistake(SUM_INSTEAD_OF_AVERAGE, shares("c", 1, 1), set("c fresh", 1));
        return rule;
    }

    /// `w −= rate · m̂ / (√v̂ + epsilon)` with both averages corrected for their start at 0.
    ///
    /// @param decay of the weights before each step, as in AdamW; 0 for none
    static RuleFormulas adam(Adam adam, double decay) {
        double beta1 = adam.beta1();
        double beta2 = adam.beta2();
        boolean uncorrected = adam.epsilonAdded() == Adam.Placement.BEFORE_CORRECTION;
        RuleFormulas rule = new RuleFormulas(shares("m", beta1, 1 - beta1)
                .and(squares(beta2, 1 - beta2, adam.epsilon()))
                .and(corrects(1, 1))
                .and(set("epsilon uncorrected", uncorrected ? 1 : 0))
                .and(set("shrink", RATE * decay)));
        rule.mistake(STEP_NOT_COUNTED, set("count from", 0), set("always first", 1));
        rule.mistake(CORRECTION_MISSING, corrects(0, 0));
        rule.mistake(CORRECTION_OF_ONE, corrects(1, 0), corrects(0, 1));
        rule.mistake(BETAS_SWAPPED, shares("m", beta2, 1 - beta2).and(shares("c", beta1, 1 - beta1)));
        Change mean = shares("m", 1 - beta1, beta1);
        Change squares = shares("c", 1 - beta2, beta2);
        rule.mistake(SHARES_SWAPPED, mean.and(squares), mean, squares);
        rule.mistake(SUM_INSTEAD_OF_AVERAGE, set("c fresh", 1));
        rule.mistake(MOMENTUM_FORGOTTEN, shares("m", 0, 1));
        rule.adaptiveMistakes();
        return rule;
    }

    private void rateMistakes() {
        mistake(RATE_TWICE, times("rate", RATE));
        mistake(RATE_MISSING, times("rate", 1 / RATE));
    }

    private RuleFormulas withMomentumMistakes(double momentum) {
        mistake(STEP_SIGN, set("m kept", -momentum));
        rateMistakes();
        mistake(MEMORY_NOT_KEPT, set("memory", 0));
        mistake(MOMENTUM_AS_AVERAGE, set("m fresh", 1 - momentum));
        mistake(MOMENTUM_FORGOTTEN, set("m kept", 0));
        mistake(SHARES_SWAPPED, set("m kept", 1 - momentum));
        return this;
    }

    private void adaptiveMistakes() {
        rateMistakes();
        mistake(MEMORY_NOT_KEPT, set("memory", 0));
        mistake(EPSILON_INSIDE_ROOT, set("epsilon inside", 1));
        mistake(EPSILON_MISSING, set("epsilon", 0));
        mistake(ROOT_OF_SQUARES_MISSING, set("root", 0));
        mistake(SQUARE_OF_GRADIENT_MISSING, set("squared", 0));
        mistake(MULTIPLIED_BY_ROOT, set("multiplied", 1));
    }

    /// The values after each step, one after the other.
    private Numbers values(Computation c) {
        int size = c.get("value").size();
        double[] values = new double[STEPS * size];
        for (int i = 0; i < size; i++) {
            double w = c.get("value").at(i);
            double m = 0;
            double squares = 0;
            for (int step = 1; step <= STEPS; step++) {
                double g = c.get("gradient " + step).at(i);
                double before = m;
                m = next(c, "m", m, g);
                squares = next(c, "c", squares, c.is("squared") ? g * g : g);
                int t = c.is("always first") ? 1 : step - 1 + (int) c.number("count from");
                double direction = (c.number("ahead") * m + c.number("behind") * before) / correction(c, "m", t);
                w -= c.number("shrink") * w + c.number("rate") * divided(c, direction, squares, correction(c, "c", t));
                m *= c.number("memory");
                squares *= c.number("memory");
                values[(step - 1) * size + i] = w;
            }
        }
        return new Numbers(values);
    }

    private static double next(Computation c, String average, double before, double value) {
        return c.number(average + " kept") * before + c.number(average + " fresh") * value;
    }

    private static double correction(Computation c, String average, int step) {
        return c.is(average + " corrected") ? 1 - StrictMath.pow(c.number(average + " kept"), step) : 1;
    }

    private static double divided(Computation c, double direction, double squares, double correction) {
        if (!c.is("adaptive")) {
            return direction;
        }
        double mean = squares / correction;
        double epsilon = c.number("epsilon") / (c.is("epsilon uncorrected") ? Math.sqrt(correction) : 1);
        double root = c.is("epsilon inside") ? Math.sqrt(mean + epsilon) : Math.sqrt(mean) + epsilon;
        double divisor = c.is("root") ? root : mean + epsilon;
        return c.is("multiplied") ? direction * divisor : direction / divisor;
    }
}
