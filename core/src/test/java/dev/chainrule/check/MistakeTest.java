package dev.chainrule.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.check.mistake.Diagnosis;
import dev.chainrule.check.mistake.LayerKind;
import dev.chainrule.check.mistake.Mistake;
import dev.chainrule.check.mistake.MistakenLayer;
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
            for (Mistake mistake : MistakenLayer.mistakes(kind)) {
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

    private static Map<LayerKind, Shape> kinds() {
        Map<LayerKind, Shape> kinds = new LinkedHashMap<>();
        Shape images = Shape.of(3, 4, 5, 5);
        kinds.put(LayerKind.affine(), Shape.of(6, 4));
        kinds.put(LayerKind.relu(), Shape.of(6, 4));
        kinds.put(LayerKind.leakyRelu(0.1), Shape.of(6, 4));
        kinds.put(LayerKind.sigmoid(), Shape.of(6, 4));
        kinds.put(LayerKind.tanh(), Shape.of(6, 4));
        kinds.put(LayerKind.batchNorm(1e-5), Shape.of(8, 5));
        kinds.put(LayerKind.layerNorm(1e-5), Shape.of(8, 5));
        kinds.put(LayerKind.groupNorm(2, 1e-5), images);
        kinds.put(LayerKind.dropout(0.7), Shape.of(20, 30));
        kinds.put(new LayerKind.Dropout(0.7, false), Shape.of(20, 30));
        kinds.put(LayerKind.convolution2d(2, 2), images);
        kinds.put(LayerKind.convolution2d(1, 0), images);
        kinds.put(LayerKind.maxPool(3, 2), images);
        kinds.put(new LayerKind.MaxPool(2, 1, LayerKind.Ties.SPLIT), images);
        return kinds;
    }

    @Test
    void twoMistakesAtOnceAreBothNamed() {
        CheckReport report = GradientCheck.of(new StudentMistakes.Two())
                .as(LayerKind.batchNorm(1e-5))
                .run(Shape.of(7, 5));
        assertThat(report.diagnoses().stream().map(Diagnosis::mistake))
                .containsExactlyInAnyOrder(Mistake.EPSILON_OUTSIDE_ROOT, Mistake.MEAN_TERM_MISSING);
    }

    @Test
    void whatNobodyKnowsIsSaidToBeUnknown() {
        CheckReport report = GradientCheck.of(new StudentMistakes.Strange())
                .as(LayerKind.tanh())
                .run(Shape.of(7, 5));
        assertThat(report.passed()).isFalse();
        assertThat(report.diagnoses()).isEmpty();
        assertThat(report.toString()).contains("none of the known ones");
    }

    @Test
    void aMistakeThatDoesNotFitTheLayerIsRefused() {
        assertThatThrownBy(() -> MistakenLayer.of(LayerKind.relu(), Mistake.BESSEL, Shape.of(2, 2)))
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
