package dev.chainrule.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Relu;
import dev.chainrule.model.Model;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import org.junit.jupiter.api.Test;

class TraceTest {
    private final Model model = Networks.ofImages(Precision.FLOAT32);
    private final Tensor x = Networks.examples(model, 4);

    @Test
    void layersThatShareAPassAreSeenOneByOneWithTheSameScores() {
        Trace trace = Trace.of(model, x);

        assertThat(trace.names())
                .containsExactly(
                        "convolution-1",
                        "batch-norm-1",
                        "relu-1",
                        "max-pool-1",
                        "convolution-2",
                        "relu-2",
                        "residual-1",
                        "flatten-1",
                        "affine-1",
                        "relu-3",
                        "affine-2")
                .isEqualTo(Trace.names(model));
        assertThat(trace.layers().get(2)).isInstanceOf(Relu.class);
        assertThat(trace.layers().get(3)).isInstanceOf(MaxPool.class);
        assertThat(trace.output("relu-1").shape()).isEqualTo(Shape.of(4, 6, 8, 8));
        assertThat(trace.output("relu-1").min().getStored(0)).isZero();
        assertThat(trace.output("batch-norm-1").min().getStored(0)).isNegative();
        assertThat(trace.scores().toArray()).containsExactly(model.scores(x).toArray());
    }

    @Test
    void aBackwardPassFromALayerIsTheGradientOfItsOutput() {
        Model exact = Networks.ofImages(Precision.FLOAT64);
        Tensor examples = Networks.examples(exact, 1);
        Trace trace = Trace.of(exact, examples);
        Tensor dy = Tensor.zeros(Precision.FLOAT64, trace.output("relu-2").shape());
        dy.set(1, 0, 2, 1, 3);

        Tensor dx = trace.backward("relu-2", dy);

        double step = 1e-6;
        for (int i = 0; i < examples.size(); i++) {
            double before = examples.getStored(i);
            examples.setStored(i, before + step);
            double above = Trace.of(exact, examples).output("relu-2").get(0, 2, 1, 3);
            examples.setStored(i, before - step);
            double below = Trace.of(exact, examples).output("relu-2").get(0, 2, 1, 3);
            examples.setStored(i, before);
            assertThat(dx.getStored(i))
                    .isCloseTo((above - below) / (2 * step), org.assertj.core.api.Assertions.within(1e-7));
        }
    }

    @Test
    void theGradientOfALayerIsThatOfTheLastBackwardPass() {
        Trace trace = Trace.of(model, x);
        assertThatThrownBy(() -> trace.gradient("relu-3"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no backward pass has come to relu-3");

        Tensor dscores = trace.scoreOf(0, 1, 2, 0);
        trace.backward(dscores);

        assertThat(trace.gradient("affine-2").toArray()).containsExactly(dscores.toArray());
        Tensor weight = model.parameter("W4").value();
        for (int unit = 0; unit < 10; unit++) {
            assertThat(trace.gradient("relu-3").get(2, unit)).isEqualTo(weight.get(unit, 2));
        }
    }

    @Test
    void tellsWhichOutputsALayerGets() {
        Trace trace = Trace.of(model, x);
        assertThat(trace.inputs(trace.place("convolution-1"))).containsExactly(-1);
        assertThat(trace.inputs(trace.place("relu-1"))).containsExactly(trace.place("batch-norm-1"));
        assertThat(trace.inputs(trace.place("residual-1")))
                .containsExactly(trace.place("relu-2"), trace.place("max-pool-1"));
        assertThat(trace.inputs(trace.place("flatten-1"))).containsExactly(trace.place("residual-1"));
    }

    @Test
    void namesWhatDoesNotFit() {
        Trace trace = Trace.of(model, x);
        assertThatThrownBy(() -> trace.output("relu-9"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layer 'relu-9' is unknown; expected one of convolution-1, batch-norm-1");
        assertThatThrownBy(() -> trace.scoreOf(1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Trace: 2 classes do not fit 4 examples; expected one each");
        assertThatThrownBy(() -> trace.backward("relu-3", x)).isInstanceOf(ShapeMismatchException.class);
    }
}
