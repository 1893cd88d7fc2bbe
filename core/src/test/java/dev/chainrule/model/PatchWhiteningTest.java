package dev.chainrule.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Tensors;
import dev.chainrule.check.CheckReport;
import dev.chainrule.check.GradientCheck;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.Gelu;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.PatchWhitening;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Scale;
import dev.chainrule.layer.Sequential;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatchWhiteningTest {
    private static final LayerSpec WHITENING = new PatchWhitening.Settings(2, 5e-4);

    private static Model model(Shape input, LayerSpec... layers) {
        return ModelBuilder.build(new ModelSpec("Net", input, Precision.FLOAT64, List.of(layers)), new NumpyRandom(1));
    }

    private static Model small() {
        return model(
                Shape.of(2, 5, 4),
                WHITENING,
                Gelu.Settings.of(),
                new Flatten.Settings(),
                Affine.Settings.of(3),
                new Scale.Settings(0.5));
    }

    @Test
    void itIsAConvolutionOfFixedZerosWithATrainedBias() {
        Model model = small();
        Parameter weight = model.parameters().getFirst();
        Parameter bias = model.parameters().get(1);
        assertThat(weight.value().shape()).isEqualTo(Shape.of(16, 2, 2, 2));
        assertThat(weight.name()).isEqualTo("W1");
        assertThat(weight.isTrained()).isFalse();
        assertThat(weight.isUnfitted()).isTrue();
        assertThat(bias.name()).isEqualTo("b1");
        assertThat(bias.isTrained()).isTrue();
        assertThat(bias.isUnfitted()).isFalse();
        assertThat(bias.value().toArray()).containsOnly(0);
        assertThat(model.parameterCount()).isEqualTo(16 + 3 * (16 * 4 * 3) + 3);
    }

    @Test
    void theOtherWeightsAreDrawnAsWithoutIt() {
        NumpyRandom random = new NumpyRandom(1);
        double first = new Initializer.He().draw(16 * 4 * 3, 3, random);
        assertThat(small().parameters().get(2).value().get(0, 0)).isEqualTo(first);
    }

    @Test
    void anywhereButFirstItIsRefused() {
        String reason =
                "does not fit a layer that is computed from images; expected place 1, outside of any other" + " layer";
        Shape image = Shape.of(2, 5, 4);
        assertThatThrownBy(() -> model(image, new Relu.Settings(), WHITENING, new Flatten.Settings()))
                .hasMessage("PatchWhitening: place 2 in the network " + reason);
        assertThatThrownBy(() -> model(image, WHITENING, WHITENING, new Flatten.Settings()))
                .hasMessage("PatchWhitening: place 2 in the network " + reason);
        assertThatThrownBy(() -> model(image, new Sequential.Settings(List.of(WHITENING)), new Flatten.Settings()))
                .hasMessage("PatchWhitening: place 2 in the network " + reason);
    }

    @Test
    void aPatchMayBeTheWholeImageButNoMore() {
        Shape image = Shape.of(2, 5, 4);
        LayerSpec whole = new PatchWhitening.Settings(4, 5e-4);
        assertThat(model(image, whole, new Flatten.Settings())
                        .parameters()
                        .getFirst()
                        .value()
                        .shape())
                .isEqualTo(Shape.of(64, 2, 4, 4));
        assertThatThrownBy(() -> model(image, new PatchWhitening.Settings(5, 5e-4), new Flatten.Settings()))
                .hasMessageContaining("PatchWhitening: kernel 5 does not fit input (1, 2, 5, 4)");
    }

    @Test
    void inputsThatAreNoImagesAreRefused() {
        assertThatThrownBy(() -> model(Shape.of(40), WHITENING))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("PatchWhitening: input (1, 40) does not fit a batch of images; expected (N, C, H, W)");
    }

    @ParameterizedTest
    @CsvSource({"0, 1e-3", "2, 0", "2, -1", "2, NaN", "2, Infinity"})
    void settingsOutOfRangeAreRefused(int kernel, double epsilon) {
        assertThatThrownBy(() -> new PatchWhitening.Settings(kernel, epsilon))
                .hasMessageStartingWith(
                        kernel < 1 ? "PatchWhitening: kernel " + kernel : "PatchWhitening: epsilon " + epsilon)
                .hasMessageContaining("expected");
    }

    @Test
    void theGradientCheckLooksThroughFiltersThatWereNotComputedYet() {
        CheckReport report = GradientCheck.of(small(), SoftmaxCrossEntropy.of(), List.of(WeightPenalty.HalfL2.of(0.1)))
                .run(Tensors.gaussian(Precision.FLOAT64, 2, 1, 6, 2, 5, 4), 0, 1, 2, 0, 1, 2);
        assertThat(report.passed()).as("%s", report).isTrue();
        assertThat(report.sections().getFirst().tensors()).hasSize(5).noneMatch(tensor -> tensor.vanishing());
    }

    @Test
    void fixedFiltersAreSavedAndLoaded(@TempDir Path folder) throws Exception {
        Model saved = small();
        Model loaded = small();
        saved.parameters().getFirst().value().copyFrom(Tensors.gaussian(Precision.FLOAT64, 5, 1, 16, 2, 2, 2));
        Path file = folder.resolve("weights.safetensors");
        Checkpoint.save(file, saved);
        Checkpoint.load(file, loaded);
        assertThat(loaded.parameters().getFirst().value().toArray())
                .isEqualTo(saved.parameters().getFirst().value().toArray());
    }
}
