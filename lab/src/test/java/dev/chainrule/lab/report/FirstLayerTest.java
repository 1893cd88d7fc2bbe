package dev.chainrule.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.page.Block.CaptionedPicture;
import dev.chainrule.lab.page.Block.ImageGrid;
import dev.chainrule.lab.page.Pages;
import dev.chainrule.lab.page.Picture;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import org.junit.jupiter.api.Test;

class FirstLayerTest {
    private static final Shape IMAGE = Shape.of(1, 2, 2);

    @Test
    void aUnitIsDrawnByItsWeightsTheLargestUnitFirst() {
        Tensor weight = Tensor.of(Precision.FLOAT64, Shape.of(4, 2), 0.1, -1, 0.1, 1, -0.1, 0, -0.1, 0);
        ImageGrid grid = FirstLayer.of(weight, IMAGE);
        assertThat(grid.images().stream().map(CaptionedPicture::detail)).containsExactly("unit 1", "unit 0");
        Picture largest = grid.images().getFirst().picture();
        assertThat(largest.shape()).isEqualTo(IMAGE);
        assertThat(new int[] {largest.at(0, 0, 0), largest.at(0, 0, 1), largest.at(0, 1, 0), largest.at(0, 1, 1)})
                .containsExactly(55, 200, 128, 128);
    }

    @Test
    void aFilterIsDrawnLikeAUnit() {
        double[] weights = new double[50];
        weights[0] = 0.1;
        weights[25] = -1; // of 25 the root mean square is √(2 / 25), so 1 is beyond the brightest
        weights[26] = 1;
        Tensor filters = Tensor.of(Precision.FLOAT32, Shape.of(2, 1, 5, 5), weights);
        ImageGrid grid = FirstLayer.of(filters, Shape.of(1, 9, 7));
        assertThat(grid.images().stream().map(CaptionedPicture::detail)).containsExactly("filter 1", "filter 0");
        Picture largest = grid.images().getFirst().picture();
        assertThat(largest.shape()).isEqualTo(Shape.of(1, 5, 5));
        assertThat(new int[] {largest.at(0, 0, 0), largest.at(0, 0, 1), largest.at(0, 1, 0), largest.at(0, 4, 4)})
                .containsExactly(0, 255, 128, 128);
    }

    @Test
    void smallFiltersAreLeftOut() {
        assertThat(FirstLayer.canShow(Tensor.zeros(Precision.FLOAT32, Shape.of(8, 3, 3, 3)), Shape.of(3, 32, 32), 5))
                .isFalse();
        assertThat(FirstLayer.canShow(Tensor.zeros(Precision.FLOAT32, Shape.of(8, 3, 7, 7)), Shape.of(3, 32, 32), 5))
                .isTrue();
    }

    @Test
    void weightsOfZeroAreGreyAndManyUnitsAreTwentyFour() {
        ImageGrid grid = FirstLayer.of(Tensor.zeros(Precision.FLOAT32, Shape.of(4, 100)), IMAGE);
        assertThat(grid.images()).hasSize(24);
        assertThat(grid.images().getFirst().picture().pixels()).containsOnly((byte) 128);
        assertThat(Pages.texts(Pages.html(grid), "span")).contains("unit 23").doesNotContain("");
    }

    @Test
    void weightsThatDoNotFitTheImageAreRefused() {
        Tensor weight = Tensor.zeros(Precision.FLOAT64, Shape.of(5, 2));
        assertThat(FirstLayer.canShow(weight, IMAGE, 5)).isFalse();
        assertThat(FirstLayer.canShow(Tensor.zeros(Precision.FLOAT32, Shape.of(2, 3, 2, 2)), IMAGE, 5))
                .isFalse();
        assertThatThrownBy(() -> FirstLayer.of(weight, IMAGE))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessageContainingAll("FirstLayer", "(5, 2)", "(1, 2, 2)", "(C · H · W, M) or (F, C, HH, WW)");
    }
}
