package dev.chainrule.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.catalogue.Catalogue;
import dev.chainrule.check.mistake.Mistake;
import dev.chainrule.format.NumpyArchive;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.AdamW;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Layers and losses in Python, written as students write them by `src/test/resources/students/make.py`.
class RecordedCheckTest {

    @ParameterizedTest
    @CsvSource({
        "affine, affine, 'out, dx, dw, db'",
        "affine-columns, affine, 'Y, dX, dW, db'",
        "relu, relu, 'out, dx'",
        "batchnorm, batch-norm, 'out, dx, dgamma, dbeta'",
        "batchnorm-columns, batch-norm, 'out, dx, dgamma, dbeta'",
        "batchnorm-running, batch-norm, 'running_mean, running_var, out, dx, dgamma, dbeta'",
        "batchnorm-test, batch-norm, 'out'",
        "batchnorm-float32, batch-norm, 'out, dx, dgamma, dbeta'",
        "batchnorm-unit-float32, batch-norm, 'out, dx, dgamma, dbeta'",
        "batchnorm-object, batch-norm, 'out, dx, dgamma, dbeta'",
        "layernorm, layer-norm, 'out, dx, dgamma, dbeta'",
        "groupnorm, group-norm, 'out, dx, dgamma, dbeta'",
        "dropout, dropout, 'out, dx'",
        "conv, convolution, 'out, dx, dw, db'",
        "maxpool, max-pool, 'out, dx'",
        "softmax, softmax, 'loss, dx'",
        "softmax-columns, softmax, 'loss, dS'",
        "svm, hinge, 'loss, dx'",
    })
    void whatIsRightPasses(String file, String kind, String results) {
        CheckReport report = judged(file, kind);
        assertThat(report.passed()).as(report.toString()).isTrue();
        assertThat(report.tensors().stream().map(GradientReport::what)).containsExactlyInAnyOrder(results.split(", "));
    }

    @ParameterizedTest
    @CsvSource({
        "affine-mean, affine, BATCH_SIZE_TWICE, db",
        "affine-columns-wrong, affine, GRADIENT_SIGN, dW",
        "relu-wrong, relu, VALUE_INSTEAD_OF_MASK, dx",
        "leaky-wrong, leaky-relu, SLOPE_FORGOTTEN_IN_BACKWARD, dx",
        "batchnorm-epsilon, batch-norm, EPSILON_OUTSIDE_ROOT, out",
        "batchnorm-mean, batch-norm, MEAN_TERM_MISSING, dx",
        "batchnorm-mean-float32, batch-norm, MEAN_TERM_MISSING, dx",
        "batchnorm-running-swapped, batch-norm, MOMENTUM_SWAPPED, running_mean",
        "batchnorm-test-wrong, batch-norm, BATCH_STATISTICS_IN_EVALUATION, out",
        "layernorm-axis, layer-norm, SUMMED_ALONG_WRONG_AXIS, dgamma",
        "groupnorm-scale, group-norm, SCALE_OUTSIDE_SUMS, dx",
        "dropout-unscaled, dropout, KEEP_NOT_DIVIDED, out",
        "conv-flipped, convolution, KERNEL_FLIPPED, out",
        "maxpool-every, max-pool, TIE_COUNTED_TWICE, dx",
        "softmax-undivided, softmax, BATCH_SIZE_MISSING, dx",
        "svm-label, hinge, LABEL_NOT_EXCLUDED, loss",
    })
    void theMistakeIsNamed(String file, String kind, Mistake mistake, String wrong) {
        CheckReport report = judged(file, kind);
        assertThat(report.passed()).isFalse();
        assertThat(report.mistake()).as(report.toString()).contains(mistake);
        assertThat(report.diagnoses()).as(report.toString()).hasSize(1);
        assertThat(report.tensors().stream().filter(tensor -> !tensor.passes()).map(GradientReport::what))
                .contains(wrong);
    }

    @ParameterizedTest
    @CsvSource({
        "momentum, momentum, ",
        "momentum-average, momentum, MOMENTUM_AS_AVERAGE",
        "rmsprop, rmsprop, ",
        "adam, adam, ",
        "adam-uncounted, adam, STEP_NOT_COUNTED",
        "adam-uncorrected, adam, CORRECTION_MISSING",
    })
    void aStepOfAnUpdateRuleIsJudged(String file, String kind, @Nullable Mistake mistake) {
        UpdateRule rule = Examples.of(Catalogue.RULES.type(kind));
        CheckReport report = GradientCheck.of(file + ".npz", read(file)).as(rule);
        assertThat(report.passed()).as(report.toString()).isEqualTo(mistake == null);
        assertThat(report.mistake()).isEqualTo(Optional.ofNullable(mistake));
    }

    @Test
    void aStepThatLacksSomethingIsOneClearLine() {
        RecordedCheck check = GradientCheck.of("relu.npz", read("relu"));
        assertThatThrownBy(() -> check.as(Adam.of())).hasMessageStartingWith("relu.npz: w is missing");
        RecordedCheck adam = GradientCheck.of("adam.npz", read("adam"));
        assertThatThrownBy(() -> adam.as(AdamW.of()))
                .hasMessageContaining("expected sgd, momentum, nesterov, adagrad, rmsprop or adam");
    }

    @Test
    void aRightGradientInAnotherShapeIsSaid() {
        CheckReport report = judged("affine-shape", "affine");
        assertThat(report.passed()).isFalse();
        assertThat(report.toString())
                .contains("the numbers of dx are right, but not its shape (4, 12); expected (4, 3, 2, 2)");
    }

    @Test
    void wrongNumbersAreFoundWhereTheFileHasThem() {
        CheckReport report = judged("affine-columns-wrong", "affine");
        Tensor dw = read("affine-columns-wrong").tensors().get("dW");
        var worst = report.discrepancies().getFirst();
        assertThat(worst.what()).isEqualTo("dW");
        assertThat(dw.get(worst.position().get(0), worst.position().get(1))).isEqualTo(worst.actual());
        assertThat(worst.expected()).isCloseTo(-worst.actual(), Offset.offset(1e-12));
        assertThat(report.toString()).contains("columns are taken as samples, as KTH DD2424 writes them");
    }

    @Test
    void whatFloat32CannotTellIsSaid() {
        CheckReport report = judged("batchnorm-unit-float32", "batch-norm");
        assertThat(report.passed()).isTrue();
        assertThat(report.toString())
                .contains("float32 is too coarse to tell this from epsilon-outside-root, epsilon-missing")
                .contains("compute and save in float64");
        assertThat(judged("batchnorm", "batch-norm").toString()).doesNotContain("too coarse");
    }

    @Test
    void mistakesThatFloat32CannotTellApartAreSaid() {
        CheckReport report = judged("batchnorm-epsilon-float32", "batch-norm");
        assertThat(report.diagnoses()).as(report.toString()).hasSizeGreaterThan(1);
        assertThat(report.toString()).contains("float32 is too coarse to tell these mistakes apart");
    }

    @Test
    void anotherEpsilonThatMakesAllRightIsSaid() {
        RecordedCheck check = GradientCheck.of("mine.npz", read("batchnorm"));
        CheckReport report = check.as(BatchNorm.Settings.of().withEpsilon(1e-3));
        assertThat(report.passed()).isFalse();
        assertThat(report.summary())
                .contains("note: all is right with another epsilon: epsilon=1.0E-5. Save it as eps");
    }

    @Test
    void parametersOfAnotherLayerAreRefused() {
        assertThatThrownBy(() -> judged("conv", "batch-norm"))
                .hasMessage(
                        "conv.npz: w (2, 3, 3, 3) does not belong to BatchNorm; expected x, gamma, beta. Is it another"
                                + " layer?");
    }

    @Test
    void whatTheNumbersCannotShowIsSaid() {
        assertThat(judged("batchnorm-ones", "batch-norm").toString())
                .contains("these numbers would be the same with ")
                .contains("variance-term-missing");
    }

    @Test
    void whatIsNotLookedAtIsSaid() {
        assertThat(judged("batchnorm-object", "batch-norm").toString()).contains("not looked at: bn_param");
        assertThat(judged("batchnorm-test", "batch-norm").toString()).contains("the backward pass is not judged");
    }

    @Test
    void settingsOfTheFileAreTaken() {
        assertThat(settings("conv", "convolution").toString()).contains("stride=2×2, padding=1×1");
        assertThat(settings("dropout", "dropout").toString()).contains("keep=0.75");
        assertThat(settings("groupnorm", "group-norm").toString()).contains("groups=2");
        assertThat(settings("leaky-wrong", "leaky-relu").toString()).contains("slope=0.1");
    }

    private static CheckReport judged(String file, String kind) {
        RecordedCheck check = GradientCheck.of(file + ".npz", read(file));
        if (Catalogue.LOSSES.ids().contains(kind)) {
            return check.as(check.settings(Examples.of(Catalogue.LOSSES.type(kind))));
        }
        return check.as(settings(check, kind));
    }

    private static LayerSpec settings(String file, String kind) {
        return settings(GradientCheck.of(file + ".npz", read(file)), kind);
    }

    private static LayerSpec settings(RecordedCheck check, String kind) {
        return check.settings(Examples.of(Catalogue.LAYERS.type(kind)));
    }

    static NumpyArchive read(String file) {
        try {
            return NumpyArchive.read(
                    Path.of(Objects.requireNonNull(RecordedCheckTest.class.getResource("/students/" + file + ".npz"))
                            .toURI()));
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CheckReport batchNorm(Map<String, Tensor> tensors) {
        NumpyArchive archive = new NumpyArchive(tensors);
        return GradientCheck.of("mine.npz", archive).as(BatchNorm.Settings.of());
    }

    private static Tensor tensor(int... extents) {
        return Tensor.gaussian(Precision.FLOAT64, Shape.of(extents), new Random(1));
    }

    @Test
    void whatDoesNotFitIsOneClearLine() {
        Map<String, Tensor> right = read("batchnorm").tensors();
        refused(
                right,
                "gamma",
                null,
                "mine.npz: gamma is missing; expected an array gamma or scale. There are x, beta, dout, out, dx,"
                        + " dgamma, dbeta");
        refused(right, "x", null, "mine.npz: x is missing; expected an array x or input or inputs");
        refused(right, "dout", null, "mine.npz: dout is missing");
        refused(right, "gamma", tensor(4), "mine.npz: gamma (4) does not fit x (8, 5); expected (5)");
        refused(
                right,
                "dout",
                tensor(7, 5),
                "mine.npz: dout (7, 5) does not fit out (8, 5); expected the shape of the output, (8, 5)");
        refused(right, "x", tensor(8), "mine.npz: x (8) does not fit BatchNorm; expected (N, D) or (N, C, H, W)");
        refused(right, "x", tensor(0, 5), "mine.npz: x (0, 5) has no numbers");
        refused(right, "dy", tensor(8, 5), "mine.npz: dout and dy mean the same; expected one of them");
        Tensor damaged = right.get("dout").copy();
        damaged.set(Double.NaN, 2, 3);
        refused(
                right,
                "dout",
                damaged,
                "mine.npz: dout is NaN at [2, 3]; expected finite numbers in what the code was given");
    }

    private static void refused(Map<String, Tensor> right, String name, Tensor other, String said) {
        Map<String, Tensor> tensors = new LinkedHashMap<>(right);
        if (other == null) {
            tensors.remove(name);
        } else {
            tensors.put(name, other);
        }
        assertThatThrownBy(() -> batchNorm(tensors))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(said);
    }

    @Test
    void labelsThatDoNotFitAreRefused() {
        Map<String, Tensor> right = new LinkedHashMap<>(read("softmax").tensors());
        right.put("y", Tensor.of(Precision.FLOAT64, Shape.of(5), 1, 0, 4, 2, 3));
        assertThatThrownBy(() -> softmax(right)).hasMessage("mine.npz: y (5) has the label 4; expected 0 to 3");
        right.put("y", tensor(3));
        assertThatThrownBy(() -> softmax(right))
                .hasMessageStartingWith("mine.npz: y (3) does not fit x (5, 4); expected 5 labels");
    }

    private static void softmax(Map<String, Tensor> tensors) {
        NumpyArchive archive = new NumpyArchive(tensors);
        GradientCheck.of("mine.npz", archive).as(SoftmaxCrossEntropy.of());
    }

    @Test
    void aGradientThatIsNoNumberIsWrongAndFound() {
        Map<String, Tensor> tensors = new LinkedHashMap<>(read("batchnorm").tensors());
        Tensor damaged = tensors.get("dx").copy();
        damaged.set(Double.NaN, 2, 3);
        tensors.put("dx", damaged);
        CheckReport report = batchNorm(tensors);
        assertThat(report.passed()).isFalse();
        assertThat(report.toString()).contains("dx (mine.npz): element [2, 3] is NaN; expected");
        assertThat(List.of(report.diagnoses())).hasSize(1);
    }
}
