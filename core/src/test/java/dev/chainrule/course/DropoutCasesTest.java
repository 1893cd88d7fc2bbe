package dev.chainrule.course;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.check.GradientCheck;
import dev.chainrule.check.GradientReport;
import dev.chainrule.fixture.Case;
import dev.chainrule.fixture.Draws;
import dev.chainrule.fixture.ExpectedValues;
import dev.chainrule.fixture.Numbers;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Pass;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Dropout against the numbers of CS231n's `Dropout` notebook.
class DropoutCasesTest {
    private static final Mode TRAIN = new Mode.Train(RandomKey.of(0));

    @ParameterizedTest
    @EnumSource
    void meansAndSharesOfZerosAreTheCourses(Precision precision) {
        Case example = ExpectedValues.named("dropout_forward_stats");
        Agreement agreement = Agreement.recomputed(precision, 1);
        Draws draws = example.draws();
        Numbers x = draws.line(0).get("x");

        for (int i = 0; i < 3; i++) {
            Layer layer = new RunningDropout(example.expectedNumber(i + "/p_keep"), draws.random());
            agreement.check("input mean", mean(x.values()), example.expectedNumber(i + "/input_mean"));
            double[] trained = outputs(layer, agreement, x, TRAIN);
            double[] evaluated = outputs(layer, agreement, x, new Mode.Evaluate());
            agreement.check("mean in training", mean(trained), example.expectedNumber(i + "/train_mean"));
            agreement.check("mean in evaluation", mean(evaluated), example.expectedNumber(i + "/test_mean"));
            assertThat(zeros(trained)).isEqualTo(example.expectedNumber(i + "/train_fraction_zero"));
            assertThat(zeros(evaluated)).isEqualTo(example.expectedNumber(i + "/test_fraction_zero"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void dropoutForwardAndBackwardAreTheCourses(Precision precision) {
        Case example = ExpectedValues.named("dropout_backward");
        Agreement agreement = Agreement.recomputed(precision, 1);
        Map<String, Numbers> drawn = inputs(example);

        Pass pass = reseeded(example).forward(agreement.tensor(drawn.get("x")), TRAIN);
        Tensor dx = pass.backward(agreement.tensor(drawn.get("dout"))).input();

        agreement.check("out", pass.output(), example.expected("out"));
        agreement.check("dx", dx, example.expected("dx"));
        assertThat(Arrays.stream(dx.toArray()).filter(value -> value != 0))
                .hasSize((int) example.expectedNumber("kept"));
    }

    @Test
    void dropoutBackwardPassesTheCoursesGradientCheck() {
        Case example = ExpectedValues.named("dropout_backward");
        Tensor x = Agreement.recomputed(Precision.FLOAT64, 1)
                .tensor(inputs(example).get("x"));

        for (GradientReport report : GradientCheck.layer(reseeded(example), x, TRAIN, new NumpyRandom(1))) {
            assertThat(report.error()).as(report.toString()).isLessThan(example.tolerance("rel_error_vs_numeric"));
        }
    }

    private static Map<String, Numbers> inputs(Case example) {
        Draws draws = example.draws();
        return Map.of(
                "x", draws.line(0).get("x"),
                "dout", draws.line(1).get("dout"));
    }

    private static Dropout reseeded(Case example) {
        return new Dropout(Dropout.Settings.of(example.parameter("p")).withReseed((long) example.parameter("seed")));
    }

    private static double[] outputs(Layer layer, Agreement agreement, Numbers x, Mode mode) {
        return layer.forward(agreement.tensor(x), mode).output().toArray();
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    private static double zeros(double[] values) {
        return (double) Arrays.stream(values).filter(value -> value == 0).count() / values.length;
    }
}
