package dev.chainrule.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShapesTest {
    @Test
    void aNetIsReadBackFromItsText() {
        for (Net net : Net.all()) {
            assertThat(Work.parse(net.toString())).isEqualTo(net);
        }
    }

    @Test
    void aConvolutionalNetHasABatchOfItsOwn() {
        assertThat(Net.parse("vgg-64-128-256")).isEqualTo(new Net.Vgg(List.of(64, 128, 256), 64));
        assertThat(Net.parse("three-layer-convnet")).isEqualTo(new Net.ThreeLayerConvNet(50));
    }

    @Test
    void aProductIsReadBackFromItsText() {
        for (ProductShape shape : ProductShape.all()) {
            assertThat(Work.parse(shape.toString())).isEqualTo(shape);
        }
    }

    @Test
    void aConvolutionIsReadBackFromItsText() {
        String text = "100x3x31x30:25x3x5/2+1";
        assertThat(ConvolutionShape.parse(text)).hasToString(text);
        assertThat(ConvolutionShape.parse(text).geometry().outputShape()).hasToString("(100, 25, 16, 14)");
    }

    @Test
    void aPassOfAConvolutionIsReadBackFromItsText() {
        for (ConvolutionWork work : ConvolutionWork.all()) {
            assertThat(Work.parse(work.toString())).isEqualTo(work);
        }
    }

    @Test
    void aSliceIsReadBackFromItsText() {
        Slice slice = new Slice(5, 4, 9, 100, 12);
        assertThat(Slice.parse(slice.toString())).isEqualTo(slice);
    }

    @Test
    void theFirstLayerHasNoGradientByItsInput() {
        assertThat(new Net.FullyConnected(1, 5, 2, false).operations())
                .isEqualTo(4.0 * 2 * 3072 * 5 + 6.0 * 2 * 5 * 10);
    }

    @Test
    void aConvolutionUsesEachWeightAtEachPixel() {
        double convolution = 32 * 32 * 32.0 * 3 * 7 * 7;
        double affine = 32 * 16 * 16 * 100 + 100 * 10;
        assertThat(new Net.ThreeLayerConvNet(50).operations()).isEqualTo(50 * (4 * convolution + 6 * affine));
    }

    @Test
    void eachStageOfAVggHalvesTheImage() {
        double first = 32 * 32 * 9.0 * 3 * 8;
        double others = 32 * 32 * 9 * 8 * 8 + 16 * 16 * 9.0 * (8 * 16 + 16 * 16) + 8 * 8 * 16 * 10;
        assertThat(new Net.Vgg(List.of(8, 16), 2).operations()).isEqualTo(2 * (4 * first + 6 * others));
    }

    @Test
    void anUnknownArgumentIsNamed() {
        assertThatThrownBy(() -> BenchSettings.parse("nets", "--round=3")).hasMessageContaining("--round=3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--nets=50-50@100",
                "--nets=",
                "--nets=vgg",
                "--nets=5x100",
                "--nets=vgg-32@0",
                "--rounds=0",
                "--rounds=x",
                "--patience=-1",
                "--libraries=numpy"
            })
    void aValueThatDoesNotFitIsNamed(String word) {
        assertThatThrownBy(() -> BenchSettings.parse(word))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(word.substring(word.indexOf('=') + 1))
                .hasMessageContaining("expected");
    }

    @Test
    void aNumberInAnotherPlaceChangesTheWeightedSum() {
        assertThat(Statistics.weightedSum(1, 2, 3)).isNotEqualTo(Statistics.weightedSum(2, 1, 3));
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        assertThat(Statistics.median(List.of(9.0, 1.0, 4.0, 2.0))).isEqualTo(3);
    }

    @Test
    void theSpreadIsHalfTheRangeRelativeToTheMedian() {
        assertThat(Statistics.spread(List.of(2.0, 1.0, 4.0))).isEqualTo(0.75);
    }

    @Test
    void theGeometricMeanOfTwoAndEightIsFour() {
        assertThat(Statistics.geometricMean(List.of(2.0, 8.0))).isCloseTo(4, within(1e-12));
    }
}
