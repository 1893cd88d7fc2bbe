package dev.chainrule.lab.settings;

import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.settings.Inlined;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.zoo.ConvNets;
import dev.chainrule.zoo.HiddenLayer;
import dev.chainrule.zoo.Models;
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
    /// @param precision that it computes in: float32 is fast, float64 the reference
    record Course(Kind kind, List<Integer> hidden, @Inlined HiddenLayer form, Precision precision)
            implements ModelSettings {
        /// Checks the settings.
        public Course {
            hidden = List.copyOf(hidden);
            for (int units : hidden) {
                Require.that(units > 0, "Course", "hidden", units, "whole numbers of at least 1");
            }
        }

        /// Affine and ReLU in float32, with the kind's own first weights.
        public static Course of(Kind kind, List<Integer> hidden) {
            return new Course(kind, hidden, HiddenLayer.rectified(kind.weights), Precision.FLOAT32);
        }

        /// The same with other first weights.
        public Course withWeights(Initializer other) {
            return withForm(form.withWeights(other));
        }

        /// The same with hidden layers of another form.
        public Course withForm(HiddenLayer other) {
            return new Course(kind, hidden, other, precision);
        }

        /// The same in another precision.
        public Course withPrecision(Precision other) {
            return new Course(kind, hidden, form, other);
        }

        @Override
        public ModelSpec spec(Shape image, int classes) {
            return Models.network(kind.title, image.size(), hidden, classes, form)
                    .withPrecision(precision);
        }
    }

    /// A convolutional network by name, on images of shape (C, H, W).
    ///
    /// @param kind which of them
    /// @param precision that it computes in: float32 is fast, float64 the reference
    record Convolutional(ConvNet kind, Precision precision) implements ModelSettings {
        /// The network in float32.
        public static Convolutional of(ConvNet kind) {
            return new Convolutional(kind, Precision.FLOAT32);
        }

        @Override
        public ModelSpec spec(Shape image, int classes) {
            return kind.spec(image, classes).withPrecision(precision);
        }
    }

    /// A network spelt out, layer by layer, on images of shape (C, H, W).
    ///
    /// @param layers first to last; the last one has an output for each class
    /// @param precision that it computes in: float32 is fast, float64 the reference
    record Layers(List<LayerSpec> layers, Precision precision) implements ModelSettings {
        /// Copies the list.
        public Layers {
            layers = List.copyOf(layers);
        }

        /// The network in float32.
        public static Layers of(List<LayerSpec> layers) {
            return new Layers(layers, Precision.FLOAT32);
        }

        @Override
        public ModelSpec spec(Shape image, int classes) {
            return new ModelSpec("Network", image, precision, layers);
        }
    }

    /// The convolutional networks that have a name.
    enum ConvNet {
        /// CS231n's `ThreeLayerConvNet`: 32 filters of 7×7, 100 hidden units, weights N(0, 0.001²).
        THREE_LAYER_CONVNET,
        /// {3×3 convolution – ReLU – pool} × 32, 64, 128 – affine of 256 – ReLU – affine.
        PLAIN_CONVNET,
        /// The one of CS231n's PyTorch notebook: 5×5 of 32, 3×3 of 16, affine.
        TWO_CONVOLUTIONS,
        /// {3×3 convolution – batch normalisation – ReLU – pool} × 32, 64, 128 filters, the last pool of 4 × 4,
        /// then affine of first weights N(0, 0.01²).
        SMALL_CONVNET,
        /// {3×3 convolution – batch normalisation – ReLU} × 2 – pool, of 32, 64, 128 filters, then affine.
        SMALL_VGG,
        /// The same of 64, 128, 256 filters.
        VGG,
        /// A convolution and 3 stages of 2 residual blocks, of 32, 64, 128 filters.
        SMALL_RESNET,
        /// Blocks of convolution – pool – convolution, of 64, 192, 256 filters: accuracy for few operations.
        FAST_NET,
        /// The same of 64, 256, 256 filters behind a layer that whitens patches.
        WHITENED_NET;

        ModelSpec spec(Shape image, int classes) {
            return switch (this) {
                case THREE_LAYER_CONVNET -> Models.threeLayerConvNet(image, 32, 7, 100, classes, 1e-3);
                case PLAIN_CONVNET -> ConvNets.plain(image, List.of(32, 64, 128), 256, classes);
                case TWO_CONVOLUTIONS -> {
                    Initializer start = new Initializer.FanInUniform();
                    yield ConvNets.twoConvolutions(image, start, start, classes);
                }
                case SMALL_CONVNET -> ConvNets.small(image, List.of(32, 64, 128), classes);
                case SMALL_VGG -> ConvNets.vgg(image, List.of(32, 64, 128), 2, classes);
                case VGG -> ConvNets.vgg(image, List.of(64, 128, 256), 2, classes);
                case SMALL_RESNET -> ConvNets.resNet(image, List.of(32, 64, 128), 2, classes);
                case FAST_NET -> ConvNets.fast(image, 32, List.of(64, 192, 256), classes);
                case WHITENED_NET -> ConvNets.whitened(image, List.of(64, 256, 256), classes);
            };
        }
    }

    /// The courses' fully-connected networks.
    enum Kind {
        /// CS231n's `FullyConnectedNet`, first weights N(0, 0.01²).
        FULLY_CONNECTED("FullyConnectedNet", new Initializer.Normal(1e-2)),
        /// CS231n's `TwoLayerNet`, first weights N(0, 0.001²).
        TWO_LAYER("TwoLayerNet", new Initializer.Normal(1e-3)),
        /// KTH DD2424's k-layer network, He initialisation.
        KTH("KthNet", new Initializer.He());

        private final String title;

        @SuppressWarnings("ImmutableEnumChecker") // the initialisers are records of numbers
        private final Initializer weights;

        Kind(String title, Initializer weights) {
            this.title = title;
            this.weights = weights;
        }
    }
}
