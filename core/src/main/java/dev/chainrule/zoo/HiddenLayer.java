package dev.chainrule.zoo;

import dev.chainrule.layer.Affine;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Relu;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the hidden layers of a fully-connected network are made of: affine – normalisation – activation – dropout, as
/// in CS231n's `FullyConnectedNet`, or with the normalisation behind the activation.
///
/// @param weights how the weights start; biases start at 0
/// @param activation after each affine layer
/// @param normalization of each hidden layer, if any
/// @param normalizationPlace where the normalisation stands
/// @param dropout at the end of each hidden layer, if any
public record HiddenLayer(
        Initializer weights,
        LayerSpec.Activation activation,
        Optional<LayerSpec.Normalization> normalization,
        Place normalizationPlace,
        Optional<Dropout.Settings> dropout) {

    /// Where the normalisation stands.
    public enum Place {
        /// As in the papers and both courses.
        BEFORE_ACTIVATION,
        /// KTH DD2424's bonus question.
        AFTER_ACTIVATION
    }

    /// A dropout that keeps everything is none.
    public HiddenLayer {
        dropout = dropout.filter(drop -> drop.keep() < 1);
    }

    /// Affine and ReLU, nothing else.
    public static HiddenLayer rectified(Initializer weights) {
        return new HiddenLayer(
                weights, new Relu.Settings(), Optional.empty(), Place.BEFORE_ACTIVATION, Optional.empty());
    }

    /// The same with weights that start otherwise.
    public HiddenLayer withWeights(Initializer other) {
        return new HiddenLayer(other, activation, normalization, normalizationPlace, dropout);
    }

    /// The same with other activations.
    public HiddenLayer withActivation(LayerSpec.Activation other) {
        return new HiddenLayer(weights, other, normalization, normalizationPlace, dropout);
    }

    /// The same, normalised.
    public HiddenLayer withNormalization(LayerSpec.Normalization other) {
        return new HiddenLayer(weights, activation, Optional.of(other), normalizationPlace, dropout);
    }

    /// The same, normalised elsewhere.
    public HiddenLayer withNormalizationPlace(Place other) {
        return new HiddenLayer(weights, activation, normalization, other, dropout);
    }

    /// The same with dropout.
    public HiddenLayer withDropout(Dropout.Settings settings) {
        return new HiddenLayer(weights, activation, normalization, normalizationPlace, Optional.of(settings));
    }

    /// The layers, first to last.
    ///
    /// @param units outputs of the affine layer
    List<LayerSpec> layers(int units) {
        List<LayerSpec> layers = new ArrayList<>();
        layers.add(new Affine.Settings(units, true, weights, new Initializer.Constant(0)));
        switch (normalizationPlace) {
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
