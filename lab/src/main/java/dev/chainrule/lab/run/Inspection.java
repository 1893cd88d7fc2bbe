package dev.chainrule.lab.run;

import dev.chainrule.format.FormatException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// What was seen inside a network when its training ended.
///
/// @param movement how far the weights moved: ‖w − w₀‖ / ‖w₀‖ over weights spread over the network, w₀ the first ones;
///     none if those were zeros or the last ones are no numbers
/// @param equalUnits the names of weights below the last ones all of whose units are equal, so that they compute one
///     and the same
/// @param silentUnits of the rectified layer with the largest share of them: units that gave 0 for every one of the
///     images shown
/// @param rectifiedUnits how many units that layer has; 0 if there is no such layer or it was not looked at
/// @param silentLayer the place of that layer, from 1 on
/// @param imagesShown how many training images were shown for it
public record Inspection(
        OptionalDouble movement,
        List<String> equalUnits,
        int silentUnits,
        int rectifiedUnits,
        int silentLayer,
        int imagesShown) {
    /// Copies the list.
    public Inspection {
        equalUnits = List.copyOf(equalUnits);
    }

    /// The share of [#rectifiedUnits] that is silent; 0 if there are none.
    public double silentShare() {
        return rectifiedUnits == 0 ? 0 : (double) silentUnits / rectifiedUnits;
    }

    static Optional<Inspection> of(JsonObject in) throws FormatException {
        if (!in.has("equal_units")) {
            return Optional.empty();
        }
        return Optional.of(new Inspection(
                in.optionalNumber("weights_moved"),
                in.texts("equal_units"),
                in.whole("silent_units", 0),
                in.whole("rectified_units", 0),
                in.whole("silent_layer", 0),
                in.whole("images_shown", 0)));
    }

    void put(Map<String, Object> values) {
        Map<String, Object> own = new LinkedHashMap<>();
        movement.ifPresent(value -> own.put("weights_moved", value));
        own.put("equal_units", equalUnits);
        own.put("silent_units", silentUnits);
        own.put("rectified_units", rectifiedUnits);
        own.put("silent_layer", silentLayer);
        own.put("images_shown", imagesShown);
        values.putAll(own);
    }
}
