package dev.chainrule.course;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.fixture.Case;
import dev.chainrule.fixture.Draws;
import dev.chainrule.fixture.ExpectedValues;
import dev.chainrule.fixture.Numbers;
import dev.chainrule.kernel.Pooling;
import dev.chainrule.kernel.PoolingWindow;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Sequential;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.zoo.Models;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The three-layer convolutional network against the numbers of CS231n's `ConvolutionalNetworks` notebook.
class ConvNetCasesTest {

    @ParameterizedTest
    @EnumSource
    void convolutionReluAndPoolingAreTheCourses(Precision precision) {
        Case example = ExpectedValues.named("conv_relu_pool");
        Agreement agreement = Agreement.recomputed(precision, 27 + 2 * 256);
        Map<String, Numbers> drawn = example.draws().all();
        Convolution2d convolution = new Convolution2d(
                new Parameter("w", Parameter.Kind.WEIGHT, agreement.tensor(drawn.get("w"))),
                new Parameter("b", Parameter.Kind.BIAS, agreement.tensor(drawn.get("b"))),
                (int) example.parameter("stride"),
                (int) example.parameter("pad"));
        MaxPool pool = new MaxPool(
                PoolingWindow.square((int) example.parameter("pool"), (int) example.parameter("pool_stride")),
                Pooling.Ties.FIRST);

        Pass pass = Sequential.of(convolution, new Relu(), pool)
                .forward(agreement.tensor(drawn.get("x")), new Mode.Train(RandomKey.of(0)));
        Gradients gradients = pass.backward(agreement.tensor(drawn.get("dout")));

        agreement.check("out", pass.output(), example.expectedDigest("out"));
        agreement.check("dx", gradients.input(), example.expectedDigest("dx"));
        agreement.check("dw", gradients.of(convolution.parameters().getFirst()), example.expected("dw"));
        agreement.check("db", gradients.of(convolution.parameters().getLast()), example.expected("db"));
    }

    /// The notebook's weights are float32 and its inputs float64, so the network starts from rounded weights.
    @ParameterizedTest
    @EnumSource
    void theConvNetStartsWithTheCoursesLoss(Precision precision) {
        Case example = ExpectedValues.named("three_layer_convnet_initial_loss");
        Draws draws = example.draws();
        for (int line = 0; line < 4; line++) {
            draws.line(line);
        }
        Model model = ModelBuilder.build(
                Models.threeLayerConvNet(Shape.of(3, 32, 32), 32, 7, 100, 10, 1e-3)
                        .withPrecision(precision),
                draws.random());
        model.parameters().forEach(ConvNetCasesTest::roundToFloat);
        Agreement agreement = Agreement.recomputed(precision, 147 + 8192 + 100);
        Tensor x = agreement.tensor(draws.line(7).get("X"));
        int[] labels = draws.line(8).get("y").labels();

        double loss = LossAndGradients.lossOf(model, x, labels);
        double penalty = WeightPenalty.total(List.of(WeightPenalty.HalfL2.of(0.5)), model.parameters());

        agreement.check("loss", loss, example.expectedNumber("loss_reg0"));
        assertThat(loss + penalty)
                .isCloseTo(example.expectedNumber("loss_reg0.5"), within(example.tolerance("loss_reg0.5_abs")));
    }

    private static void roundToFloat(Parameter parameter) {
        Tensor value = parameter.value();
        for (int i = 0; i < value.size(); i++) {
            value.setStored(i, (float) value.getStored(i));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSmallConvNetHasTheCoursesLossAndGradients(Precision precision) {
        Case example = ExpectedValues.named("three_layer_convnet_gradcheck");
        Agreement agreement = Agreement.recomputed(precision, 27 + 192 + 7 + 10);
        Draws draws = example.draws();
        Tensor x = agreement.tensor(draws.line(0).get("X"));
        Numbers labels = draws.line(1).get("y");
        assertThat(labels.values()).isEqualTo(example.expected("y").values());
        Model model = smallNet(precision, draws);

        LossAndGradients result = LossAndGradients.of(model, x, labels.labels());

        agreement.check("loss", result.loss(), example.expectedNumber("loss"));
        for (Parameter parameter : model.parameters()) {
            agreement.check(
                    "d" + parameter,
                    result.gradients().of(parameter),
                    example.expectedDigest("grads/" + parameter.name()));
        }
    }

    @Test
    void theSmallConvNetPassesTheNotebooksGradientCheck() {
        Case example = ExpectedValues.named("three_layer_convnet_gradcheck");
        Draws draws = example.draws();
        Tensor x =
                Agreement.recomputed(Precision.FLOAT64, 1).tensor(draws.line(0).get("X"));
        int[] labels = draws.line(1).get("y").labels();
        Model model = smallNet(Precision.FLOAT64, draws);

        LossAndGradients result = LossAndGradients.of(model, x, labels);
        for (Parameter parameter : model.parameters()) {
            var check = LossAndGradients.Check.of(
                    parameter,
                    result.gradients().of(parameter),
                    example.parameter("h"),
                    () -> LossAndGradients.lossOf(model, x, labels));
            assertThat(check.relativeError())
                    .as(parameter.name())
                    .isLessThan(2 * example.tolerance("published/" + parameter.name()));
        }
    }

    private static Model smallNet(Precision precision, Draws draws) {
        return ModelBuilder.build(
                Models.threeLayerConvNet(Shape.of(3, 16, 16), 3, 3, 7, 10, 1e-3).withPrecision(precision),
                draws.random());
    }
}
