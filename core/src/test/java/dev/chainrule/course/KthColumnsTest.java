package dev.chainrule.course;

import static dev.chainrule.Tolerance.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.data.Batch;
import dev.chainrule.layer.Mode;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Axes;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.LocalGradientSource;
import dev.chainrule.train.StepResult;
import dev.chainrule.zoo.Models;
import java.util.List;
import org.junit.jupiter.api.Test;

/// DD2424's formulas, whose examples are columns, beside our network, whose examples are rows: X (d, n) is the
/// transpose of our x, W (m, d) that of our weight, and b (m, 1) our bias as a column.
class KthColumnsTest {
    private static final int D = 7;
    private static final int M = 5;
    private static final int K = 3;
    private static final int N = 6;
    private static final double LAMBDA = 0.01;
    private final NumpyRandom random = new NumpyRandom(400);

    private final Tensor x = gaussian(D, N);
    private final int[] y = {0, 2, 1, 1, 0, 2};
    private final Tensor w1 = gaussian(M, D);
    private final Tensor b1 = gaussian(M, 1);
    private final Tensor w2 = gaussian(K, M);
    private final Tensor b2 = gaussian(K, 1);

    private Tensor gaussian(int... extents) {
        return Tensor.gaussian(Precision.FLOAT64, Shape.of(extents), random);
    }

    private Model model() {
        Model model = ModelBuilder.build(
                Models.kthNet(D, List.of(M), K).withPrecision(Precision.FLOAT64), new NumpyRandom(1));
        model.parameter("W1").value().copyFrom(w1.transpose());
        model.parameter("b1").value().copyFrom(b1.reshape(M));
        model.parameter("W2").value().copyFrom(w2.transpose());
        model.parameter("b2").value().copyFrom(b2.reshape(K));
        return model;
    }

    @Test
    void forwardLossAndGradientsAreOursTransposed() {
        Tensor h = w1.matmul(x).plus(b1).maximum(0);
        Tensor s = w2.matmul(h).plus(b2);
        Tensor p = s.exp().dividedBy(s.exp().sum(Axes.kept(0)));
        double loss = p.transpose().pick(y).log().mean().negated().get()
                + LAMBDA * (w1.square().sum().get() + w2.square().sum().get());

        Tensor oneHot = Tensor.zeros(Precision.FLOAT64, Shape.of(K, N));
        for (int i = 0; i < N; i++) {
            oneHot.set(1, y[i], i);
        }
        Tensor g = p.minus(oneHot);
        Tensor gradW2 = g.matmul(h.transpose()).dividedBy(N).plus(w2.times(2 * LAMBDA));
        Tensor gradB2 = g.sum(Axes.kept(1)).dividedBy(N);
        Tensor back = w2.transpose().matmul(g).times(h.greaterThan(0));
        Tensor gradW1 = back.matmul(x.transpose()).dividedBy(N).plus(w1.times(2 * LAMBDA));
        Tensor gradB1 = back.sum(Axes.kept(1)).dividedBy(N);

        Model model = model();
        StepResult ours = new LocalGradientSource(SoftmaxCrossEntropy.of(), List.of(WeightPenalty.FullL2.of(LAMBDA)))
                .of(model, new Batch(x.transpose(), y), new Mode.Evaluate());

        assertClose(model.scores(x.transpose()).transpose(), s, 1e-13);
        assertThat(ours.loss()).isCloseTo(loss, within(1e-13));
        var gradients = ours.gradients().byName();
        assertClose(gradients.get("W1").transpose(), gradW1, 1e-12);
        assertClose(gradients.get("b1").reshape(M, 1), gradB1, 1e-12);
        assertClose(gradients.get("W2").transpose(), gradW2, 1e-12);
        assertClose(gradients.get("b2").reshape(K, 1), gradB2, 1e-12);
        assertThat(model.scores(x.transpose()).argmax(1)).isEqualTo(s.argmax(0));
    }

    @Test
    void note37ColumnsAreNormalizedOverTheirRows() {
        Tensor s = w1.matmul(x).plus(b1);
        Tensor normal =
                s.minus(s.mean(Axes.kept(1))).dividedBy(s.variance(Axes.kept(1)).sqrt());
        assertThat(normal.mean(1).abs().max().get()).isLessThan(1e-14);
        assertThat(normal.variance(1).minus(1).abs().max().get()).isLessThan(1e-13);
    }

    @Test
    void note38TheSumOfAllUnitsIsNotTheGradientOfABias() {
        Tensor g = gaussian(M, N);
        Tensor right = g.sum(Axes.kept(1)).dividedBy(N);
        double wrong = g.sum().get() / N;
        assertThat(right.sum().get()).isCloseTo(wrong, within(1e-14));
        assertThat(right.minus(wrong).abs().max().get()).isGreaterThan(0.1);
    }
}
