package dev.chainrule.explain;

import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.ObservedLayers;
import dev.chainrule.layer.Pass;
import dev.chainrule.layer.Sequential;
import dev.chainrule.model.Model;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A forward pass in evaluation mode of which every layer's output can be looked at, and a backward pass from anywhere.
///
/// ```java
/// Trace trace = Trace.of(model, x);
/// Tensor shown = trace.output("relu-2");
/// Tensor dx = trace.backward(trace.scoreOf(label));
/// Tensor gradient = trace.gradient("relu-2");
/// ```
///
/// A layer is called by what it is and its number among its kind: `convolution-1`, `batch-norm-1`, `relu-1`,
/// `max-pool-1`, `affine-1`, …, in the order in which they are computed; layers that share a pass over memory are seen
/// one by one. Tensors belong to the [dev.chainrule.tensor.Workspace] that the trace is made in, if it is made in one.
public final class Trace {
    private final List<String> names;
    private final List<Layer> layers;
    private final List<List<Integer>> inputs;
    private final List<Tensor> outputs = new ArrayList<>();
    private final Tensor[] gradients;
    private final Pass pass;
    private Optional<Seed> seed = Optional.empty();

    /// Where a backward pass begins, if not at the scores.
    private record Seed(int place, Tensor dy) {}

    private final class Watcher implements ObservedLayers.Observer {
        @Override
        public void saw(int place, Layer layer, Tensor output) {
            outputs.add(output);
        }

        @Override
        public Tensor sawGradient(int place, Layer layer, Tensor dy) {
            gradients[place] =
                    seed.filter(begin -> begin.place() == place).map(Seed::dy).orElse(dy);
            return gradients[place];
        }
    }

    private Trace(Model model, Tensor x) {
        ObservedLayers observed = ObservedLayers.apart(model.network(), new Watcher());
        this.layers = List.copyOf(observed.observed());
        this.names = observed.names();
        this.inputs =
                IntStream.range(0, layers.size()).mapToObj(observed::inputs).toList();
        this.gradients = new Tensor[layers.size()];
        this.pass = new Sequential(observed.network()).forward(x, new Mode.Evaluate());
    }

    /// Runs a batch forward.
    ///
    /// @param x one example a row
    /// @throws ShapeMismatchException if it does not fit the network
    public static Trace of(Model model, Tensor x) {
        return new Trace(model, x);
    }

    /// What the layers of a network are called, in the order in which they are computed.
    public static List<String> names(Model model) {
        return List.copyOf(model.layersByName().keySet());
    }

    /// The layers of a network in the order of their names.
    public static List<Layer> layers(Model model) {
        return List.copyOf(model.layersByName().values());
    }

    /// What the layers are called, in the order in which they are computed.
    public List<String> names() {
        return names;
    }

    /// The layers, in the order of their names.
    public List<Layer> layers() {
        return layers;
    }

    /// The place of a layer, from 0 on.
    ///
    /// @throws IllegalArgumentException if no layer is called so
    public int place(String layer) {
        return place(layer, names);
    }

    static int place(String layer, List<String> names) {
        int place = names.indexOf(layer);
        if (place < 0) {
            throw new IllegalArgumentException(
                    "Trace: layer '%s' is unknown; expected one of %s".formatted(layer, String.join(", ", names)));
        }
        return place;
    }

    /// The places of the layers whose outputs a layer gets: two for a sum of two ways, else one; −1 stands for the
    /// examples themselves.
    public List<Integer> inputs(int place) {
        return inputs.get(place);
    }

    /// The scores (N, K).
    public Tensor scores() {
        return pass.output();
    }

    /// What a layer computed.
    ///
    /// @throws IllegalArgumentException if no layer is called so
    public Tensor output(String layer) {
        return outputs.get(place(layer));
    }

    /// What the layer at a place computed.
    public Tensor output(int place) {
        return outputs.get(place);
    }

    /// The gradient of the sum over examples of one score each, with respect to the scores: 1 at the class of an
    /// example and 0 elsewhere. Scores of different examples have nothing to do with each other, so one backward
    /// pass from there yields the gradient of each.
    ///
    /// @param classes one an example
    /// @throws IllegalArgumentException if there are more or fewer than examples, or one does not exist
    public Tensor scoreOf(int... classes) {
        Shape shape = scores().shape();
        if (classes.length != shape.extent(0)) {
            throw new IllegalArgumentException("Trace: %s classes do not fit %s examples; expected one each"
                    .formatted(classes.length, shape.extent(0)));
        }
        Tensor dscores = Tensor.zeros(scores().precision(), shape);
        for (int n = 0; n < classes.length; n++) {
            if (classes[n] < 0 || classes[n] >= shape.extent(1)) {
                throw new IllegalArgumentException("Trace: class %s does not fit %s scores; expected 0 to %s"
                        .formatted(classes[n], shape.extent(1), shape.extent(1) - 1));
            }
            dscores.setStored(n * shape.extent(1) + classes[n], 1);
        }
        return dscores;
    }

    /// Goes backward from the scores.
    ///
    /// @param dscores the gradient of something with respect to the scores, (N, K)
    /// @return its gradient with respect to the input, in the shape of the input
    public Tensor backward(Tensor dscores) {
        return pass.backward(dscores).input();
    }

    /// Goes backward from the output of a layer, as if nothing came after it.
    ///
    /// @param dy the gradient of something with respect to the output of that layer
    /// @return its gradient with respect to the input
    /// @throws IllegalArgumentException if no layer is called so
    /// @throws ShapeMismatchException if the gradient has not the shape of the output
    public Tensor backward(String layer, Tensor dy) {
        int place = place(layer);
        ShapeMismatchException.require(
                "Trace",
                "gradient",
                dy,
                "the output of " + layer,
                outputs.get(place).shape());
        seed = Optional.of(new Seed(place, dy));
        try {
            return backward(Tensor.zeros(dy.precision(), scores().shape()));
        } finally {
            seed = Optional.empty();
        }
    }

    /// The gradient with respect to the output of a layer, of what the last backward pass began with.
    ///
    /// @throws IllegalArgumentException if no layer is called so
    /// @throws IllegalStateException before a backward pass
    public Tensor gradient(String layer) {
        Tensor gradient = gradients[place(layer)];
        if (gradient == null) {
            throw new IllegalStateException("Trace: no backward pass has come to " + layer + "; call backward first");
        }
        return gradient;
    }
}
