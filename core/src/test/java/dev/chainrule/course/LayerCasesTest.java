package dev.chainrule.course;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.fixture.Case;
import dev.chainrule.fixture.ExpectedValues;
import dev.chainrule.fixture.Numbers;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LeakyRelu;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Sequential;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The layers without statistics against the numbers of CS231n's `FullyConnectedNets` notebook.
class LayerCasesTest {
    private static final Mode TRAIN = new Mode.Train(RandomKey.of(0));

    @ParameterizedTest
    @EnumSource
    void affineForwardIsTheCourses(Precision precision) {
        Case example = ExpectedValues.named("affine_forward");
        Agreement published = new Agreement(precision, example.tolerance("rel_error"), 120);
        Agreement recomputed = Agreement.recomputed(precision, 120);
        Affine affine = affine(published, example.input("w"), example.input("b"));

        Tensor y = forward(Sequential.of(new Flatten(), affine), published, example.input("x"))
                .output();

        published.check("out", y, example.expected("out"));
        recomputed.check("out", y, example.expected("out_full"));
    }

    @ParameterizedTest
    @EnumSource
    void affineBackwardIsTheCourses(Precision precision) {
        Case example = ExpectedValues.named("affine_backward");
        Agreement agreement = Agreement.recomputed(precision, 10);
        Map<String, Numbers> drawn = example.draws().all();
        Affine affine = affine(agreement, drawn.get("w"), drawn.get("b"));

        Gradients gradients = forward(Sequential.of(new Flatten(), affine), agreement, drawn.get("x"))
                .backward(agreement.tensor(drawn.get("dout")));

        agreement.check("dx", gradients.input(), example.expected("dx"));
        agreement.check("dw", gradients.of(affine.parameters().getFirst()), example.expected("dw"));
        agreement.check("db", gradients.of(affine.parameters().getLast()), example.expected("db"));
    }

    @Test
    void theDrawnInputsOfAffineBackwardAreThePublishedOnesButForTheLastDigit() {
        Case example = ExpectedValues.named("affine_backward");

        example.draws()
                .all()
                .forEach((name, drawn) -> assertThat(ExpectedValues.relativeError(
                                drawn.values(), example.input("values/" + name).values()))
                        .as(name)
                        .isLessThan(0x1.0p-52));
    }

    @ParameterizedTest
    @EnumSource
    void reluForwardIsTheCourses(Precision precision) {
        Case example = ExpectedValues.named("relu_forward");
        Agreement published = new Agreement(precision, example.tolerance("rel_error"), 1);

        Tensor y = forward(new Relu(), published, example.input("x")).output();

        published.check("out", y, example.expected("out"));
        Agreement.recomputed(precision, 1).check("out", y, example.expected("out_full"));
    }

    @ParameterizedTest
    @EnumSource
    void reluBackwardIsTheCourses(Precision precision) {
        Case example = ExpectedValues.named("relu_backward");
        Agreement agreement = Agreement.recomputed(precision, 1);
        Map<String, Numbers> drawn = example.draws().all();

        Gradients gradients =
                forward(new Relu(), agreement, drawn.get("x")).backward(agreement.tensor(drawn.get("dout")));

        agreement.check("dx", gradients.input(), example.expectedDigest("dx"));
    }

    @ParameterizedTest
    @EnumSource
    void affineThenReluIsTheCourses(Precision precision) {
        Case example = ExpectedValues.named("affine_relu");
        Agreement agreement = Agreement.recomputed(precision, 12);
        Map<String, Numbers> drawn = example.draws().all();
        Affine affine = affine(agreement, drawn.get("w"), drawn.get("b"));

        Pass pass = forward(Sequential.of(new Flatten(), affine, new Relu()), agreement, drawn.get("x"));
        Gradients gradients = pass.backward(agreement.tensor(drawn.get("dout")));

        agreement.check("out", pass.output(), example.expected("out"));
        agreement.check("dx", gradients.input(), example.expected("dx"));
        agreement.check("dw", gradients.of(affine.parameters().getFirst()), example.expectedDigest("dw"));
        agreement.check("db", gradients.of(affine.parameters().getLast()), example.expected("db"));
    }

    @ParameterizedTest
    @EnumSource
    void leakyReluHasTheExpectedValuesAndSlopes(Precision precision) {
        Case example = ExpectedValues.named("leaky_relu");
        Agreement agreement = Agreement.recomputed(precision, 1);
        Numbers x = example.input("x");

        Pass pass = forward(new LeakyRelu(example.parameter("slope")), agreement, x);
        Gradients gradients = pass.backward(agreement.tensor(Numbers.fill(i -> 1, x.shape())));

        agreement.check("out", pass.output(), example.expected("out"));
        agreement.check("dx", gradients.input(), example.expected("dx"));
    }

    private static Affine affine(Agreement agreement, Numbers w, Numbers b) {
        return new Affine(
                new Parameter("w", Parameter.Kind.WEIGHT, agreement.tensor(w)),
                new Parameter("b", Parameter.Kind.BIAS, agreement.tensor(b)));
    }

    private static Pass forward(Layer layer, Agreement agreement, Numbers x) {
        return layer.forward(agreement.tensor(x), TRAIN);
    }
}
