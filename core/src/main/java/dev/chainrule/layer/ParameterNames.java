package dev.chainrule.layer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// The parameters of a network by name.
///
/// What a [Build] has built has a name each: `W1`, `b1`, …, inside of residual blocks, too. Of several parameters with
/// one name, as in layers that were made one by one, each has its path in front: its layer's place among the children
/// of the one around it, from the outermost in, counted from 0, as in PyTorch. `0.W` is the `W` of the first layer, and
/// `2.1.W` that of the shortcut of a [Residual], which is the third.
public final class ParameterNames {
    /// The most names that an error lists.
    private static final int MOST = 12;

    private final SequencedMap<String, Parameter> names = new LinkedHashMap<>();
    private final Map<String, Parameter> paths = new LinkedHashMap<>();

    private ParameterNames(Layer network) {
        collect(network, "");
        Map<String, Long> uses =
                paths.values().stream().collect(Collectors.groupingBy(Parameter::name, Collectors.counting()));
        paths.forEach((path, parameter) ->
                names.put(uses.getOrDefault(parameter.name(), 0L) > 1 ? path : parameter.name(), parameter));
    }

    /// The names of all parameters of a layer and its children.
    ///
    /// @throws IllegalArgumentException if one layer has two parameters of one name
    public static ParameterNames of(Layer network) {
        return new ParameterNames(network);
    }

    private void collect(Layer layer, String path) {
        List<Layer> children = layer.children();
        for (int i = 0; i < children.size(); i++) {
            collect(children.get(i), path + i + ".");
        }
        for (Parameter parameter : layer.parameters()) {
            if (!paths.containsValue(parameter) && paths.put(path + parameter.name(), parameter) != null) {
                throw new IllegalArgumentException(
                        "Parameters: two of one layer are named %s; expected a name each".formatted(parameter.name()));
            }
        }
    }

    /// Name to parameter, in the order of the layers.
    public SequencedMap<String, Parameter> map() {
        return Collections.unmodifiableSequencedMap(names);
    }

    /// The parameter with a name, or with its path in front.
    ///
    /// @throws IllegalArgumentException if there is none, naming those that there are
    public Parameter get(String name) {
        Parameter parameter = names.containsKey(name) ? names.get(name) : paths.get(name);
        if (parameter == null) {
            throw new IllegalArgumentException("Parameters: name '%s' does not fit %s; expected %s"
                    .formatted(
                            name,
                            names.isEmpty() ? "a network without parameters" : "this network",
                            names.isEmpty() ? "none" : "one of " + like(name)));
        }
        return parameter;
    }

    /// The names of the same letters, or all if there are none.
    private String like(String name) {
        List<String> near = new ArrayList<>(names.keySet());
        near.removeIf(each -> !kind(each).equals(kind(name)));
        List<String> shown = near.isEmpty() ? List.copyOf(names.keySet()) : near;
        return String.join(", ", shown.subList(0, Math.min(MOST, shown.size())))
                + (shown.size() > MOST ? ", … (%s in all)".formatted(shown.size()) : "");
    }

    private static String kind(String name) {
        return name.replaceAll("[\\d.]", "").toLowerCase(Locale.ROOT);
    }
}
