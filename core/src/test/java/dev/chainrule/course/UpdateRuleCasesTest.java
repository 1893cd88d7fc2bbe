package dev.chainrule.course;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.fixture.Case;
import dev.chainrule.fixture.ExpectedValues;
import dev.chainrule.optim.AdaGrad;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.Momentum;
import dev.chainrule.optim.Nesterov;
import dev.chainrule.optim.RmsProp;
import dev.chainrule.optim.Sgd;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One step of each update rule from a given memory, against the numbers of CS231n's `FullyConnectedNets` notebook.
class UpdateRuleCasesTest {
    /// The decay, the square, the root, the division and the difference, each rounded once.
    private static final int ROUNDINGS = 6;

    @ParameterizedTest
    @EnumSource
    void gradientDescentStepsAsInTheCourse(Precision precision) {
        Step step = new Step("sgd", precision);

        step.apply(new Sgd(), 1);

        step.checkRecomputed("next_w_full");
    }

    @ParameterizedTest
    @EnumSource
    void momentumStepsAsInTheCourse(Precision precision) {
        Step step = new Step("sgd_momentum", precision, "velocity");

        step.apply(Momentum.of().withMomentum(step.example.parameter("momentum")), 1);

        step.checkPublished("next_w", "velocity");
        step.checkRecomputed("next_w_full", "velocity_full");
    }

    @ParameterizedTest
    @EnumSource
    void nesterovsMomentumStepsAsInTheCourseNotes(Precision precision) {
        Step step = new Step("nesterov_momentum_cs231n", precision, "velocity");

        step.apply(new Nesterov(step.example.parameter("momentum"), Nesterov.Form.LOOKAHEAD), 1);

        step.checkRecomputed("next_w_full", "velocity_full");
    }

    @ParameterizedTest
    @EnumSource
    void rmsPropStepsAsInTheCourse(Precision precision) {
        Step step = new Step("rmsprop", precision, "cache");

        step.apply(
                RmsProp.of()
                        .withDecay(step.example.parameter("decay_rate"))
                        .withEpsilon(step.example.parameter("epsilon")),
                1);

        step.checkPublished("next_w", "cache");
        step.checkRecomputed("next_w_full", "cache_full");
    }

    @ParameterizedTest
    @EnumSource
    void adaGradStepsAsInTheCourseNotes(Precision precision) {
        Step step = new Step("adagrad", precision, "cache");

        step.apply(new AdaGrad(step.example.parameter("epsilon")), 1);

        step.checkRecomputed("next_w_full", "cache_full");
    }

    @ParameterizedTest
    @EnumSource
    void adamStepsAsInTheCourse(Precision precision) {
        Step step = adamStep(precision, Adam.Placement.AFTER_CORRECTION);

        step.checkPublished("next_w", "m", "v");
        step.checkRecomputed("next_w_full_eps_after_correction", "m_full", "v_full");
    }

    @ParameterizedTest
    @EnumSource
    void adamWithEpsilonBeforeTheCorrectionStepsAsTheCoursesOwnSolution(Precision precision) {
        Step step = adamStep(precision, Adam.Placement.BEFORE_CORRECTION);

        step.checkPublished("next_w", "m", "v");
        step.checkRecomputed("next_w_full_eps_before_correction", "m_full", "v_full");
    }

    @ParameterizedTest
    @EnumSource
    void adamThatCountsStepsFromZeroIsFoundOut(Precision precision) {
        Step step = new Step("adam", precision, "m", "v");

        step.apply(adam(step.example, Adam.Placement.AFTER_CORRECTION), (long) step.example.parameter("t"));

        double error = ExpectedValues.relativeError(
                step.w.toArray(), step.example.expected("next_w").values());
        assertThat(error).isGreaterThan(0.9 * step.example.tolerance("rel_error_if_t_not_incremented"));
    }

    private static Step adamStep(Precision precision, Adam.Placement placement) {
        Step step = new Step("adam", precision, "m", "v");
        step.apply(adam(step.example, placement), (long) step.example.expectedNumber("t"));
        return step;
    }

    private static Adam adam(Case example, Adam.Placement placement) {
        return new Adam(
                example.parameter("beta1"), example.parameter("beta2"), example.parameter("epsilon"), placement, false);
    }

    private static final class Step {
        final Case example;
        final Tensor w;
        private final Precision precision;
        private final Tensor dw;
        private final List<Tensor> memory;

        Step(String id, Precision precision, String... memory) {
            this.example = ExpectedValues.named(id);
            this.precision = precision;
            this.w = tensor("w");
            this.dw = tensor("dw");
            this.memory = Arrays.stream(memory).map(this::tensor).toList();
        }

        void apply(UpdateRule rule, long step) {
            rule.apply(w, dw, example.parameter("learning_rate"), step, memory);
        }

        void checkPublished(String... paths) {
            check(new Agreement(precision, example.tolerance("rel_error"), ROUNDINGS), paths);
        }

        void checkRecomputed(String... paths) {
            check(Agreement.recomputed(precision, ROUNDINGS), paths);
        }

        private void check(Agreement agreement, String... paths) {
            agreement.check(paths[0], w, example.expected(paths[0]));
            for (int i = 1; i < paths.length; i++) {
                agreement.check(paths[i], memory.get(i - 1), example.expected(paths[i]));
            }
        }

        private Tensor tensor(String name) {
            return Agreement.recomputed(precision, ROUNDINGS).tensor(example.input(name));
        }
    }
}
