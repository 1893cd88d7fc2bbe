package dev.chainrule.check;

import dev.chainrule.check.RecordedArrays.Named;
import dev.chainrule.check.mistake.KnownFormulas;
import dev.chainrule.check.mistake.Observation;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The arrays of a file as the run of a layer, each checked to fit the others.
final class RecordedLayer {
    private final RecordedArrays arrays;
    private final LayerSpec meant;
    private final boolean training;
    private final Recording recording;
    private final Named x;
    private final Shape input;
    private final Layer layer;
    private final Map<String, Shape> parameters = new LinkedHashMap<>();

    RecordedLayer(RecordedArrays arrays, LayerSpec meant, boolean evaluation) {
        this.arrays = arrays;
        this.meant = meant;
        training = !evaluation;
        x = arrays.needFinite("x");
        recording = new Recording(
                arrays,
                switch (meant) {
                    case Affine.Settings affine -> Columns.inAffine(arrays);
                    case BatchNorm.Settings norm -> Columns.inNormalization(arrays);
                    default -> false;
                });
        Tensor rows = recording.turned(x.value());
        input = meant instanceof Affine.Settings && rows.shape().rank() > 0
                ? Shape.of(rows.shape().extent(0), rows.shape().sizePerExample())
                : rows.shape();
        if (input.rank() < 2) {
            throw arrays.fault("%s does not fit %s; expected (N, D) or (N, C, H, W)".formatted(x, name()));
        }
        layer = KnownFormulas.build(meant, input);
        KnownFormulas.roles(layer)
                .forEach((role, parameter) ->
                        parameters.put(role, parameter.value().shape()));
        requireOwn();
        recording.input("x", rows);
        parameters.forEach(this::parameter);
        if (meant instanceof BatchNorm.Settings) {
            statistics();
        }
        if (meant instanceof Dropout.Settings) {
            arrays.findFinite("mask").ifPresent(mask -> {
                requireSize(mask, x.value().shape());
                recording.input("mask", mask.value());
            });
        }
        results();
    }

    Recording recording() {
        return recording;
    }

    Observation observation() {
        return recording.observation(input, new int[0], training);
    }

    private String name() {
        String text = KnownFormulas.text(meant);
        return text.contains("[") ? text.substring(0, text.indexOf('[')) : text;
    }

    private void parameter(String role, Shape expected) {
        boolean plain = (role.equals("gamma") || role.equals("beta"))
                && Stream.of("gamma", "beta", "dgamma", "dbeta")
                        .noneMatch(word -> arrays.find(word).isPresent());
        if (plain) {
            if (role.equals("gamma")) {
                recording.note("there are no gamma and beta: they are taken as 1 and 0");
            }
            return;
        }
        Named array = arrays.needFinite(role);
        Tensor value = role.equals("W") ? recording.turned(array.value()) : array.value();
        if (!Recording.same(value.shape(), expected)) {
            throw arrays.fault("%s does not fit %s; expected %s".formatted(array, x, recordedShape(role, expected)));
        }
        recording.input(role, value);
    }

    private Shape recordedShape(String role, Shape expected) {
        return role.equals("W") ? recording.turned(expected) : expected;
    }

    private void requireSize(Named array, Shape expected) {
        if (!Recording.same(array.value().shape(), expected)) {
            throw arrays.fault("%s does not fit %s; expected %s".formatted(array, x, expected));
        }
    }

    /// The running statistics before the run, and after it.
    private void statistics() {
        Shape features = Shape.of(input.extent(1));
        List<String> names = List.of("running mean", "running variance");
        for (String name : names) {
            Optional<Named> early = arrays.findFinite(name + " before");
            Optional<Named> plain = arrays.findFinite(name);
            Optional<Named> late = arrays.find(name + " after");
            boolean judged = training && (early.isPresent() || late.isPresent());
            Optional<Named> start = early.isPresent() ? early : plain;
            if (start.isEmpty() && (judged || !training)) {
                arrays.needFinite(name);
            }
            start.ifPresent(found -> {
                requireSize(found, features);
                recording.input(name, found.value());
                if (training && !judged) {
                    recording.note("%s is not judged: save it as %1$s_before and %1$s_after".formatted(found.name()));
                }
            });
            if (judged) {
                recording.result(name, late.isPresent() ? name + " after" : name, features);
            }
        }
        if (names.stream().anyMatch(recording::hasInput)) {
            names.stream().filter(name -> !recording.hasInput(name)).forEach(arrays::needFinite);
        }
    }

    /// Refuses the parameters of another layer, which nothing here would look at.
    private void requireOwn() {
        for (String role : List.of("W", "gamma", "beta")) {
            if (!parameters.containsKey(role)) {
                arrays.find(role).ifPresent(found -> {
                    throw arrays.fault("%s does not belong to %s; expected %s. Is it another layer?"
                            .formatted(
                                    found,
                                    name(),
                                    Stream.concat(Stream.of("x"), parameters.keySet().stream())
                                            .collect(Collectors.joining(", "))));
                });
            }
        }
    }

    private void results() {
        Shape output = layer.outputShape(input);
        recording.result("output", "output", recording.turned(output));
        List<String> gradients = new ArrayList<>(List.of("dx"));
        recording.result("dx", "dx", x.value().shape());
        parameters.forEach((role, shape) -> {
            gradients.add("d" + role);
            recording.result("d" + role, "d" + role, recordedShape(role, shape));
        });
        boolean any = gradients.stream().anyMatch(recording.results()::containsKey);
        if (!any) {
            if (recording.results().containsKey("output")) {
                recording.note("the backward pass is not judged: save dout and dx as well");
            }
            return;
        }
        Named dy = arrays.needFinite("dy");
        Optional<Named> out = arrays.find("output");
        Shape given = out.map(found -> found.value().shape()).orElse(recording.turned(output));
        if (dy.value().size() != given.size()) {
            throw arrays.fault(
                    "%s does not fit %s; expected the shape of the output, %s".formatted(dy, out.orElse(x), given));
        }
        recording.input("dy", recording.turned(dy.value()));
        if (dy.value().size() != output.size() && !(meant instanceof Convolution2d.Settings)) {
            recording.forget(
                    gradients, "the backward pass is not judged, because the output has another shape than it should");
        } else if (!training && (meant instanceof BatchNorm.Settings || meant instanceof Dropout.Settings)) {
            recording.forget(gradients, "the backward pass is judged in training only");
        }
    }
}
