package dev.chainrule.check;

import dev.chainrule.layer.Buffer;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs a layer once and writes down what went in and what came out, by the names that the formulas use.
final class Observation {
    private Observation() {}

    /// A training or evaluation pass.
    ///
    /// @param dy the upstream gradient, or null for the forward pass alone
    static Situation of(String title, Layer layer, Tensor x, Mode mode, @Nullable Tensor dy) {
        Map<String, double[]> numbers = new LinkedHashMap<>();
        numbers.put("x", x.toArray());
        Map<Parameter, String> roles = roles(layer);
        roles.forEach((parameter, role) -> {
            numbers.put(role, parameter.value().toArray());
            numbers.put(
                    role + " shape",
                    Arrays.stream(parameter.value().shape().toArray())
                            .asDoubleStream()
                            .toArray());
        });
        Map<String, Buffer> statistics = statistics(layer);
        statistics.forEach((name, buffer) -> numbers.put(name, buffer.value().toArray()));
        boolean training = mode instanceof Mode.Train;
        Pass pass = layer.forward(x, mode);
        Parts observed = new Parts().with("output", pass.output().toArray());
        if (training) {
            statistics.forEach(
                    (name, buffer) -> observed.with(name, buffer.value().toArray()));
        }
        if (dy != null && dy.shape().equals(pass.output().shape())) {
            numbers.put("dy", dy.toArray());
            Gradients gradients = pass.backward(dy);
            input(gradients).ifPresent(dx -> observed.with("dx", dx.toArray()));
            roles.forEach((parameter, role) ->
                    parameter(gradients, parameter).ifPresent(d -> observed.with("d" + role, d.toArray())));
        }
        return new Situation(title, x.shape(), numbers, new int[0], training, observed);
    }

    /// The gradient by the input, if the layer returns one.
    static Optional<Tensor> input(Gradients gradients) {
        try {
            return Optional.of(gradients.input());
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
    }

    /// The gradient by a parameter, if the layer returns one.
    static Optional<Tensor> parameter(Gradients gradients, Parameter parameter) {
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

    private static Map<Parameter, String> roles(Layer layer) {
        Map<Parameter, String> roles = new LinkedHashMap<>();
        List<Parameter> parameters = layer.parameters();
        for (Parameter parameter : parameters) {
            roles.put(
                    parameter,
                    switch (parameter.kind()) {
                        case WEIGHT, FIXED -> "W";
                        case BIAS -> "b";
                        case SCALE -> "gamma";
                        case SHIFT -> "beta";
                    });
        }
        return roles;
    }

    /// Why a layer cannot be checked as of a kind; empty if it can.
    static Optional<String> misfit(LayerKind kind, Layer layer, Shape input) {
        boolean weighs = kind instanceof LayerKind.Affine || kind instanceof LayerKind.Convolution2d;
        if (weighs && layer.parameters().stream().noneMatch(each -> each.kind() == Parameter.Kind.WEIGHT)) {
            return Optional.of(
                    "parameters %s do not fit %s; expected one of kind WEIGHT".formatted(layer.parameters(), kind));
        }
        return misfit(kind, input);
    }

    /// Why an input does not fit a kind; empty if it does.
    static Optional<String> misfit(LayerKind kind, Shape input) {
        String expected = switch (kind) {
            case LayerKind.MaxPool pool ->
                input.rank() == 4 && Math.min(input.extent(2), input.extent(3)) >= pool.size()
                        ? ""
                        : "(N, C, H, W) with H and W of at least " + pool.size();
            case LayerKind.Convolution2d _ -> input.rank() == 4 ? "" : "(N, C, H, W)";
            case LayerKind.GroupNorm norm ->
                input.rank() >= 2 && input.extent(1) % norm.groups() == 0
                        ? ""
                        : "(N, C, …) with C a multiple of " + norm.groups();
            case LayerKind.Affine _ -> input.rank() == 2 ? "" : "(N, D)";
            case LayerKind.BatchNorm _, LayerKind.LayerNorm _ -> input.rank() >= 2 ? "" : "(N, D, …)";
            case LayerKind.Relu _, LayerKind.LeakyRelu _, LayerKind.Sigmoid _, LayerKind.Tanh _, LayerKind.Dropout _ ->
                "";
        };
        return expected.isEmpty()
                ? Optional.empty()
                : Optional.of("input %s does not fit %s; expected %s".formatted(input, kind, expected));
    }
}
