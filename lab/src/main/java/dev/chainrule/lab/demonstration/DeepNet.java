package dev.chainrule.lab.demonstration;

import dev.chainrule.layer.Affine;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Pass;
import dev.chainrule.layer.Relu;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// A ReLU net without biases, {affine – ReLU} × (L − 1) – affine, on Gaussian examples, whose gradient with respect to
/// the scores is fixed: nothing but the weights acts on its gradients.
final class DeepNet {
    private static final int UNITS = 100;
    private static final int EXAMPLES = 50;
    private static final int CLASSES = 10;

    private final Form form;
    private final List<Affine> affines = new ArrayList<>();

    /// How the weights start, and whether there is batch normalisation before each ReLU.
    enum Form {
        /// Deviation 0.01.
        SMALL("normal 0.01"),
        /// Variance 2 / (inputs + outputs).
        GLOROT("Glorot"),
        /// Variance 2 / inputs.
        HE("He"),
        /// Deviation 0.01, with batch normalisation.
        BATCH_NORM("normal 0.01 and batch norm");

        private final String title;

        Form(String title) {
            this.title = title;
        }

        private Initializer weights() {
            return switch (this) {
                case SMALL, BATCH_NORM -> new Initializer.Normal(0.01);
                case GLOROT -> new Initializer.Glorot();
                case HE -> new Initializer.He();
            };
        }

        /// What it is called.
        String title() {
            return title;
        }
    }

    /// Draws the weights, the same ones for each scale.
    ///
    /// @param layers with weights
    /// @param scale by which all of them are multiplied
    DeepNet(Form form, int layers, double scale) {
        this.form = form;
        NumpyRandom random = new NumpyRandom(231);
        for (int layer = 1; layer <= layers; layer++) {
            int outputs = layer == layers ? CLASSES : UNITS;
            affines.add(Affine.zeros(Precision.FLOAT64, UNITS, outputs));
            form.weights().fill(weights(layer), UNITS, outputs, random);
            scale(layer, scale);
        }
    }

    /// Multiplies the weights of one layer, from 1.
    void scale(int layer, double factor) {
        weights(layer).copyFrom(weights(layer).times(factor));
    }

    private Tensor weights(int layer) {
        return affines.get(layer - 1).parameters().getFirst().value();
    }

    /// The gradients, by layer from 1.
    record Signals(List<Tensor> data, List<Tensor> weights) {
        /// With respect to the input of a layer.
        Tensor ofData(int layer) {
            return data.get(layer - 1);
        }

        /// With respect to the weights of a layer.
        Tensor ofWeights(int layer) {
            return weights.get(layer - 1);
        }
    }

    /// The gradients with the weights as they are.
    Signals signals() {
        List<Pass> products = new ArrayList<>();
        List<List<Pass>> between = new ArrayList<>();
        Tensor h = Tensor.gaussian(Precision.FLOAT64, Shape.of(EXAMPLES, UNITS), new NumpyRandom(1));
        for (Affine affine : affines) {
            products.add(affine.forward(h, mode()));
            h = products.getLast().output();
            List<Pass> passes = new ArrayList<>();
            for (Layer layer : affine == affines.getLast() ? List.<Layer>of() : hidden()) {
                passes.addFirst(layer.forward(h, mode()));
                h = passes.getFirst().output();
            }
            between.add(passes);
        }
        List<Tensor> data = new ArrayList<>();
        List<Tensor> weights = new ArrayList<>();
        Tensor upstream = Tensor.gaussian(Precision.FLOAT64, h.shape(), new NumpyRandom(2));
        for (int i = affines.size() - 1; i >= 0; i--) {
            for (Pass pass : between.get(i)) {
                upstream = pass.backward(upstream).input();
            }
            Gradients gradients = products.get(i).backward(upstream);
            upstream = gradients.input();
            data.addFirst(upstream);
            weights.addFirst(gradients.of(affines.get(i).parameters().getFirst()));
        }
        return new Signals(data, weights);
    }

    /// What stands behind a product in a hidden layer. Epsilon is as small as KTH's, so that it does not show.
    private List<Layer> hidden() {
        return form == Form.BATCH_NORM
                ? List.of(new BatchNorm(BatchNorm.Settings.KTH, Precision.FLOAT64, Shape.of(1, UNITS), ""), new Relu())
                : List.of(new Relu());
    }

    private static Mode mode() {
        return new Mode.Train(RandomKey.of(0));
    }
}
