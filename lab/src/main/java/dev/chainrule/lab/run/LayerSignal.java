package dev.chainrule.lab.run;

import dev.chainrule.format.FormatException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one layer did at one step.
///
/// @param place of the layer, from 1 on, counted as its numbers are computed: parts of a layer before the layer
/// @param layer what it is, for example `Affine(3072 → 50)`
/// @param outputs of the step's batch
/// @param silent the share of units, or channels of images, that were 0 for every example
/// @param weights what became of its weights; most layers have one tensor of them, or none
public record LayerSignal(int place, String layer, Distribution outputs, double silent, List<WeightSignal> weights) {
    /// Copies the list.
    public LayerSignal {
        weights = List.copyOf(weights);
    }

    /// A short name that no other layer of the network has, for example `4 Relu`, or `W2` of the layer with these
    /// weights.
    public String name() {
        return weights.isEmpty()
                ? place + " " + layer.replaceFirst("[(\\[].*", "")
                : String.join(" ", weights.stream().map(WeightSignal::name).toList());
    }

    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("place", place);
        values.put("layer", layer);
        values.put("outputs", outputs.json());
        values.put("silent", silent);
        values.put("weights", weights.stream().map(WeightSignal::json).toList());
        return values;
    }

    static LayerSignal of(JsonObject in) throws FormatException {
        List<WeightSignal> weights = new ArrayList<>();
        for (JsonObject weight : in.objects("weights")) {
            weights.add(WeightSignal.of(weight));
        }
        return new LayerSignal(
                in.whole("place", 1),
                in.text("layer"),
                Distribution.of(in.object("outputs")),
                in.number("silent"),
                weights);
    }
}
