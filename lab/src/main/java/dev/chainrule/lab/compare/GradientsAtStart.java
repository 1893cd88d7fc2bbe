package dev.chainrule.lab.compare;

import dev.chainrule.check.CheckReport;
import dev.chainrule.check.CheckSettings;
import dev.chainrule.check.GradientCheck;
import dev.chainrule.check.GradientReport;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// The gradients of a run's network as it starts, checked against five-point differences in float64.
final class GradientsAtStart {
    private static final int EXAMPLES = 8;
    private static final int CHECKED_NUMBERS = 12;

    private GradientsAtStart() {}

    /// The largest relative error of any tensor's gradient, on random inputs.
    static double error(RunRecord run) {
        RunSettings settings = run.settings();
        int classes = run.beginning().classNames().size();
        ModelSpec spec = settings.model().spec(run.beginning().image(), classes);
        NumpyRandom random = new NumpyRandom(settings.seed());
        Model model = ModelBuilder.build(spec, random);
        Shape shape = spec.input().batchOf(EXAMPLES);
        Tensor x = Tensor.zeros(Precision.FLOAT64, shape);
        for (int i = 0; i < shape.size(); i++) {
            x.setStored(i, random.nextGaussian());
        }
        int[] labels = new int[EXAMPLES];
        for (int i = 0; i < EXAMPLES; i++) {
            labels[i] = random.nextInt(classes);
        }
        Loss loss = settings.plan().objective().loss();
        List<WeightPenalty> penalties = settings.plan().objective().penalties();
        CheckReport report = GradientCheck.of(model, loss, penalties)
                .with(CheckSettings.defaults()
                        .withSamples(CHECKED_NUMBERS)
                        .withScales(1.0)
                        .withBurnIn(0))
                .run(x, labels);
        return report.tensors().stream()
                .filter(GradientReport::compared)
                .mapToDouble(GradientReport::error)
                .max()
                .orElse(Double.NaN);
    }
}
