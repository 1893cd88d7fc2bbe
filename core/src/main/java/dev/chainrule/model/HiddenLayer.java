package dev.chainrule.model;

import dev.chainrule.layer.Dropout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the hidden layers of a fully-connected network are made of: affine – normalisation – activation – dropout,
/// as in CS231n's `FullyConnectedNet`, or with the normalisation behind the activation.
///
/// @param weights how the weights start; biases start at 0
/// @param activation after each affine layer
/// @param normalization of each hidden layer, if any
/// @param place of the normalisation
/// @param dropout at the end of each hidden layer, if any
public record HiddenLayer(
        Initializer weights,
        LayerSpec activation,
        Optional<LayerSpec.Normalization> normalization,
        Place place,
        Optional<LayerSpec.Dropout> dropout) {

    /// Where the normalisation stands.
    public enum Place {
        /// As in the papers and both courses.
        BEFORE_ACTIVATION,
        /// KTH DD2424's bonus question.
        AFTER_ACTIVATION
    }

    /// Affine and ReLU, nothing else.
    public static HiddenLayer rectified(Initializer weights) {
        return new HiddenLayer(
                weights, new LayerSpec.Relu(), Optional.empty(), Place.BEFORE_ACTIVATION, Optional.empty());
    }

    /// The same, normalised.
    public HiddenLayer withNormalization(LayerSpec.Normalization other, Place where) {
        return new HiddenLayer(weights, activation, Optional.of(other), where, dropout);
    }

    /// The same, normalised before the activation.
    public HiddenLayer withNormalization(LayerSpec.Normalization other) {
        return withNormalization(other, Place.BEFORE_ACTIVATION);
    }

    /// The same with dropout.
    public HiddenLayer withDropout(Dropout.Settings settings) {
        return new HiddenLayer(weights, activation, normalization, place, Optional.of(new LayerSpec.Dropout(settings)));
    }

    /// The layers, first to last.
    ///
    /// @param units outputs of the affine layer
    List<LayerSpec> layers(int units) {
        List<LayerSpec> layers = new ArrayList<>();
        layers.add(new LayerSpec.Affine(units, weights, new Initializer.Constant(0)));
        switch (place) {
            case BEFORE_ACTIVATION -> {
                normalization.ifPresent(layers::add);
                layers.add(activation);
            }
            case AFTER_ACTIVATION -> {
                layers.add(activation);
                normalization.ifPresent(layers::add);
            }
        }
        dropout.ifPresent(layers::add);
        return layers;
    }
}
