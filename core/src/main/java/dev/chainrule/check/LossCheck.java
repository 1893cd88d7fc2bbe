package dev.chainrule.check;

import dev.chainrule.check.CheckReport.Finding;
import dev.chainrule.check.CheckReport.Section;
import dev.chainrule.check.mistake.Formulas;
import dev.chainrule.check.mistake.KnownFormulas;
import dev.chainrule.check.mistake.Observation;
import dev.chainrule.loss.Loss;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A check of a loss; see [GradientCheck#of(Loss)].
public final class LossCheck {
    /// By which scores are multiplied to see whether large ones overflow.
    private static final double LARGE = 1000;

    private final Loss loss;
    private CheckSettings settings = CheckSettings.defaults();
    private @Nullable Loss meant;

    LossCheck(Loss loss) {
        this.loss = loss;
    }

    /// Says what the loss means to be.
    ///
    /// @param other a loss of the library that computes the same
    /// @return this
    public LossCheck as(Loss other) {
        meant = other;
        return this;
    }

    /// Replaces the settings; those about upstream gradients and burn-in do not apply.
    ///
    /// @return this
    public LossCheck with(CheckSettings others) {
        settings = others;
        return this;
    }

    /// Runs the check on Gaussian scores and random labels.
    ///
    /// @param scores the shape of the scores, (N, K) with K of 2 or more
    public CheckReport run(Shape scores) {
        if (scores.rank() != 2 || scores.extent(1) < 2) {
            throw new ShapeMismatchException(
                    "GradientCheck: scores %s do not fit a loss; expected (N, K) with K of 2 or more"
                            .formatted(scores));
        }
        RandomKey key = RandomKey.of(settings.seed());
        int[] labels = key.child("labels")
                .generator()
                .ints(scores.extent(0), 0, scores.extent(1))
                .toArray();
        return run(
                Tensor.gaussian(Precision.FLOAT64, scores, key.child("scores").generator()), labels);
    }

    /// Runs the check.
    ///
    /// @param scores (N, K), in float64, not changed
    /// @param labels N classes
    public CheckReport run(Tensor scores, int... labels) {
        Samples.requireDouble(scores);
        List<Section> sections = new ArrayList<>();
        List<Observation> observations = new ArrayList<>();
        for (double scale : settings.scales()) {
            Tensor x = Samples.scaled(scores, scale);
            observations.add(Observation.of("scores × " + scale, loss, x, labels));
            sections.add(new Section("scores × " + scale, List.of(compare(x, labels))));
        }
        if (meant == null) {
            List<Finding> findings = new ArrayList<>();
            CheckReport.adviseToDeclare(sections, findings, "as(SoftmaxCrossEntropy.of()) or as(MulticlassHinge.of())");
            return new CheckReport(loss.toString(), sections, List.of(), findings, List.of(), false);
        }
        observations.add(Observation.of("scores × " + LARGE, loss, Samples.scaled(scores, LARGE), labels));
        Formulas.Verdict verdict = KnownFormulas.of(meant).judge(observations);
        return new CheckReport(
                "loss " + meant, sections, verdict.discrepancies(), List.of(), verdict.diagnoses(), true);
    }

    private GradientReport compare(Tensor x, int[] labels) {
        Tensor analytic = loss.forward(x, labels).dscores();
        if (!analytic.shape().equals(x.shape())) {
            return GradientReport.unusable("scores", x.shape(), settings.tolerance());
        }
        ScalarFunction subject =
                PlainFunction.of(List.of(x), () -> loss.forward(x, labels).value());
        int[] elements = Samples.elements(
                x.size(), settings.samples(), RandomKey.of(settings.seed()).child("scores"));
        ElementCounter counter = new ElementCounter((done, total) -> {}, elements.length);
        return new Differences(settings, List.of(subject), counter)
                .compare("scores", 0, analytic, elements, Samples.deviation(x));
    }
}
