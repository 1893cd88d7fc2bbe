package dev.chainrule.check.mistake;

import static dev.chainrule.check.mistake.Mistake.GRADIENT_SIGN;

import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Mode;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What the library's own float64 code says, of what has no formulas.
final class ReferenceFormulas extends Formulas {
    private final Function<Observation, Map<String, double[]>> reference;
    private final String gradient;

    private ReferenceFormulas(Function<Observation, Map<String, double[]>> reference, String gradient) {
        this.reference = reference;
        this.gradient = gradient;
        number("sign", 1);
        if (!gradient.isEmpty()) {
            mistake(GRADIENT_SIGN, set("sign", -1));
        }
    }

    /// A layer that is random says nothing, since it cannot know what the code under test has drawn.
    static ReferenceFormulas of(LayerSpec spec) {
        return new ReferenceFormulas(
                seen -> {
                    Map<String, double[]> once = run(spec, seen, 1);
                    boolean same =
                            Arrays.equals(once.get("output"), run(spec, seen, 2).get("output"));
                    return same ? once : Map.of();
                },
                "dx");
    }

    static ReferenceFormulas of(Loss loss) {
        return new ReferenceFormulas(
                seen -> Observation.of(seen.title(), loss, tensor(seen, "x"), seen.labels())
                        .outputs(),
                "dscores");
    }

    /// A penalty sees each weight as a row of numbers.
    static ReferenceFormulas of(WeightPenalty penalty) {
        return new ReferenceFormulas(
                seen -> {
                    Map<String, double[]> results = new HashMap<>();
                    double value = 0;
                    for (Map.Entry<String, double[]> each : seen.inputs().entrySet()) {
                        Tensor w = Tensor.of(Precision.FLOAT64, Shape.of(each.getValue().length), each.getValue());
                        Tensor gradient = Tensor.zeros(Precision.FLOAT64, w.shape());
                        if (penalty.of().includes(PenaltyFormulas.kind(each.getKey()))) {
                            value += penalty.value(w);
                            penalty.addGradient(w, gradient);
                        }
                        results.put("d" + each.getKey().substring(each.getKey().indexOf(':') + 1), gradient.toArray());
                    }
                    results.put("penalty", new double[] {value});
                    return results;
                },
                "");
    }

    static ReferenceFormulas of(UpdateRule rule) {
        return new ReferenceFormulas(
                seen -> Observation.of(rule, tensor(seen, "value"), gradients(seen))
                        .outputs(),
                "");
    }

    private static List<Tensor> gradients(Observation seen) {
        return IntStream.rangeClosed(1, RuleFormulas.STEPS)
                .mapToObj(step -> tensor(seen, "gradient " + step))
                .toList();
    }

    private static Tensor tensor(Observation seen, String name) {
        return Tensor.of(Precision.FLOAT64, seen.shape(), seen.get(name));
    }

    private static Map<String, double[]> run(LayerSpec spec, Observation seen, long seed) {
        Layer layer = KnownFormulas.build(spec, seen.shape());
        Observation.roles(layer).forEach((parameter, role) -> copy(seen, role, parameter.value()));
        Observation.statistics(layer).forEach((name, buffer) -> copy(seen, name, buffer.value()));
        Mode mode = seen.training() ? new Mode.Train(RandomKey.of(seed)) : new Mode.Evaluate();
        Shape output = layer.outputShape(seen.shape());
        double[] dy = seen.inputs().get("dy");
        Tensor upstream = dy == null || dy.length != output.size() ? null : Tensor.of(Precision.FLOAT64, output, dy);
        return Observation.of(seen.title(), layer, tensor(seen, "x"), mode, upstream)
                .outputs();
    }

    private static void copy(Observation seen, String name, Tensor to) {
        if (seen.has(name)) {
            to.copyFrom(Tensor.of(Precision.FLOAT64, to.shape(), seen.get(name)));
        }
    }

    @Override
    @Nullable
    Numbers result(Computation c, String name) {
        double[] value = reference.apply(c.observed()).get(name);
        return value == null ? null : new Numbers(value).times(name.equals(gradient) ? c.number("sign") : 1);
    }
}
