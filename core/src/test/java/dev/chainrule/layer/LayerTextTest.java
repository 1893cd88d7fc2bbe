package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What a layer says of itself, and of an input that it cannot be built on.
class LayerTextTest {
    private static Layer build(LayerSpec spec, int... input) {
        return spec.build(new Build(Shape.of(input), Precision.FLOAT32, new NumpyRandom(1)));
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of(Affine.Settings.of(4), "Affine(6 → 4)"),
                Arguments.of(new Relu.Settings(), "Relu"),
                Arguments.of(LeakyRelu.Settings.of(), "LeakyRelu(0.01)"),
                Arguments.of(PRelu.Settings.of(), "PRelu(6)"),
                Arguments.of(Gelu.Settings.of(), "Gelu"),
                Arguments.of(new Maxout.Settings(2), "Maxout(2 pieces)"),
                Arguments.of(new Scale.Settings(0.5), "Scale(0.5)"),
                Arguments.of(Dropout.Settings.of(0.25), "Dropout(keep 0.25)"),
                Arguments.of(new Flatten.Settings(), "Flatten"),
                Arguments.of(BatchNorm.Settings.of(), "BatchNorm(6)"),
                Arguments.of(LayerNorm.Settings.of(), "LayerNorm(6)"),
                Arguments.of(GroupNorm.Settings.of(3), "GroupNorm(3 groups of 6 channels)"),
                Arguments.of(Whitening.Settings.of(Whitening.Kind.PCA), "Whitening(pca, 6 of 6 components)"),
                Arguments.of(
                        Residual.Settings.of(List.of(Affine.Settings.of(6))),
                        "Residual(Sequential[Affine(6 → 6)] + Sequential[])"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aLayerOfRowsSaysItsNameAndItsSizes(LayerSpec spec, String text) {
        assertThat(build(spec, 1, 6)).hasToString(text);
    }

    static Stream<Arguments> textsOfImages() {
        return Stream.of(
                Arguments.of(Convolution2d.Settings.same(4, 3), "Convolution2d(2 → 4, 3×3)"),
                Arguments.of(MaxPool.Settings.square(2), "MaxPool(2×2, stride 2)"),
                Arguments.of(AveragePool.Settings.of(Size2d.square(3)), "AveragePool(3×3, stride 3)"),
                Arguments.of(new GlobalAveragePool.Settings(), "GlobalAveragePool"),
                Arguments.of(new ContrastNormalization.Settings(8), "ContrastNormalization(8.0)"),
                Arguments.of(PatchWhitening.Settings.of(), "PatchWhitening(2×2)"));
    }

    @ParameterizedTest
    @MethodSource("textsOfImages")
    void aLayerOfImagesSaysItsNameAndItsSizes(LayerSpec spec, String text) {
        assertThat(build(spec, 1, 2, 6, 6)).hasToString(text);
    }

    static Stream<Arguments> ofRowsOrImages() {
        return Stream.of(
                Arguments.of(BatchNorm.Settings.of(), "BatchNorm"),
                Arguments.of(LayerNorm.Settings.of(), "LayerNorm"),
                Arguments.of(GroupNorm.Settings.of(1), "GroupNorm"),
                Arguments.of(PRelu.Settings.of(), "PRelu"),
                Arguments.of(Whitening.Settings.of(Whitening.Kind.PCA), "Whitening"));
    }

    @ParameterizedTest
    @MethodSource("ofRowsOrImages")
    void inputsThatAreNeitherRowsNorImagesAreRefused(LayerSpec spec, String name) {
        for (int[] input : new int[][] {{6}, {2, 3, 4}, {2, 0}, {2, 3, 0, 4}}) {
            assertThatThrownBy(() -> build(spec, input))
                    .isInstanceOf(ShapeMismatchException.class)
                    .hasMessage(
                            "%s: input %s does not fit rank 2 or 4; expected (N, D) or (N, C, H, W), all but N at"
                                    + " least 1",
                            name, Shape.of(input));
        }
    }

    @Test
    void sizesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new Size2d(-1, 2)).hasMessageContaining("Size2d: height -1 is out of range");
        assertThatThrownBy(() -> new Size2d(2, -1)).hasMessageContaining("Size2d: width -1 is out of range");
        for (Size2d flat : List.of(new Size2d(0, 3), new Size2d(3, 0))) {
            assertThatThrownBy(() -> flat.requirePositive("Owner", "kernel"))
                    .hasMessage(
                            "Owner: kernel %s is out of range; expected whole numbers of at least 1", flat.toString());
        }
        Size2d window = new Size2d(5, 4);
        new Size2d(2, 2).requireAtMostHalf(window, "Owner", "padding");
        for (Size2d padding : List.of(new Size2d(3, 2), new Size2d(2, 3))) {
            assertThatThrownBy(() -> padding.requireAtMostHalf(window, "Owner", "padding"))
                    .hasMessageContaining("Owner: padding " + padding)
                    .hasMessageContaining("at most half of the window of 5×4");
        }
    }
}
