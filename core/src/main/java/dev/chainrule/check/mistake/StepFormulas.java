package dev.chainrule.check.mistake;

import dev.chainrule.optim.Adam;
import dev.chainrule.optim.Momentum;
import dev.chainrule.optim.UpdateRule;

/// One step of an update rule from a memory that was there before: inputs are `value`, `gradient 1` and what was
/// remembered, results `value after step 1` and what is remembered then.
final class StepFormulas {
    /// What is remembered, before and after; the velocity of a rule is its mean gradient times minus the rate.
    static final String VELOCITY = "velocity";

    static final String MEAN = "m";
    static final String SQUARES = "squares";
    static final String BEFORE = " before";
    static final String AFTER = " after";

    private StepFormulas() {}

    /// Changes the formulas of the first steps of a rule.
    ///
    /// @param before how many steps were taken before this one
    static Formulas of(UpdateRule rule, Formulas formulas, double rate, int before) {
        formulas.number("rate", rate);
        formulas.step(
                "m0",
                c -> c.observed().has(VELOCITY + BEFORE)
                        ? c.get(VELOCITY + BEFORE).times(-1 / c.number("rate"))
                        : given(c, MEAN + BEFORE));
        formulas.step("c0", c -> given(c, SQUARES + BEFORE));
        formulas.step(VELOCITY + AFTER, c -> c.get("m1").times(-c.number("rate")));
        formulas.step(MEAN + AFTER, c -> c.get("m1"));
        formulas.step(SQUARES + AFTER, c -> c.get("c1"));
        if (rule instanceof Momentum) {
            formulas.steps("m1 = mKept * mBefore1 + mFresh * `gradient 1`"); // not the first gradient
        }
        if (rule instanceof Adam) {
            formulas.change(corrections(before + 1));
            formulas.mistake(Mistake.STEP_NOT_COUNTED, corrections(before));
        }
        return formulas;
    }

    private static Numbers given(Computation c, String name) {
        return c.observed().has(name) ? c.get(name) : c.get("value").filled(0);
    }

    private static Formulas.Change corrections(int step) {
        return Formulas.replace("mCorrection1", c -> correction(c, "mKept", step))
                .and(Formulas.replace("cCorrection1", c -> correction(c, "cKept", step)));
    }

    private static Numbers correction(Computation c, String kept, int step) {
        return new Numbers(1 - StrictMath.pow(c.number(kept), step));
    }
}
