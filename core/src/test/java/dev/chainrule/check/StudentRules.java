package dev.chainrule.check;

import dev.chainrule.check.mistake.Mistake;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.Momentum;
import dev.chainrule.optim.NAdam;
import dev.chainrule.optim.RAdam;
import dev.chainrule.optim.RmsProp;
import dev.chainrule.optim.UpdateRule;
import java.util.List;

/// Update rules beyond the course's with mistakes.
final class StudentRules {
    private StudentRules() {}

    private static double undampened(double w, double g, double rate, double t, double[] memory) {
        memory[0] = 0.9 * memory[0] + g;
        return w - rate * memory[0];
    }

    private static double firstDampened(double w, double g, double rate, double t, double[] memory) {
        memory[0] = 0.9 * memory[0] + (1 - 0.3) * g;
        return w - rate * memory[0];
    }

    private static double notCentred(double w, double g, double rate, double t, double[] memory) {
        memory[0] = 0.99 * memory[0] + 0.01 * g * g;
        return w - rate * g / (Math.sqrt(memory[0]) + 1e-8);
    }

    private static double adam(double w, double g, double rate, double t, double[] memory) {
        StudentLosses.averages(g, memory);
        double mean = memory[0] / (1 - Math.pow(0.9, t));
        return w - rate * mean / (Math.sqrt(memory[1] / (1 - Math.pow(0.999, t))) + 1e-8);
    }

    /// The limit of the paper.
    private static double rectifiedEarly(double w, double g, double rate, double t, double[] memory) {
        StudentLosses.averages(g, memory);
        double mean = memory[0] / (1 - Math.pow(0.9, t));
        double power = Math.pow(0.999, t);
        double length = 1999 - 2 * t * power / (1 - power);
        double r = Math.sqrt((length - 4) * (length - 2) * 1999 / ((1999.0 - 4) * (1999 - 2) * length));
        double root = (Math.sqrt(memory[1]) + 1e-8) / Math.sqrt(1 - power);
        return length > 4 ? w - rate * r * mean / root : w - rate * mean;
    }

    static List<Submission> all() {
        UpdateRule damped = new Momentum(0.9, 0.3, Momentum.Form.BUFFER);
        return List.of(
                StudentLosses.rule("no dampening", StudentRules::undampened, damped, Mistake.DAMPENING_MISSING),
                StudentLosses.rule(
                        "first one dampened", StudentRules::firstDampened, damped, Mistake.FIRST_GRADIENT_DAMPENED),
                StudentLosses.rule(
                        "not centred", StudentRules::notCentred, RmsProp.of().withCentred(true), Mistake.NOT_CENTRED),
                StudentLosses.rule(
                        "no velocity",
                        StudentRules::notCentred,
                        RmsProp.of().withMomentum(0.9),
                        Mistake.MOMENTUM_FORGOTTEN),
                StudentLosses.rule(
                        "no maximum", StudentRules::adam, Adam.of().withAmsgrad(true), Mistake.MAXIMUM_MISSING),
                StudentLosses.rule("Adam for NAdam", StudentRules::adam, NAdam.of(), Mistake.LOOKAHEAD_OF_MEAN_MISSING),
                StudentLosses.rule("Adam for RAdam", StudentRules::adam, RAdam.of(), Mistake.RECTIFICATION_MISSING),
                StudentLosses.rule(
                        "rectified early", StudentRules::rectifiedEarly, RAdam.of(), Mistake.RECTIFICATION_LIMIT));
    }
}
