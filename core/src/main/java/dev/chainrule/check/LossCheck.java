package dev.chainrule.check;

import dev.chainrule.check.CheckReport.Section;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.LossPass;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A check of a loss; see [GradientCheck#of(Loss)].
public final class LossCheck {
    /// By which scores are multiplied to see whether large ones overflow.
    private static final double LARGE = 1000;

    private final Loss loss;
    private CheckSettings settings = CheckSettings.defaults();
    private @Nullable LossKind kind;

    LossCheck(Loss loss) {
        this.loss = loss;
    }

    /// Says what the loss means to be.
    ///
    /// @return this
    public LossCheck as(LossKind meant) {
        kind = meant;
        return this;
    }

    /// Replaces the settings; those about upstream gradients and burn-in do not apply.
    ///
    /// @return this
    public LossCheck with(CheckSettings others) {
        settings = others;
        return this;
    }

    /// Runs the check.
    ///
    /// @param scores (N, K), in float64, not changed
    /// @param labels N classes
    public CheckReport run(Tensor scores, int... labels) {
        Samples.requireDouble(scores);
        List<Section> sections = new ArrayList<>();
        List<Situation> situations = new ArrayList<>();
        for (double scale : settings.scales()) {
            Tensor x = Samples.scaled(scores, scale);
            situations.add(situation("scores × " + scale, x, labels));
            sections.add(new Section("scores × " + scale, List.of(compare(x, labels))));
        }
        if (kind == null) {
            return new CheckReport(loss.toString(), sections, List.of(), List.of(), List.of(), false);
        }
        situations.add(situation("scores × " + LARGE, Samples.scaled(scores, LARGE), labels));
        MistakeSearch<?> search = new MistakeSearch<>(Catalogue.of(kind), situations);
        return new CheckReport("loss " + kind, sections, search.discrepancies(), List.of(), search.diagnoses(), true);
    }

    private Situation situation(String title, Tensor x, int[] labels) {
        LossPass pass = loss.forward(x, labels);
        Parts observed = new Parts()
                .with("loss", pass.value())
                .with("dscores", pass.dscores().toArray());
        Map<String, double[]> numbers = new LinkedHashMap<>();
        numbers.put("x", x.toArray());
        return new Situation(title, x.shape(), numbers, labels, true, observed);
    }

    private GradientReport compare(Tensor x, int[] labels) {
        Tensor analytic = loss.forward(x, labels).dscores();
        if (!analytic.shape().equals(x.shape())) {
            return GradientReport.unusable("scores", x.shape(), settings.tolerance());
        }
        Subject subject =
                new FunctionSubject(List.of(x), () -> loss.forward(x, labels).value());
        int[] elements = Samples.elements(
                x.size(), settings.samples(), RandomKey.of(settings.seed()).child("scores"));
        Meter meter = new Meter((done, total) -> {}, elements.length);
        return new Differences(settings, List.of(subject), meter)
                .compare("scores", 0, analytic, elements, Samples.deviation(x));
    }
}
