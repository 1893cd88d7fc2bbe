package dev.chainrule.lab.compare;

import dev.chainrule.check.CheckReport;
import dev.chainrule.check.CheckSettings;
import dev.chainrule.check.GradientCheck;
import dev.chainrule.check.GradientReport;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.Objective;

/// The gradients of a network as it starts, checked against five-point differences in float64.
public final class GradientsAtStart {
    private static final int EXAMPLES = 8;
    private static final int CHECKED_NUMBERS = 12;

    private GradientsAtStart() {}

    /// The largest relative error of any tensor's gradient, on random inputs.
    static double error(RunRecord run) {
        RunSettings settings = run.settings();
        int classes = run.beginning().classNames().size();
        ModelSpec spec = settings.spec(run.beginning().image(), classes);
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
        return worst(check(model, settings.plan().objective(), x, labels, CHECKED_NUMBERS));
    }

    /// Compares the gradients of an objective at the weights as they are.
    ///
    /// @param numbers how many of each tensor are compared
    public static CheckReport check(Model model, Objective objective, Tensor x, int[] labels, int numbers) {
        return GradientCheck.of(model, objective.loss(), objective.penalties())
                .with(CheckSettings.defaults()
                        .withSamples(numbers)
                        .withScales(1.0)
                        .withBurnIn(0))
                .run(x, labels);
    }

    /// The largest relative error of any tensor's gradient; not a number if none was compared.
    public static double worst(CheckReport report) {
        return report.tensors().stream()
                .filter(GradientReport::compared)
                .mapToDouble(GradientReport::error)
                .max()
                .orElse(Double.NaN);
    }
}
