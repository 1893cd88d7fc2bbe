package dev.chainrule.lab.settings;

import dev.chainrule.settings.Require;
import java.util.List;

/// The weights of another network that a run begins with, instead of drawing all of its own.
///
/// @param from the folder of a run, its `model.safetensors`, or any safetensors file with tensors of the network's
/// names and shapes
/// @param layers which layers begin with its weights and statistics, such as `convolution-1`; `all` but the last where
/// that one is of another shape
/// @param freeze which of these layers training leaves as they are; `all` of them, or none
public record StartSettings(String from, List<String> layers, List<String> freeze) {
    /// The word for all layers.
    public static final String ALL = "all";

    /// Copies the lists.
    public StartSettings {
        Require.that(
                !from.isBlank(),
                "StartSettings",
                "from",
                "'" + from + "'",
                "the folder of a run, or a file of weights");
        Require.that(!layers.isEmpty(), "StartSettings", "layers", layers, "names of layers, or all");
        layers = List.copyOf(layers);
        freeze = List.copyOf(freeze);
    }

    /// All layers that fit, none of them frozen.
    public static StartSettings of(String from) {
        return new StartSettings(from, List.of(ALL), List.of());
    }

    /// The same from elsewhere.
    public StartSettings withFrom(String other) {
        return new StartSettings(other, layers, freeze);
    }

    /// The same with other layers.
    public StartSettings withLayers(List<String> other) {
        return new StartSettings(from, other, freeze);
    }

    /// The same with other layers frozen.
    public StartSettings withFreeze(List<String> other) {
        return new StartSettings(from, layers, other);
    }
}
