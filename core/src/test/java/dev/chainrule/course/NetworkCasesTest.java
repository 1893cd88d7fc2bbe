package dev.chainrule.course;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.fixture.Case;
import dev.chainrule.fixture.Draws;
import dev.chainrule.fixture.ExpectedValues;
import dev.chainrule.fixture.Numbers;
import dev.chainrule.kernel.Kernels;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.loss.LossPass;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.zoo.Models;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whole networks without normalisation or dropout: scores, losses and gradients that the two courses print.
class NetworkCasesTest {

    @ParameterizedTest
    @EnumSource
    void theTwoLayerNetScoresLossesAndGradientsAreTheCourses(Precision precision) {
        Case example = ExpectedValues.named("two_layer_net");
        Agreement agreement = Agreement.recomputed(precision, 5 + 50 + 7);
        Model model = twoLayerNet(precision, 5, 50, 7);
        fill(model, name -> example.input(name));
        Tensor x = agreement.tensor(example.input("X"));
        int[] labels = example.input("y").labels();

        agreement.check("scores", model.scores(x), example.expected("scores_full"));
        agreement.check("loss", loss(model, x, labels).value, example.expectedNumber("loss_reg0_full"));
        for (WeightPenalty penalty : List.of(WeightPenalty.HalfL2.of(1), WeightPenalty.FullL2.of(0.5))) {
            agreement.check(
                    "loss with " + penalty,
                    loss(model, x, labels, penalty).value,
                    example.expectedNumber("loss_reg1_full"));
        }
        Result penalised = loss(model, x, labels, WeightPenalty.HalfL2.of(0.7));
        agreement.check("loss with 0.7", penalised.value, example.expectedNumber("loss_reg0.7_full"));
        // The gradient with respect to the hidden units sums terms of up to 1/3 · 0.4, dscores times W2, that nearly
        // cancel.
        Agreement cancelling = agreement.withTermsUpTo(0.4 / 3);
        for (Parameter parameter : model.parameters()) {
            cancelling.check(
                    "d" + parameter,
                    penalised.gradients.of(parameter),
                    example.expectedDigest("grads_reg0.7/" + parameter.name()));
        }
    }

    @Test
    void theTwoLayerNetMatchesTheDigitsPrintedInTheNotebook() {
        Case example = ExpectedValues.named("two_layer_net");
        Model model = twoLayerNet(Precision.FLOAT64, 5, 50, 7);
        fill(model, name -> example.input(name));
        Tensor x = Agreement.recomputed(Precision.FLOAT64, 1).tensor(example.input("X"));
        int[] labels = example.input("y").labels();

        assertThat(sumOfDifferences(model.scores(x), example.expected("scores")))
                .isLessThan(example.tolerance("scores_sum_abs_diff"));
        assertThat(loss(model, x, labels).value)
                .isCloseTo(example.expectedNumber("loss_reg0"), within(example.tolerance("loss_abs")));
        assertThat(loss(model, x, labels, WeightPenalty.HalfL2.of(1)).value)
                .isCloseTo(example.expectedNumber("loss_reg1"), within(example.tolerance("loss_abs")));
    }

    @Test
    void theTwoLayerNetStartsWithTheWeightScaleAndZeroBiases() {
        Model model = ModelBuilder.build(Models.twoLayerNet(5, 50, 7, 1e-3), new NumpyRandom(231));

        for (Parameter parameter : model.parameters()) {
            double[] values = parameter.value().toArray();
            if (parameter.kind() == Parameter.Kind.WEIGHT) {
                assertThat(standardDeviation(values)).as(parameter.name()).isCloseTo(1e-3, within(1e-4));
            } else {
                assertThat(values).as(parameter.name()).containsOnly(0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theToyNetOfTheFirstAssignmentHasTheCoursesLossInBothPenaltyConventions(Precision precision) {
        Case example = ExpectedValues.named("a1_toy_two_layer");
        Agreement agreement = Agreement.recomputed(precision, 4 + 10 + 3);
        Map<String, Numbers> drawn = example.draws().all();
        Model model = toyNet(precision, drawn);
        Tensor x = agreement.tensor(drawn.get("X"));
        int[] labels = example.input("y").labels();
        double strength = example.parameter("reg");

        agreement.check("data loss", loss(model, x, labels).value, example.expectedNumber("data_loss_full"));
        double penalised = loss(model, x, labels, WeightPenalty.FullL2.of(strength)).value;
        agreement.check("loss", penalised, example.expectedNumber("loss_full"));
        double half = loss(
                        model,
                        x,
                        labels,
                        WeightPenalty.HalfL2.of(example.expectedNumber("same_loss_with_half_convention_reg")))
                .value;
        agreement.check("loss in the half convention", half, example.expectedNumber("loss_full"));
    }

    @Test
    void theToyNetMatchesTheDigitsPrintedInTheNotebook() {
        Case example = ExpectedValues.named("a1_toy_two_layer");
        Map<String, Numbers> drawn = example.draws().all();
        Model model = toyNet(Precision.FLOAT64, drawn);
        Tensor x = Agreement.recomputed(Precision.FLOAT64, 1).tensor(drawn.get("X"));
        int[] labels = example.input("y").labels();

        assertThat(sumOfDifferences(model.scores(x), example.expected("scores")))
                .isLessThan(example.tolerance("scores_sum_abs_diff"));
        assertThat(loss(model, x, labels, WeightPenalty.FullL2.of(example.parameter("reg"))).value)
                .isCloseTo(example.expectedNumber("loss"), within(example.tolerance("loss_abs")));
    }

    @ParameterizedTest
    @EnumSource
    void theFullyConnectedNetStartsWithTheCoursesLossAndGradients(Precision precision) {
        Case example = ExpectedValues.named("fc_net_initial_loss");
        Agreement agreement = Agreement.recomputed(precision, 15 + 20 + 30 + 10);
        Draws draws = example.draws();
        Tensor x = agreement.tensor(draws.line(0).get("X"));
        int[] labels = draws.line(1).get("y").labels();
        assertThat(labels).containsExactly(7, 0);

        for (int i = 0; i < 2; i++) {
            Model model = ModelBuilder.build(
                    Models.fullyConnectedNet(15, List.of(20, 30), 10, example.parameter("weight_scale"))
                            .withPrecision(precision),
                    draws.random());
            Result result = loss(model, x, labels, WeightPenalty.HalfL2.of(example.expectedNumber(i + "/reg")));
            agreement.check("loss " + i, result.value, example.expectedNumber(i + "/initial_loss"));
            for (Parameter parameter : model.parameters()) {
                agreement.check(
                        "d" + parameter,
                        result.gradients.of(parameter),
                        example.expectedDigest(i + "/grads/" + parameter.name()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theKthNetHasTheExpectedCostProbabilitiesAndGradients(Precision precision) {
        Case example = ExpectedValues.named("kth_k_layer_no_bn");
        Agreement agreement = new Agreement(precision, Agreement.RECOMPUTED, 10 + 5 + 4 + 3);
        Model model =
                ModelBuilder.build(Models.kthNet(10, List.of(5, 4), 3).withPrecision(precision), new NumpyRandom(0));
        fill(model, name -> KthInputs.parameter(name));
        Tensor x = agreement.tensor(KthInputs.images());
        int[] labels = example.input("y").labels();

        Result result = loss(model, x, labels, WeightPenalty.FullL2.of(example.parameter("lambda")));
        Tensor probabilities = Tensor.allocateLike(result.scores);
        Kernels.of(result.scores).scoreLoss().softmax(result.scores, probabilities);

        agreement.check("J", result.value, example.expectedNumber("J"));
        agreement.check("P", probabilities, example.expected("P").transpose());
        for (Parameter parameter : model.parameters()) {
            Numbers expected = example.expected("grads/" + parameter.name());
            agreement.check(
                    "d" + parameter,
                    result.gradients.of(parameter),
                    parameter.kind() == Parameter.Kind.WEIGHT
                            ? expected.transpose()
                            : expected.reshape(expected.shape()[0]));
        }
    }

    private record Result(Tensor scores, double value, Gradients gradients) {}

    private interface Values {
        Numbers of(String name);
    }

    private static Model twoLayerNet(Precision precision, int features, int hidden, int classes) {
        return ModelBuilder.build(
                Models.twoLayerNet(features, hidden, classes, 1e-3).withPrecision(precision), new NumpyRandom(0));
    }

    private static Model toyNet(Precision precision, Map<String, Numbers> drawn) {
        Model model = twoLayerNet(precision, 4, 10, 3);
        fill(model, name -> drawn.getOrDefault(name, Numbers.fill(i -> 0, name.equals("b1") ? 10 : 3)));
        return model;
    }

    private static void fill(Model model, Values values) {
        for (Parameter parameter : model.parameters()) {
            Tensor value = parameter.value();
            value.copyFrom(Tensor.of(
                    value.precision(),
                    value.shape(),
                    values.of(parameter.name()).values()));
        }
    }

    private static Result loss(Model model, Tensor x, int[] labels, WeightPenalty... penalties) {
        Pass pass = model.forward(x, new Mode.Train(RandomKey.of(0)));
        LossPass loss = SoftmaxCrossEntropy.of().forward(pass.output(), labels);
        Gradients gradients = pass.parameterGradients(loss.dscores());
        WeightPenalty.addGradients(List.of(penalties), model.parameters(), gradients);
        double penalty = WeightPenalty.total(List.of(penalties), model.parameters());
        return new Result(pass.output(), loss.value() + penalty, gradients);
    }

    private static double sumOfDifferences(Tensor actual, Numbers expected) {
        double[] values = actual.toArray();
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += Math.abs(values[i] - expected.values()[i]);
        }
        return sum;
    }

    private static double standardDeviation(double[] values) {
        double squares = 0;
        for (double value : values) {
            squares += value * value;
        }
        return Math.sqrt(squares / values.length);
    }
}
