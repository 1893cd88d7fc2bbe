package dev.chainrule.check.mistake;

import static dev.chainrule.check.mistake.Mistake.*;

/// Dropout, inverted (`y = x · mask / keep` in training, `y = x` in evaluation) or vanilla (`y = x · mask` and
/// `y = keep · x`). Which numbers were kept is read off the output under test: drawing them is its business.
final class DropoutFormulas extends Formulas {
    /// The mask of a layer that is built of these formulas.
    static final String MASK = "mask";

    DropoutFormulas(double keep, boolean inverted) {
        number("scale", inverted ? 1 / keep : 1);
        number("scale of evaluation", inverted ? 1 : keep);
        number("drops in evaluation", 0);
        step("scale of backward", c -> c.get("scale"));
        step("kept", c -> kept(c, "output"));
        step("kept in backward", c -> c.get("kept"));
        step("output", c -> {
            boolean drops = c.training() || c.is("drops in evaluation");
            Numbers x = c.get("x").times(c.number(c.training() ? "scale" : "scale of evaluation"));
            return drops ? x.with(c.get("kept"), DropoutFormulas::masked) : x;
        });
        step(
                "dx",
                c -> c.get("dy")
                        .times(c.number("scale of backward"))
                        .with(c.get("kept in backward"), DropoutFormulas::masked));
        scaleMistakes(keep, inverted);
        Change forgotten = replace("kept in backward", c -> c.get("x").filled(1));
        mistake(MASK_FORGOTTEN_IN_BACKWARD, forgotten, forgotten.and(set("scale of backward", 1)));
        mistake(MASK_REDRAWN, replace("kept in backward", DropoutFormulas::redrawn));
        Change drops = set("drops in evaluation", 1);
        mistake(
                DROPOUT_IN_EVALUATION,
                drops.and(replace("scale of evaluation", c -> c.get("scale"))),
                drops.and(set("scale of evaluation", 1)));
    }

    private void scaleMistakes(double keep, boolean inverted) {
        if (inverted) {
            mistake(KEEP_NOT_DIVIDED, set("scale", 1), set("scale", 1).and(set("scale of backward", 1 / keep)));
            mistake(MASK_UNSCALED_IN_BACKWARD, set("scale of backward", 1));
        }
        Change twice = times("scale", 1 / keep);
        mistake(
                KEEP_DIVIDED_TWICE,
                twice,
                times("scale of backward", 1 / keep),
                twice.and(times("scale of backward", keep)));
        Change scale = set("scale", 1 / (1 - keep));
        mistake(KEEP_IS_DROP, inverted ? scale : set("scale of evaluation", 1 - keep), scale);
        mistake(
                EVALUATION_SCALE,
                set("scale of evaluation", inverted ? keep : 1),
                set("scale of evaluation", 1 / keep));
    }

    private static double masked(double value, double kept) {
        return kept == 0 ? 0 : value;
    }

    /// Which numbers were kept: by the mask if there is one, else because they are not 0 in what was observed.
    private static Numbers kept(Computation c, String observed) {
        double[] seen = c.observed().has(MASK)
                ? c.get(MASK).values()
                : c.observed().outputs().get(observed);
        return seen == null || seen.length != c.get("x").size() ? c.get("x").filled(1) : new Numbers(seen);
    }

    private static Numbers redrawn(Computation c) {
        Numbers mask = kept(c, "dx");
        double[] other = mask.values().clone();
        for (int i = 0; c.observed().has(MASK) && i < other.length; i++) {
            other[i] = mask.at(other.length - 1 - i);
        }
        return new Numbers(other);
    }

    @Override
    public boolean evaluatesOtherwise() {
        return true;
    }
}
