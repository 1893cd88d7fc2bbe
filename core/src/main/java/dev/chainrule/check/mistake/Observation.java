package dev.chainrule.check.mistake;

import dev.chainrule.layer.Buffer;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.LossPass;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One run of the code under test: everything that its formulas depend on, and what it made of it. Arrays are in
/// row-major order.
///
/// @param title when it happened, for reports, for example `input × 0.01`
/// @param shape the shape of `x`, in the caller's order of axes
/// @param inputs by name: `x`, `dy`, parameters by their role, running statistics before
/// @param labels of a loss; empty elsewhere
/// @param training whether it was a training pass
/// @param outputs by name: `output`, `dx`, the gradients with respect to parameters by their role, running statistics
/// after
@SuppressWarnings("ArrayRecordComponent") // passed from method to method, never compared
public record Observation(
        String title,
        Shape shape,
        Map<String, double[]> inputs,
        int[] labels,
        boolean training,
        Map<String, double[]> outputs) {

    /// Runs a layer once.
    ///
    /// @param dy the upstream gradient, or null for the forward pass alone
    public static Observation of(String title, Layer layer, Tensor x, Mode mode, @Nullable Tensor dy) {
        boolean training = mode instanceof Mode.Train;
        Map<Parameter, String> roles = roles(layer);
        Map<String, double[]> inputs = inputs(layer, x);
        Map<String, double[]> outputs = new LinkedHashMap<>();
        Pass pass = layer.forward(x, mode);
        outputs.put("output", pass.output().toArray());
        if (training) {
            statistics(layer)
                    .forEach((name, buffer) -> outputs.put(name, buffer.value().toArray()));
        }
        if (dy != null && dy.shape().equals(pass.output().shape())) {
            inputs.put("dy", dy.toArray());
            Gradients gradients = pass.backward(dy);
            input(gradients).ifPresent(dx -> outputs.put("dx", dx.toArray()));
            roles.forEach((parameter, role) ->
                    parameter(gradients, parameter).ifPresent(d -> outputs.put("d" + role, d.toArray())));
        }
        return new Observation(title, x.shape(), inputs, new int[0], training, outputs);
    }

    /// Runs a loss once.
    public static Observation of(String title, Loss loss, Tensor scores, int... labels) {
        LossPass pass = loss.forward(scores, labels);
        return new Observation(
                title,
                scores.shape(),
                Map.of("x", scores.toArray()),
                labels,
                true,
                Map.of(
                        "loss",
                        new double[] {pass.value()},
                        "dscores",
                        pass.dscores().toArray()));
    }

    /// What a penalty said of parameters.
    public static Observation of(double value, List<Tensor> gradients, List<Parameter> parameters) {
        Map<String, double[]> inputs = new LinkedHashMap<>();
        Map<String, double[]> outputs = new LinkedHashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            inputs.put(
                    parameter.kind() + ":" + parameter.name(), parameter.value().toArray());
            outputs.put("d" + parameter.name(), gradients.get(i).toArray());
        }
        outputs.put("penalty", new double[] {value});
        return new Observation("as given", Shape.of(1), inputs, new int[0], true, outputs);
    }

    /// Takes a step of an update rule along each of some gradients.
    ///
    /// @param value where it starts; not changed
    public static Observation of(UpdateRule rule, Tensor value, List<Tensor> gradients) {
        Tensor moved = value.copy();
        List<Tensor> memory = new ArrayList<>();
        rule.memory().forEach(name -> memory.add(Tensor.zeros(value.precision(), value.shape())));
        Map<String, double[]> inputs = new LinkedHashMap<>();
        Map<String, double[]> outputs = new LinkedHashMap<>();
        inputs.put("value", value.toArray());
        for (int step = 1; step <= gradients.size(); step++) {
            Tensor gradient = gradients.get(step - 1);
            inputs.put("gradient " + step, gradient.toArray());
            rule.apply(moved, gradient, RuleFormulas.RATE, step, memory);
            outputs.put("value after step " + step, moved.toArray());
        }
        String title = "learning rate " + RuleFormulas.RATE;
        return new Observation(title, value.shape(), inputs, new int[0], true, outputs);
    }

    /// What a layer computes from, by name.
    static Map<String, double[]> inputs(Layer layer, Tensor x) {
        Map<String, double[]> inputs = new LinkedHashMap<>();
        inputs.put("x", x.toArray());
        roles(layer)
                .forEach((parameter, role) -> inputs.put(role, parameter.value().toArray()));
        statistics(layer)
                .forEach((name, buffer) -> inputs.put(name, buffer.value().toArray()));
        return inputs;
    }

    /// The gradient with respect to the input, if the layer returns one.
    public static Optional<Tensor> input(Gradients gradients) {
        try {
            return Optional.of(gradients.input());
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
    }

    /// The gradient with respect to a parameter, if the layer returns one.
    public static Optional<Tensor> parameter(Gradients gradients, Parameter parameter) {
        try {
            return Optional.of(gradients.of(parameter));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// The running mean and variance of a layer; empty unless it has both.
    static Map<String, Buffer> statistics(Layer layer) {
        Map<String, Buffer> statistics = new LinkedHashMap<>();
        for (Buffer buffer : layer.buffers()) {
            String name = buffer.name().toLowerCase(Locale.ROOT);
            if (name.contains("mean")) {
                statistics.putIfAbsent("running mean", buffer);
            } else if (name.contains("var")) {
                statistics.putIfAbsent("running variance", buffer);
            }
        }
        return statistics.size() == 2 ? statistics : Map.of();
    }

    /// What each parameter is to its layer: `W`, `b`, `gamma` or `beta`, and `W 2` if there are several.
    static Map<Parameter, String> roles(Layer layer) {
        Map<Parameter, String> roles = new LinkedHashMap<>();
        for (Parameter parameter : layer.parameters()) {
            String role = switch (parameter.kind()) {
                case WEIGHT, FIXED -> "W";
                case BIAS -> "b";
                case SCALE -> "gamma";
                case SHIFT -> "beta";
            };
            roles.put(parameter, roles.containsValue(role) ? role + " " + (roles.size() + 1) : role);
        }
        return roles;
    }

    double[] get(String name) {
        double[] value = inputs.get(name);
        if (value == null) {
            throw new IllegalStateException("Observation: no numbers named " + name);
        }
        return value;
    }

    /// Whether there are numbers of this name.
    public boolean has(String name) {
        return inputs.containsKey(name);
    }
}
