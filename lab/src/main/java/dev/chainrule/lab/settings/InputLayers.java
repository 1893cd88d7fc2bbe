package dev.chainrule.lab.settings;

import dev.chainrule.layer.Build;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Whitening;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.settings.Kebab;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The layers that a network begins with because of how its images are prepared.
final class InputLayers {
    private InputLayers() {}

    /// A network behind the layers that the data settings ask for.
    static ModelSpec before(ModelSpec model, DataSettings data) {
        List<LayerSpec> first = data.layers();
        if (first.isEmpty()) {
            return model;
        }
        data.whitening().ifPresent(whitening -> check(whitening, model));
        List<LayerSpec> all = new ArrayList<>(first);
        all.addAll(model.layers());
        return new ModelSpec(model.name(), model.input(), model.precision(), all);
    }

    private static void check(Whitening.Settings whitening, ModelSpec model) {
        int features = model.input().size();
        if (features > Whitening.MOST_FEATURES) {
            throw new SettingsException(
                    "data.whitening: images of %s numbers do not fit; expected at most %s. Make them smaller with data.image-size"
                            .formatted(features, Whitening.MOST_FEATURES));
        }
        if (whitening.components() != Integer.MAX_VALUE && whitening.components() > features) {
            throw new SettingsException(
                    "data.whitening.components: %s do not fit images of %s numbers; expected at most %2$s, or all"
                            .formatted(whitening.components(), features));
        }
        if (whitening.kind() != Whitening.Kind.ZCA_WHITENING) {
            rows(whitening, model).ifPresent(reason -> {
                throw new SettingsException(
                        "data.whitening: %s makes rows of %s coordinates of images, which do not fit the first layer of the network; expected zca-whitening, which leaves images as images. %s"
                                .formatted(Kebab.of(whitening.kind()), whitening.componentsOf(features), reason));
            });
        }
    }

    /// Why the first layer of a network cannot work on rows, if it cannot.
    private static Optional<String> rows(Whitening.Settings whitening, ModelSpec model) {
        if (model.layers().isEmpty()) {
            return Optional.empty();
        }
        Shape rows = Shape.of(1, whitening.componentsOf(model.input().size()));
        try {
            model.layers()
                    .getFirst()
                    .build(new Build(rows, model.precision(), () -> 0))
                    .outputShape(rows);
            return Optional.empty();
        } catch (ShapeMismatchException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
