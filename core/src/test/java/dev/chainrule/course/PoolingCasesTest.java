package dev.chainrule.course;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.fixture.Case;
import dev.chainrule.fixture.ExpectedValues;
import dev.chainrule.fixture.Numbers;
import dev.chainrule.kernel.Pooling;
import dev.chainrule.kernel.PoolingWindow;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Pass;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Max pooling against the numbers of CS231n's `ConvolutionalNetworks` notebook.
class PoolingCasesTest {
    private static final Mode TRAIN = new Mode.Train(RandomKey.of(0));

    @ParameterizedTest
    @EnumSource
    void maxPoolForwardIsTheCourses(Precision precision) {
        Case example = ExpectedValues.named("max_pool_forward_naive");
        Agreement published = new Agreement(precision, example.tolerance("rel_error"), 1);

        Tensor y = pool(example)
                .forward(published.tensor(example.input("x")), TRAIN)
                .output();

        published.check("out", y, example.expected("out"));
        Agreement.recomputed(precision, 1).check("out", y, example.expected("out_full"));
    }

    @ParameterizedTest
    @EnumSource
    void maxPoolBackwardIsTheCourses(Precision precision) {
        Case example = ExpectedValues.named("max_pool_backward_naive");
        Agreement agreement = Agreement.recomputed(precision, 1);
        Map<String, Numbers> drawn = example.draws().all();

        Tensor dx = pool(example)
                .forward(agreement.tensor(drawn.get("x")), TRAIN)
                .backward(agreement.tensor(drawn.get("dout")))
                .input();

        agreement.check("dx", dx, example.expectedDigest("dx"));
        assertThat(Arrays.stream(dx.toArray()).filter(value -> value != 0))
                .hasSize((int) example.expectedNumber("dx_nonzero"));
    }

    @ParameterizedTest
    @EnumSource
    void maxPoolOfALargeBatchIsTheCourses(Precision precision) {
        Case example = ExpectedValues.named("max_pool_fast_vs_naive");
        Agreement agreement = Agreement.recomputed(precision, 1);
        Map<String, Numbers> drawn = example.draws().all();

        Pass pass = pool(example).forward(agreement.tensor(drawn.get("x")), TRAIN);

        agreement.check("out", pass.output(), example.expectedDigest("out"));
        agreement.check("dx", pass.backward(agreement.tensor(drawn.get("dout"))).input(), example.expectedDigest("dx"));
    }

    private static Layer pool(Case example) {
        int stride = (int) example.parameter("stride");
        return new MaxPool(
                new PoolingWindow(
                        (int) example.parameter("pool_height"), (int) example.parameter("pool_width"), stride, stride),
                Pooling.Ties.FIRST);
    }
}
