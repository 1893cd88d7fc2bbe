package dev.chainrule.check;

/// Update rules, over some steps of one tensor.
final class RuleFormulas extends Formulas<RuleFormulas.Recipe> {
    /// The rate of the steps; the numbers of a situation are `value` and `gradient 1`, `gradient 2`, …
    static final double RATE = 0.05;
    /// The number of steps that are compared.
    static final int STEPS = 3;

    /// How each step is done; covers all rules.
    static final class Recipe {
        double sign = 1;
        double rateFactor = 1;
        boolean keepsMemory = true;
        // momentum
        double momentum;
        double gradientShare = 1;
        boolean velocity;
        double ahead;
        double behind;
        // adaptive
        boolean adaptive;
        double beta1;
        double newShare1;
        double beta2;
        double newShare2;
        double epsilon;
        boolean correctsMean;
        boolean correctsSquares;
        int counted = 1;
        boolean fixedCount;
        boolean epsilonInside;
        boolean root = true;
        boolean squares = true;
        boolean multiplied;
    }

    RuleFormulas(RuleKind kind) {
        super(() -> recipe(kind));
        mistake(Mistake.STEP_SIGN, r -> r.sign = -1);
        switch (kind) {
            case RuleKind.Sgd sgd -> rateMistakes();
            case RuleKind.Momentum momentum -> momentumMistakes(momentum.momentum());
            case RuleKind.Nesterov nesterov -> nesterovMistakes(nesterov.momentum());
            case RuleKind.AdaGrad adaGrad -> adaptiveMistakes();
            case RuleKind.RmsProp rmsProp -> {
                adaptiveMistakes();
                mistake(Mistake.SHARES_SWAPPED, r -> {
                    r.beta2 = 1 - rmsProp.decay();
                    r.newShare2 = rmsProp.decay();
                });
                mistake(Mistake.SUM_INSTEAD_OF_AVERAGE, r -> {
                    r.beta2 = 1;
                    r.newShare2 = 1;
                });
                mistake(Mistake.SUM_INSTEAD_OF_AVERAGE, r -> r.newShare2 = 1);
            }
            case RuleKind.Adam adam -> adamMistakes(adam);
        }
    }

    private static Recipe recipe(RuleKind kind) {
        Recipe r = new Recipe();
        switch (kind) {
            case RuleKind.Sgd sgd -> {}
            case RuleKind.Momentum momentum -> {
                r.velocity = true;
                r.momentum = momentum.momentum();
                r.ahead = 1;
            }
            case RuleKind.Nesterov nesterov -> {
                r.velocity = true;
                r.momentum = nesterov.momentum();
                r.ahead = 1 + nesterov.momentum();
                r.behind = -nesterov.momentum();
            }
            case RuleKind.AdaGrad adaGrad -> adaptive(r, 0, 1, 1, adaGrad.epsilon());
            case RuleKind.RmsProp rmsProp -> adaptive(r, 0, rmsProp.decay(), 1 - rmsProp.decay(), rmsProp.epsilon());
            case RuleKind.Adam adam -> {
                adaptive(r, adam.beta1(), adam.beta2(), 1 - adam.beta2(), adam.epsilon());
                r.correctsMean = true;
                r.correctsSquares = true;
            }
        }
        return r;
    }

    private static void adaptive(Recipe r, double beta1, double beta2, double newShare2, double epsilon) {
        r.adaptive = true;
        r.beta1 = beta1;
        r.newShare1 = 1 - beta1;
        r.beta2 = beta2;
        r.newShare2 = newShare2;
        r.epsilon = epsilon;
    }

    private void rateMistakes() {
        mistake(Mistake.RATE_TWICE, r -> r.rateFactor = RATE);
        mistake(Mistake.RATE_MISSING, r -> r.rateFactor = 1 / RATE);
    }

    private void momentumMistakes(double momentum) {
        mistake(Mistake.STEP_SIGN, r -> r.momentum = -momentum);
        rateMistakes();
        mistake(Mistake.MEMORY_NOT_KEPT, r -> r.keepsMemory = false);
        mistake(Mistake.MOMENTUM_AS_AVERAGE, r -> r.gradientShare = 1 - momentum);
        mistake(Mistake.MOMENTUM_FORGOTTEN, r -> r.momentum = 0);
        mistake(Mistake.SHARES_SWAPPED, r -> r.momentum = 1 - momentum);
    }

    private void nesterovMistakes(double momentum) {
        momentumMistakes(momentum);
        mistake(Mistake.LOOKAHEAD_MISSING, r -> {
            r.ahead = 1;
            r.behind = 0;
        });
        mistake(Mistake.LOOKAHEAD_SIGN, r -> {
            r.ahead = -momentum;
            r.behind = 1 + momentum;
        });
        mistake(Mistake.LOOKAHEAD_SIGN, r -> r.behind = momentum);
        mistake(Mistake.LOOKAHEAD_SIGN, r -> r.behind = 0);
    }

    private void adaptiveMistakes() {
        rateMistakes();
        mistake(Mistake.MEMORY_NOT_KEPT, r -> r.keepsMemory = false);
        mistake(Mistake.EPSILON_INSIDE_ROOT, r -> r.epsilonInside = true);
        mistake(Mistake.EPSILON_MISSING, r -> r.epsilon = 0);
        mistake(Mistake.ROOT_OF_SQUARES_MISSING, r -> r.root = false);
        mistake(Mistake.SQUARE_OF_GRADIENT_MISSING, r -> r.squares = false);
        mistake(Mistake.MULTIPLIED_BY_ROOT, r -> r.multiplied = true);
    }

    private void adamMistakes(RuleKind.Adam adam) {
        mistake(Mistake.STEP_NOT_COUNTED, r -> r.counted = 0);
        mistake(Mistake.STEP_NOT_COUNTED, r -> r.fixedCount = true);
        mistake(Mistake.CORRECTION_MISSING, r -> {
            r.correctsMean = false;
            r.correctsSquares = false;
        });
        mistake(Mistake.CORRECTION_OF_ONE, r -> r.correctsSquares = false);
        mistake(Mistake.CORRECTION_OF_ONE, r -> r.correctsMean = false);
        mistake(Mistake.BETAS_SWAPPED, r -> {
            r.beta1 = adam.beta2();
            r.newShare1 = 1 - adam.beta2();
            r.beta2 = adam.beta1();
            r.newShare2 = 1 - adam.beta1();
        });
        mistake(Mistake.SHARES_SWAPPED, r -> {
            r.newShare1 = r.beta1;
            r.beta1 = 1 - r.beta1;
            r.newShare2 = r.beta2;
            r.beta2 = 1 - r.beta2;
        });
        mistake(Mistake.SHARES_SWAPPED, r -> {
            r.newShare1 = r.beta1;
            r.beta1 = 1 - r.beta1;
        });
        mistake(Mistake.SHARES_SWAPPED, r -> {
            r.newShare2 = r.beta2;
            r.beta2 = 1 - r.beta2;
        });
        mistake(Mistake.SUM_INSTEAD_OF_AVERAGE, r -> r.newShare2 = 1);
        mistake(Mistake.MOMENTUM_FORGOTTEN, r -> {
            r.beta1 = 0;
            r.newShare1 = 1;
        });
        adaptiveMistakes();
    }

    @Override
    Parts compute(Situation s, Recipe r) {
        double[] w = s.get("value").clone();
        double[] first = new double[w.length];
        double[] second = new double[w.length];
        Parts parts = new Parts();
        for (int step = 1; step <= STEPS; step++) {
            double[] g = s.get("gradient " + step);
            for (int i = 0; i < w.length; i++) {
                w[i] += r.adaptive ? adaptive(r, g[i], step, i, first, second) : momentum(r, g[i], i, first);
                if (!r.keepsMemory) {
                    first[i] = 0;
                    second[i] = 0;
                }
            }
            parts.with("value after step " + step, w.clone());
        }
        return parts;
    }

    private static double momentum(Recipe r, double g, int i, double[] velocity) {
        double step = -r.sign * r.rateFactor * RATE * r.gradientShare * g;
        if (!r.velocity) {
            return step;
        }
        double before = velocity[i];
        velocity[i] = r.momentum * before + step;
        return r.behind * before + r.ahead * velocity[i];
    }

    private static double adaptive(Recipe r, double g, int step, int i, double[] first, double[] second) {
        first[i] = r.beta1 * first[i] + r.newShare1 * g;
        second[i] = r.beta2 * second[i] + r.newShare2 * (r.squares ? g * g : g);
        int t = r.fixedCount ? 1 : step - 1 + r.counted;
        double mean = first[i] / (r.correctsMean ? 1 - StrictMath.pow(r.beta1, t) : 1);
        double squares = second[i] / (r.correctsSquares ? 1 - StrictMath.pow(r.beta2, t) : 1);
        double divisor;
        if (!r.root) {
            divisor = squares + r.epsilon;
        } else {
            divisor = r.epsilonInside ? Math.sqrt(squares + r.epsilon) : Math.sqrt(squares) + r.epsilon;
        }
        return -r.sign * r.rateFactor * RATE * (r.multiplied ? mean * divisor : mean / divisor);
    }
}
