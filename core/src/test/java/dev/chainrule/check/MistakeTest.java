package dev.chainrule.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.check.mistake.Diagnosis;
import dev.chainrule.check.mistake.KnownFormulas;
import dev.chainrule.check.mistake.Mistake;
import dev.chainrule.check.mistake.MistakenLayer;
import dev.chainrule.kernel.Pooling;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.AveragePool;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.Gelu;
import dev.chainrule.layer.GroupNorm;
import dev.chainrule.layer.LayerNorm;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.LeakyRelu;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Sigmoid;
import dev.chainrule.layer.Size2d;
import dev.chainrule.layer.Tanh;
import dev.chainrule.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MistakeTest {

    static Stream<Submission> submissions() {
        List<Submission> all = new ArrayList<>(StudentBatchNorms.all());
        all.addAll(StudentNormalizations.all());
        all.addAll(StudentLayers.all());
        all.addAll(StudentImages.all());
        all.addAll(StudentLosses.all());
        all.addAll(StudentRules.all());
        all.addAll(StudentScoreTerms.all());
        all.add(StudentBatchNorms.constantFeature());
        all.addAll(StudentBatchNorms.insteadOfActivations());
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("submissions")
    void whatAStudentDidWrongIsFoundAndNamed(Submission submission) {
        CheckReport report = submission.check().get();
        assertThat(report.passed()).as("%s", report).isFalse();
        assertThat(report.mistake()).as("%s", report).contains(submission.expected());
        assertThat(report.toString())
                .contains(submission.expected().id(), submission.expected().advice());
    }

    @Test
    void atLeast32StudentsMadeMistakesOfAtLeast28Kinds() {
        assertThat(submissions()).hasSizeGreaterThanOrEqualTo(32);
        assertThat(submissions().map(Submission::expected).distinct()).hasSizeGreaterThanOrEqualTo(28);
    }

    @Test
    void everyMistakeOfALayerCanBeBuiltInAndIsFoundAgain() {
        List<String> misnamed = new ArrayList<>();
        kinds().forEach((kind, shape) -> {
            for (Mistake mistake : KnownFormulas.of(kind).mistakes()) {
                CheckReport report = GradientCheck.of(MistakenLayer.of(kind, mistake, shape))
                        .as(kind)
                        .with(CheckSettings.defaults().withSamples(20))
                        .run(shape);
                assertThat(report.passed()).as("%s", report).isFalse();
                if (!report.mistake().equals(Optional.of(mistake))) {
                    misnamed.add(kind + " " + mistake + ": " + report.diagnoses());
                }
            }
        });
        assertThat(misnamed).isEmpty();
    }

    private static Map<LayerSpec, Shape> kinds() {
        Map<LayerSpec, Shape> kinds = new LinkedHashMap<>();
        Shape images = Shape.of(3, 4, 5, 5);
        AveragePool.Settings padded = AveragePool.Settings.of(new Size2d(3, 2))
                .withStride(Size2d.square(2))
                .withPadding(Size2d.square(1));
        kinds.put(Affine.Settings.of(4), Shape.of(6, 4));
        kinds.put(Affine.Settings.of(4).withBias(false), Shape.of(6, 4));
        kinds.put(new Relu.Settings(), Shape.of(6, 4));
        kinds.put(new LeakyRelu.Settings(0.1), Shape.of(6, 4));
        kinds.put(new Sigmoid.Settings(), Shape.of(6, 4));
        kinds.put(new Tanh.Settings(), Shape.of(6, 4));
        kinds.put(Gelu.Settings.of(), Shape.of(6, 4));
        kinds.put(new Gelu.Settings(Gelu.Form.EXACT), Shape.of(6, 4));
        kinds.put(BatchNorm.Settings.of().withEpsilon(1e-5), Shape.of(8, 5));
        kinds.put(new LayerNorm.Settings(1e-5), Shape.of(8, 5));
        kinds.put(GroupNorm.Settings.of(2).withEpsilon(1e-5), images);
        kinds.put(Dropout.Settings.of(0.7), Shape.of(20, 30));
        kinds.put(Dropout.Settings.of(0.7).withScaling(Dropout.Scaling.VANILLA), Shape.of(20, 30));
        kinds.put(
                Convolution2d.Settings.of(3, Size2d.square(3))
                        .withStride(Size2d.square(2))
                        .withPadding(Size2d.square(2)),
                images);
        kinds.put(
                Convolution2d.Settings.of(3, Size2d.square(3))
                        .withStride(Size2d.square(1))
                        .withPadding(Size2d.square(0)),
                images);
        Convolution2d.Settings sparse = Convolution2d.Settings.of(6, Size2d.square(2))
                .withDilation(Size2d.square(2))
                .withPadding(Size2d.square(1));
        kinds.put(sparse, images);
        kinds.put(sparse.withGroups(2).withDilation(Size2d.square(1)).withBias(false), images);
        kinds.put(MaxPool.Settings.square(3).withStride(Size2d.square(2)), images);
        kinds.put(MaxPool.Settings.square(2).withStride(Size2d.square(1)).withTies(Pooling.Ties.SPLIT), images);
        kinds.put(MaxPool.Settings.square(3).withPadding(Size2d.square(1)), images);
        kinds.put(padded, images);
        kinds.put(padded.withPaddingCounts(false), images);
        return kinds;
    }

    @Test
    void twoMistakesAtOnceAreBothNamed() {
        CheckReport report = GradientCheck.of(new StudentMistakes.Two())
                .as(BatchNorm.Settings.of().withEpsilon(1e-5))
                .run(Shape.of(7, 5));
        assertThat(report.diagnoses().stream().map(Diagnosis::mistake))
                .containsExactlyInAnyOrder(Mistake.EPSILON_OUTSIDE_ROOT, Mistake.MEAN_TERM_MISSING);
    }

    @Test
    void whatNobodyKnowsIsSaidToBeUnknown() {
        CheckReport report = GradientCheck.of(new StudentMistakes.Strange())
                .as(new Tanh.Settings())
                .run(Shape.of(7, 5));
        assertThat(report.passed()).isFalse();
        assertThat(report.diagnoses()).isEmpty();
        assertThat(report.toString()).contains("none of the known ones");
    }

    @Test
    void aMistakeThatDoesNotFitTheLayerIsRefused() {
        assertThatThrownBy(() -> MistakenLayer.of(new Relu.Settings(), Mistake.BESSEL, Shape.of(2, 2)))
                .hasMessageContaining("mistake bessel does not fit")
                .hasMessageContaining("mask-missing");
    }

    @Test
    void namesLeadBackToTheirMistakes() {
        assertThat(Mistake.of("epsilon-outside-root")).contains(Mistake.EPSILON_OUTSIDE_ROOT);
        assertThat(Mistake.of("no-such")).isEmpty();
        assertThat(Arrays.stream(Mistake.values()).map(Mistake::explanation)).doesNotHaveDuplicates();
    }
}
