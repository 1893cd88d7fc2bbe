package dev.chainrule.lab.run;

import dev.chainrule.format.FormatException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// What became of the weights of a layer at one step.
///
/// @param name of the parameter, for example `W1`
/// @param gradient of the loss without penalties, with respect to the weights, before clipping
/// @param update what the step added to the weights, penalties included; none if no step was made
/// @param ratio ‖update‖ / ‖weights before it‖; none without a step, or if the weights were zeros
public record WeightSignal(String name, Distribution gradient, Optional<Distribution> update, OptionalDouble ratio) {

    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("name", name);
        values.put("gradient", gradient.json());
        update.ifPresent(made -> values.put("update", made.json()));
        ratio.ifPresent(value -> values.put("ratio", value));
        return values;
    }

    static WeightSignal of(JsonObject in) throws FormatException {
        return new WeightSignal(
                in.text("name"),
                Distribution.of(in.object("gradient")),
                in.has("update") ? Optional.of(Distribution.of(in.object("update"))) : Optional.empty(),
                in.optionalNumber("ratio"));
    }
}
