package dev.chainrule.cli;

import dev.chainrule.catalogue.Catalogue;
import dev.chainrule.check.mistake.KnownFormulas;
import dev.chainrule.lab.text.Nearest;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.GroupNorm;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerNorm;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.LeakyRelu;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Sigmoid;
import dev.chainrule.layer.Size2d;
import dev.chainrule.layer.Tanh;
import dev.chainrule.tensor.Shape;
import java.util.List;

/// A layer that `chainrule check` knows by name, with the settings that it checks it at.
///
/// @param shape of the input unless told otherwise
record CheckedLayer(LayerSpec spec, String shape) {
    private static final List<CheckedLayer> ALL = List.of(
            new CheckedLayer(Affine.Settings.of(4), "6,4"),
            new CheckedLayer(new Relu.Settings(), "6,4"),
            new CheckedLayer(new LeakyRelu.Settings(0.01), "6,4"),
            new CheckedLayer(new Sigmoid.Settings(), "6,4"),
            new CheckedLayer(new Tanh.Settings(), "6,4"),
            new CheckedLayer(BatchNorm.Settings.of(), "8,5"),
            new CheckedLayer(LayerNorm.Settings.of(), "8,5"),
            new CheckedLayer(GroupNorm.Settings.of(2), "2,6,3,3"),
            new CheckedLayer(Dropout.Settings.of(0.7), "10,20"),
            new CheckedLayer(Convolution2d.Settings.same(3, 3).withStride(Size2d.square(2)), "2,3,5,5"),
            new CheckedLayer(MaxPool.Settings.square(3).withStride(Size2d.square(2)), "2,3,5,5"));

    static CheckedLayer named(String id) {
        List<String> known = ids();
        int index = known.indexOf(id);
        if (index < 0) {
            throw new IllegalArgumentException("--layer: '%s' is unknown; expected one of %s%s"
                    .formatted(id, String.join(", ", known), Nearest.hint(id, known)));
        }
        return ALL.get(index);
    }

    static List<String> ids() {
        return ALL.stream().map(CheckedLayer::id).toList();
    }

    String id() {
        return Catalogue.LAYERS.id(spec);
    }

    /// A new layer for inputs of a shape, always with the same numbers.
    Layer create(Shape input) {
        return KnownFormulas.build(spec, input);
    }
}
