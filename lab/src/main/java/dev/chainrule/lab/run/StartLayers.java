package dev.chainrule.lab.run;

import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.settings.StartSettings;
import dev.chainrule.lab.text.Nearest;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Residual;
import dev.chainrule.model.Model;
import dev.chainrule.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/// Which layers of a network begin with weights of another one, and which of them are frozen: decided before anything
/// is changed.
///
/// @param taken layers that begin with the other network's weights and statistics, by name
/// @param fresh layers with weights or statistics of their own that begin as usual
/// @param frozen layers of [#taken] that training leaves as they are
record StartLayers(
        SequencedMap<String, Layer> taken, SequencedMap<String, Layer> fresh, SequencedMap<String, Layer> frozen) {

    /// Decides.
    ///
    /// @throws SettingsException if something that was asked for does not fit
    static StartLayers of(StartSettings settings, StartWeights weights, Model model) {
        return new Decision(settings, weights, model).layers();
    }

    /// Parameters and buffers of a layer by name; the tensors themselves.
    static SequencedMap<String, Tensor> tensors(Layer layer) {
        SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
        layer.parameters().forEach(parameter -> tensors.put(parameter.name(), parameter.value()));
        layer.buffers().forEach(buffer -> tensors.put(buffer.name(), buffer.value()));
        return tensors;
    }

    /// All tensors of the layers that are taken; the tensors themselves.
    SequencedMap<String, Tensor> tensors() {
        SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
        taken.values().forEach(layer -> tensors.putAll(tensors(layer)));
        return tensors;
    }

    /// One decision, step by step.
    ///
    /// @param own layers of the network with something to begin with, by name, the parts of a residual one by one
    /// @param known what may be named: those, and residuals, which stand for their parts
    private record Decision(
            StartSettings settings,
            StartWeights weights,
            SequencedMap<String, Layer> own,
            SequencedMap<String, Layer> known) {

        Decision(StartSettings settings, StartWeights weights, Model model) {
            this(settings, weights, new LinkedHashMap<>(), model.layersByName());
            known.values().removeIf(layer -> tensors(layer).isEmpty());
            known.forEach((name, layer) -> {
                if (!(layer instanceof Residual)) {
                    own.put(name, layer);
                }
            });
        }

        StartLayers layers() {
            boolean all = settings.layers().contains(StartSettings.ALL);
            Set<String> wanted = named(settings.layers(), "start.layers", own.keySet());
            if (own.values().stream().noneMatch(this::fits)) {
                throw new SettingsException(
                        "start.from: no tensor of %s fits the network, whose first layer with weights is %s %s; expected weights of the same names and shapes"
                                .formatted(
                                        weights.from(),
                                        own.firstEntry().getKey(),
                                        described(own.firstEntry().getValue())));
            }
            SequencedMap<String, Layer> taken = new LinkedHashMap<>();
            SequencedMap<String, Layer> fresh = new LinkedHashMap<>();
            own.forEach((name, layer) -> {
                boolean last = name.equals(own.lastEntry().getKey());
                if (wanted.contains(name) && !fits(layer) && !(all && last)) {
                    throw misfit(name, layer);
                }
                (wanted.contains(name) && fits(layer) ? taken : fresh).put(name, layer);
            });
            return new StartLayers(taken, fresh, frozen(taken));
        }

        private SequencedMap<String, Layer> frozen(SequencedMap<String, Layer> taken) {
            SequencedMap<String, Layer> frozen = new LinkedHashMap<>();
            for (String name : named(settings.freeze(), "start.freeze", taken.keySet())) {
                Layer layer = taken.get(name);
                if (layer == null) {
                    throw new SettingsException(
                            "start.freeze: %s does not begin with weights of %s, and frozen it would learn nothing; expected layers that do: %s"
                                    .formatted(name, weights.from(), LayerNames.of(taken.keySet())));
                }
                frozen.put(name, layer);
            }
            boolean left = own.entrySet().stream()
                    .filter(entry -> !frozen.containsKey(entry.getKey()))
                    .anyMatch(entry -> entry.getValue().parameters().stream().anyMatch(Parameter::isTrained));
            if (!left) {
                throw new SettingsException(
                        "start.freeze: %s are all layers with weights, so nothing is left to train; expected one layer fewer"
                                .formatted(LayerNames.of(frozen.keySet())));
            }
            return frozen;
        }

        /// The layers that a list of names stands for, in the order of the network.
        private Set<String> named(List<String> names, String where, Set<String> all) {
            Set<Layer> layers = new LinkedHashSet<>();
            Set<String> found = new LinkedHashSet<>();
            for (String name : names) {
                if (name.equals(StartSettings.ALL)) {
                    found.addAll(all);
                    continue;
                }
                Layer layer = known.get(name);
                if (layer == null) {
                    throw new SettingsException(
                            "%s: layer '%s' is unknown, or has no weights; expected all, or some of %s%s"
                                    .formatted(
                                            where,
                                            name,
                                            LayerNames.of(known.keySet()),
                                            Nearest.hint(name, known.keySet())));
                }
                layers.add(layer);
            }
            Set<Tensor> tensors = new LinkedHashSet<>();
            layers.forEach(layer -> tensors.addAll(tensors(layer).values()));
            own.forEach((name, layer) -> {
                if (tensors.containsAll(tensors(layer).values())) {
                    found.add(name);
                }
            });
            return found;
        }

        private boolean fits(Layer layer) {
            return tensors(layer).entrySet().stream().allMatch(entry -> {
                Tensor other = weights.content().tensors().get(entry.getKey());
                return other != null && other.shape().equals(entry.getValue().shape());
            });
        }

        private SettingsException misfit(String name, Layer layer) {
            List<String> others = own.entrySet().stream()
                    .filter(other -> fits(other.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
            Map.Entry<String, Tensor> first = tensors(layer).entrySet().stream()
                    .filter(entry -> {
                        Tensor other = weights.content().tensors().get(entry.getKey());
                        return other == null
                                || !other.shape().equals(entry.getValue().shape());
                    })
                    .findFirst()
                    .orElseThrow();
            return new SettingsException(
                    "start.from: %s of %s does not fit %s%s of %s; expected an equal shape. Leave that layer out: --from-layers %s"
                            .formatted(
                                    theirs(first.getKey()),
                                    weights.from(),
                                    first.getKey(),
                                    first.getValue().shape(),
                                    name,
                                    String.join(",", others)));
        }

        private String theirs(String name) {
            Tensor other = weights.content().tensors().get(name);
            return weights.unread(name)
                    .map(type -> name + " of type " + type)
                    .orElseGet(() -> other == null ? "no " + name : name + other.shape());
        }

        private static String described(Layer layer) {
            return "with "
                    + String.join(
                            ", ",
                            tensors(layer).entrySet().stream()
                                    .map(entry ->
                                            entry.getKey() + entry.getValue().shape())
                                    .toList());
        }
    }
}
