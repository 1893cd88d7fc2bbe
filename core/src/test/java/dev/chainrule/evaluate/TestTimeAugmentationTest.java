package dev.chainrule.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.data.ArrayDataset;
import dev.chainrule.data.Displacement;
import dev.chainrule.data.Padding;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Relu;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.zoo.Models;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestTimeAugmentationTest {
    private static final Shape IMAGE = Shape.of(2, 6, 5);
    private static final int EXAMPLES = 130;
    private static final Tensor X = dev.chainrule.Tensors.gaussian(Precision.FLOAT64, 1, 1, EXAMPLES, 2, 6, 5);

    private static Model model(Precision precision) {
        List<LayerSpec> layers =
                List.of(new Flatten.Settings(), Affine.Settings.of(20), new Relu.Settings(), Affine.Settings.of(3));
        return ModelBuilder.build(new ModelSpec("test", IMAGE, precision, layers), new NumpyRandom(1));
    }

    private static ArrayDataset dataset() {
        double[] all = X.toArray();
        double[][] examples = new double[EXAMPLES][];
        for (int n = 0; n < EXAMPLES; n++) {
            examples[n] = Arrays.copyOfRange(all, n * IMAGE.size(), (n + 1) * IMAGE.size());
        }
        return new ArrayDataset(examples, new int[EXAMPLES], IMAGE, 3);
    }

    /// The mean over passes of the whole data set, each with a displacement, that count alike.
    private static double[][] mean(Model model, int[][] passes) {
        double[][] mean = new double[EXAMPLES][3];
        for (int[] pass : passes) {
            Displacement form = new Displacement(pass[0] == 1, pass[1], pass[2], Padding.REFLECT);
            double[] scores = model.scores(form.of(X, IMAGE)).toArray();
            for (int i = 0; i < scores.length; i++) {
                mean[i / 3][i % 3] += scores[i] / passes.length;
            }
        }
        return mean;
    }

    private static int[][] passes(TestTimeAugmentation forms) {
        return switch (forms) {
            case NONE -> new int[][] {{0, 0, 0}};
            case FLIP -> new int[][] {{0, 0, 0}, {1, 0, 0}};
            case FLIP_AND_SHIFT ->
                new int[][] {{0, 0, 0}, {1, 0, 0}, {0, 0, 0}, {1, 0, 0}, {0, -1, -1}, {1, -1, -1}, {0, 1, 1}, {1, 1, 1}
                };
        };
    }

    @ParameterizedTest
    @EnumSource(TestTimeAugmentation.class)
    void scoresAreTheMeanOfExplicitPasses(TestTimeAugmentation forms) {
        double[][] expected = mean(model(Precision.FLOAT64), passes(forms));
        for (Precision precision : Precision.values()) {
            float[][] scores = Evaluation.of(model(precision), dataset(), forms).scores();
            for (int n = 0; n < EXAMPLES; n++) {
                for (int k = 0; k < 3; k++) {
                    assertThat((double) scores[n][k]).isCloseTo(expected[n][k], within(1e-5));
                }
            }
        }
    }

    @Test
    void formsDiffer() {
        Model model = model(Precision.FLOAT32);
        float[][] plain = Evaluation.of(model, dataset()).scores();
        float[][] flipped =
                Evaluation.of(model, dataset(), TestTimeAugmentation.FLIP).scores();
        float[][] shifted = Evaluation.of(model, dataset(), TestTimeAugmentation.FLIP_AND_SHIFT)
                .scores();
        assertThat(flipped[0]).isNotEqualTo(plain[0]);
        assertThat(shifted[0]).isNotEqualTo(flipped[0]);
    }

    @Test
    void examplesThatAreNoImagesAreRefused() {
        Model model = ModelBuilder.build(Models.kthNet(4, List.of(), 3), new NumpyRandom(1));
        ArrayDataset numbers = new ArrayDataset(new double[2][4], new int[2], Shape.of(4), 3);
        assertThatThrownBy(() -> Evaluation.of(model, numbers, TestTimeAugmentation.FLIP))
                .hasMessage("Displacement: examples (4) are no images; expected (C, H, W)");
        assertThat(Evaluation.of(model, numbers, TestTimeAugmentation.NONE).scores())
                .hasDimensions(2, 3);
    }
}
