package dev.chainrule.check;

import dev.chainrule.check.CheckReport.Section;
import dev.chainrule.check.mistake.Formulas;
import dev.chainrule.check.mistake.KnownFormulas;
import dev.chainrule.check.mistake.Observation;
import dev.chainrule.format.NumpyArchive;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.model.Model;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Compares hand-derived gradients with differences of the function itself, in float64, and names the mistake.
///
/// A layer that you wrote yourself, in three lines:
///
/// ```java
/// CheckReport report = GradientCheck.of(new MyBatchNorm(5)).as(BatchNorm.Settings.of()).run(Shape.of(8, 5));
/// System.out.println(report);
/// assertThat(report.passed()).isTrue();
/// ```
///
/// which prints, if epsilon is added to the deviation,
///
/// ```
/// mistake: epsilon-outside-root: epsilon was added to the deviation: sqrt(var) + epsilon. …
/// ```
///
/// Without `as` gradients are compared with differences, which cannot see that a forward pass computes something else
/// than it should. A whole network, with its loss and its penalties:
///
/// ```java
/// CheckReport report = GradientCheck.of(model, SoftmaxCrossEntropy.of(), List.of(WeightPenalty.HalfL2.of(0.1)))
///         .with(CheckSettings.defaults().withSamples(50))
///         .run(images, labels);
/// ```
///
/// For each element the derivative is estimated by the five-point formula
/// `(8 (f(+h) − f(−h)) − (f(+2h) − f(−2h))) / 12h` with h a thousandth of the tensor's own deviation. A layer's output
/// is contracted with a *random* upstream gradient: with ones, the sum of a normalised batch is constant and hides
/// every mistake.
///
/// The error of an element is `|a − n| / max(|a|, |n|, floor)`. The floor is a thousandth of the largest gradient of
/// the tensor, so that elements that are nearly 0 do not raise false alarms, and never so small that the rounding of
/// the differences alone could exceed the tolerance. Right gradients of a layer reach 1e-9 and better, those of a whole
/// net about 1e-8; a misplaced epsilon shows as 1e-6 and more.
///
/// Where the function has a kink within reach of the steps, no difference is a derivative: such elements are skipped
/// and counted.
public final class GradientCheck {
    /// How many numbers an update rule moves.
    private static final int VALUES = 6;

    private GradientCheck() {}

    /// A check of a layer, on one thread, because its parameters cannot be copied.
    public static LayerCheck of(Layer layer) {
        return new LayerCheck(List.of(layer));
    }

    /// A check of a layer on all threads, each with a layer of its own.
    ///
    /// @param layers gives a new layer with parameters of its own at each call
    public static LayerCheck of(Supplier<? extends Layer> layers) {
        return LayerCheck.ofCopies(layers);
    }

    /// A check of a loss.
    public static LossCheck of(Loss loss) {
        return new LossCheck(loss);
    }

    /// A check of arrays that code in another language was given and returned.
    ///
    /// @param file what the report calls them
    public static RecordedCheck of(String file, NumpyArchive arrays) {
        return new RecordedCheck(file, arrays);
    }

    /// A check of a whole network: the data term, and apart from it the penalties.
    ///
    /// @param model of any precision; it is not changed
    public static ModelCheck of(Model model, Loss loss, List<WeightPenalty> penalties) {
        return new ModelCheck(model, loss, penalties);
    }

    /// Checks a penalty.
    ///
    /// @param meant a penalty of the library that computes the same
    /// @param parameters in float64, some of them not weights
    public static CheckReport penalty(Penalty penalty, WeightPenalty meant, List<Parameter> parameters) {
        List<Tensor> analytic = penalty.gradients(parameters);
        List<Tensor> values = parameters.stream().map(Parameter::value).toList();
        values.forEach(Samples::requireDouble);
        ScalarFunction function = PlainFunction.of(values, () -> penalty.value(parameters));
        List<GradientReport> reports = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            String name = parameters.get(i).name();
            reports.add(compare(name, function, i, analytic.get(i), Samples.size(values.get(i))));
        }
        Observation seen = Observation.of(penalty.value(parameters), analytic, parameters);
        List<Section> sections = List.of(new Section("as given", reports));
        return judged("penalty " + meant, sections, KnownFormulas.of(meant), seen);
    }

    /// Checks the first steps of an update rule.
    ///
    /// @param meant a rule of the library that computes the same
    public static CheckReport rule(UpdateRule rule, UpdateRule meant) {
        RandomGenerator random = RandomKey.of(1).child("rule").generator();
        Tensor value = Tensor.gaussian(Precision.FLOAT64, Shape.of(VALUES), random);
        List<Tensor> gradients = new ArrayList<>();
        for (int step = 1; step <= KnownFormulas.STEPS; step++) {
            Tensor gradient = Tensor.gaussian(Precision.FLOAT64, value.shape(), random);
            gradient.setStored(0, 1e-7 * gradient.getStored(0)); // where a misplaced epsilon shows
            gradient.setStored(1, (step == 1 ? 1 : 1e-3) * gradient.getStored(1)); // where squares fall
            gradients.add(gradient);
        }
        Observation seen = Observation.of(rule, value, gradients);
        return judged("update rule " + meant, List.of(), KnownFormulas.of(meant), seen);
    }

    private static CheckReport judged(String subject, List<Section> sections, Formulas formulas, Observation seen) {
        Formulas.Verdict verdict = formulas.judge(List.of(seen));
        return new CheckReport(subject, sections, verdict.discrepancies(), List.of(), verdict.diagnoses(), true);
    }

    /// Checks the gradients of a layer by its input and by all its parameters that are not frozen.
    ///
    /// @param x the input, in float64
    /// @param mode repeated for every run; its randomness is the same each time
    public static List<GradientReport> layer(Layer layer, Tensor x, Mode mode, RandomGenerator random) {
        Samples.requireDouble(x);
        Pass pass = layer.forward(x, mode);
        Tensor dy = Samples.gaussian(pass.output(), random);
        Gradients analytic = pass.backward(dy);
        PlainFunction subject = PlainFunction.contracted(layer, x, mode, dy);
        List<GradientReport> reports = new ArrayList<>();
        reports.add(compare("input", subject, 0, analytic.input(), Samples.deviation(x)));
        List<Parameter> parameters = layer.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            if (!parameter.isFrozen()) {
                double size = Samples.size(parameter.value());
                reports.add(compare(parameter.name(), subject, i + 1, analytic.of(parameter), size));
            }
        }
        return reports;
    }

    /// Checks the gradient of a loss by the scores.
    ///
    /// @param scores (N, K), in float64
    public static GradientReport loss(Loss loss, Tensor scores, int[] labels) {
        Samples.requireDouble(scores);
        Tensor analytic = loss.forward(scores, labels).dscores();
        return compare(
                "scores", scores, analytic, () -> loss.forward(scores, labels).value());
    }

    /// Checks a gradient of a scalar function by one tensor, all elements of it.
    ///
    /// @param what the name for the report
    /// @param at the tensor that `value` depends on; each element is changed for the differences and put back
    /// @param analytic the gradient to check, of the same shape
    /// @param value computes the function with the present numbers
    public static GradientReport compare(String what, Tensor at, Tensor analytic, DoubleSupplier value) {
        return compare(what, PlainFunction.of(List.of(at), value), 0, analytic, Samples.deviation(at));
    }

    private static GradientReport compare(
            String what, ScalarFunction subject, int tensor, Tensor analytic, double deviation) {
        Shape shape = subject.tensors().get(tensor).shape();
        int[] all = new int[shape.size()];
        Arrays.setAll(all, i -> i);
        ElementCounter counter = new ElementCounter((done, total) -> {}, all.length);
        return new Differences(CheckSettings.defaults(), List.of(subject), counter)
                .compare(what, tensor, analytic, all, deviation);
    }
}
