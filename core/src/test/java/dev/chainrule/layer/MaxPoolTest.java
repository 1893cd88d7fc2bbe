package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.kernel.Pooling;
import dev.chainrule.kernel.PoolingWindow;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MaxPoolTest implements LayerContract {
    @Override
    public Layer layer(Precision precision) {
        return new MaxPool(new PoolingWindow(3, 2, 2, 1), Pooling.Ties.FIRST);
    }

    @Override
    public List<Shape> inputs() {
        return List.of(Shape.of(2, 3, 5, 4), Shape.of(1, 1, 3, 2), Shape.of(3, 17, 6, 5));
    }

    @Override
    public List<Shape> refused() {
        return List.of(Shape.of(2, 3, 2, 4), Shape.of(2, 3, 5, 1), Shape.of(2, 60));
    }

    @Override
    public int terms() {
        return 4;
    }

    @Test
    void theErrorNamesInputAndWindow() {
        assertThatThrownBy(() -> MaxPool.square(2).outputShape(Shape.of(2, 3, 1, 4)))
                .hasMessage("MaxPool: input (2, 3, 1, 4) does not fit window 2×2, stride 2;"
                        + " expected (N, C, H, W) with H at least 2 and W at least 2");
        assertThatThrownBy(() -> new PoolingWindow(2, 2, 0, 1))
                .hasMessage("PoolingWindow: vertical stride 0 does not fit a window; expected at least 1");
    }

    @ParameterizedTest
    @EnumSource
    void equalMaximaShareTheGradientAsTold(Precision precision) {
        assertThat(gradientOfTies(precision, Pooling.Ties.FIRST)).containsExactly(0, 6, 0, 0);
        assertThat(gradientOfTies(precision, Pooling.Ties.SPLIT)).containsExactly(0, 2, 2, 2);
    }

    private static double[] gradientOfTies(Precision precision, Pooling.Ties ties) {
        Layer pool = new MaxPool(PoolingWindow.square(2, 2), ties);
        Tensor x = Tensor.of(precision, Shape.of(1, 1, 2, 2), 1, 5, 5, 5);
        Tensor dy = Tensor.of(precision, Shape.of(1, 1, 1, 1), 6);
        return pool.forward(x, new Mode.Evaluate()).backward(dy).input().toArray();
    }

    @Test
    void aPaddingOfMoreThanHalfOfTheWindowIsRefused() {
        assertThatThrownBy(() -> MaxPool.Settings.square(3).withPadding(new Size2d(1, 2)))
                .hasMessage("MaxPool: padding 1×2 is out of range; expected at most half of the window of 3×3");
    }

    @Test
    void saysWhatItIs() {
        assertThat(new MaxPool(PoolingWindow.square(3, 2).withPadding(1, 1), Pooling.Ties.FIRST))
                .hasToString("MaxPool(3×3, stride 2, padding 1)");
        assertThat(new AveragePool(PoolingWindow.square(3, 2).withPadding(1, 0).withPaddingCounts(false)))
                .hasToString("AveragePool(3×3, stride 2, padding 1×0 that does not count)");
        assertThat(MaxPool.square(2)).hasToString("MaxPool(2×2, stride 2)");
        assertThat(new MaxPool(new PoolingWindow(3, 2, 2, 1), Pooling.Ties.SPLIT))
                .hasToString("MaxPool(3×2, stride 2×1, ties split)");
    }
}
