package dev.chainrule.check;

import dev.chainrule.check.CheckReport.Section;
import dev.chainrule.check.mistake.Formulas;
import dev.chainrule.check.mistake.KnownFormulas;
import dev.chainrule.check.mistake.Observation;
import dev.chainrule.check.mistake.PenaltyKind;
import dev.chainrule.check.mistake.RuleKind;
import dev.chainrule.layer.Parameter;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Checks of penalties and update rules.
final class HandWritten {
    private static final int VALUES = 6;

    private HandWritten() {}

    static CheckReport penalty(Penalty penalty, PenaltyKind kind, List<Parameter> parameters) {
        List<Tensor> analytic = penalty.gradients(parameters);
        List<Tensor> values = parameters.stream().map(Parameter::value).toList();
        values.forEach(Samples::requireDouble);
        Map<String, double[]> observed = new LinkedHashMap<>();
        Map<String, double[]> numbers = new LinkedHashMap<>();
        ScalarFunction subject = new PlainFunction(values, () -> penalty.value(parameters));
        CheckSettings settings = CheckSettings.defaults();
        ElementCounter counter = new ElementCounter((done, total) -> {}, 0);
        List<GradientReport> reports = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            Parameter parameter = parameters.get(i);
            Tensor value = values.get(i);
            String role = parameter.kind() == Parameter.Kind.WEIGHT ? "weight:" : "other:";
            numbers.put(role + parameter.name(), value.toArray());
            observed.put("d" + parameter.name(), analytic.get(i).toArray());
            int[] all = Samples.elements(value.size(), value.size(), RandomKey.of(0));
            reports.add(new Differences(settings, List.of(subject), counter)
                    .compare(parameter.name(), i, analytic.get(i), all, Samples.size(value)));
        }
        observed.put("penalty", new double[] {penalty.value(parameters)});
        Observation observation = new Observation("as given", Shape.of(1), numbers, new int[0], true, observed);
        Formulas.Verdict verdict = KnownFormulas.of(kind).judge(List.of(observation));
        return new CheckReport(
                "penalty " + kind,
                List.of(new Section("as given", reports)),
                verdict.discrepancies(),
                List.of(),
                verdict.diagnoses(),
                true);
    }

    static CheckReport rule(UpdateRule rule, RuleKind kind) {
        RandomGenerator random = RandomKey.of(1).child("rule").generator();
        Shape shape = Shape.of(VALUES);
        Tensor value = Samples.gaussian(Tensor.zeros(Precision.FLOAT64, shape), random);
        List<Tensor> memory = new ArrayList<>();
        rule.memory().forEach(name -> memory.add(Tensor.zeros(Precision.FLOAT64, shape)));
        Map<String, double[]> numbers = new LinkedHashMap<>();
        numbers.put("value", value.toArray());
        Map<String, double[]> observed = new LinkedHashMap<>();
        for (int step = 1; step <= KnownFormulas.STEPS; step++) {
            Tensor gradient = Samples.gaussian(value, random);
            gradient.setStored(0, 1e-7 * gradient.getStored(0)); // where a misplaced epsilon shows
            numbers.put("gradient " + step, gradient.toArray());
            rule.apply(value, gradient, KnownFormulas.RATE, step, memory);
            observed.put("value after step " + step, value.toArray());
        }
        Observation observation =
                new Observation("learning rate " + KnownFormulas.RATE, shape, numbers, new int[0], true, observed);
        Formulas.Verdict verdict = KnownFormulas.of(kind).judge(List.of(observation));
        return new CheckReport(
                "update rule " + kind, List.of(), verdict.discrepancies(), List.of(), verdict.diagnoses(), true);
    }
}
