package dev.chainrule.lab.experiment;

import dev.chainrule.model.HiddenLayer;
import dev.chainrule.model.Initializer;
import dev.chainrule.model.LayerSpec;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.model.Models;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import java.util.List;

/// Which network a run trains.
public sealed interface ModelSettings {

    /// The precision that it computes in.
    Precision precision();

    /// The network for images of a shape (C, H, W) in so many classes.
    ModelSpec spec(Shape image, int classes);

    /// One of the courses' networks: hidden layers of one form – affine.
    ///
    /// @param kind which of them
    /// @param hidden units of each hidden layer
    /// @param form what each hidden layer is made of
    record Course(Kind kind, List<Integer> hidden, HiddenLayer form, Precision precision) implements ModelSettings {
        /// Copies the list.
        public Course {
            hidden = List.copyOf(hidden);
        }

        @Override
        public ModelSpec spec(Shape image, int classes) {
            return Models.network(kind.title, image.size(), hidden, classes, form)
                    .withPrecision(precision);
        }
    }

    /// A network spelt out, layer by layer, on images of shape (C, H, W).
    ///
    /// @param layers first to last; the last one has an output for each class
    record Layers(List<LayerSpec> layers, Precision precision) implements ModelSettings {
        /// Copies the list.
        public Layers {
            layers = List.copyOf(layers);
        }

        @Override
        public ModelSpec spec(Shape image, int classes) {
            return new ModelSpec("Network", image, precision, layers);
        }
    }

    /// The courses' networks.
    enum Kind {
        /// CS231n's `TwoLayerNet`, first weights N(0, 0.001²).
        TWO_LAYER("TwoLayerNet", new Initializer.Normal(1e-3)),
        /// CS231n's `FullyConnectedNet`, first weights N(0, 0.01²).
        FULLY_CONNECTED("FullyConnectedNet", new Initializer.Normal(1e-2)),
        /// KTH DD2424's k-layer network, He initialisation.
        KTH("KthNet", new Initializer.He());

        private final String title;

        @SuppressWarnings("ImmutableEnumChecker") // the initialisers are records of numbers
        private final Initializer weights;

        Kind(String title, Initializer weights) {
            this.title = title;
            this.weights = weights;
        }

        /// How its weights start unless told otherwise.
        public Initializer usualWeights() {
            return weights;
        }
    }
}
