package dev.chainrule.layer;

import dev.chainrule.settings.Kebab;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The layers of a network, each of which shows its output to an observer before it goes on, and in a backward pass the
/// gradient with respect to its output.
///
/// They are the network's own: parameters, statistics, places and with them randomness are the same, and so are all
/// bits. The parts of a [Sequential] and of a [Residual] are layers of their own.
public final class ObservedLayers {
    private final List<Layer> observed = new ArrayList<>();
    private final List<List<Integer>> inputs = new ArrayList<>();
    private final List<Layer> network;
    private final Observer observer;
    private final boolean apart;

    /// The place whose output the next layer gets while the network is walked; −1 is the input of the network.
    private int last = -1;

    /// Sees what goes through layers.
    public interface Observer {
        /// Sees the output of a layer.
        ///
        /// @param place in [#observed], from 0 on
        /// @param output valid as long as the pass is
        void saw(int place, Layer layer, Tensor output);

        /// Sees the gradient with respect to the output of a layer.
        ///
        /// @param place in [#observed], from 0 on
        /// @param dy valid as long as the pass is
        /// @return what goes on backward from there: `dy`, or something else in its shape
        default Tensor sawGradient(int place, Layer layer, Tensor dy) {
            return dy;
        }
    }

    /// The layers as they are computed: those that share a pass over memory are one.
    public ObservedLayers(Sequential network, Observer observer) {
        this(network, observer, false);
    }

    private ObservedLayers(Sequential network, Observer observer, boolean apart) {
        this.observer = observer;
        this.apart = apart;
        this.network = network.layers().stream().map(this::watched).toList();
    }

    /// The layers by themselves: those that share a pass over memory are seen one by one, with the same outputs to
    /// the bit.
    public static ObservedLayers apart(Sequential network, Observer observer) {
        return new ObservedLayers(network, observer, true);
    }

    /// The layers of the network that tell what they do.
    public List<Layer> network() {
        return network;
    }

    /// All layers that are observed, in the order in which they are computed.
    public List<Layer> observed() {
        return observed;
    }

    /// What the layers are called, in their order: each by what it is and its number among its kind, such as
    /// `convolution-1`, `batch-norm-1`, `relu-1`.
    public List<String> names() {
        Map<String, Integer> numbers = new HashMap<>();
        return observed.stream()
                .map(layer -> Kebab.of(layer.getClass().getSimpleName().replaceFirst("2d$", "")))
                .map(kind -> kind + "-" + numbers.merge(kind, 1, Integer::sum))
                .toList();
    }

    /// The places whose outputs a layer gets: two for a [Residual], else one; −1 is the input of the network.
    ///
    /// @param place in [#observed]
    public List<Integer> inputs(int place) {
        return inputs.get(place);
    }

    private Layer watched(Layer layer) {
        return switch (layer) {
            case Sequential sequence -> inside(sequence);
            case Residual residual -> ways(residual);
            case BatchNorm norm when apart && norm.isRectified() -> inside(Sequential.of(norm.apart()));
            default -> shown(layer, layer, List.of(last));
        };
    }

    private Layer ways(Residual residual) {
        int start = last;
        Layer body = watched(residual.children().getFirst());
        int end = last;
        last = start;
        Layer shortcut = watched(residual.children().getLast());
        return shown(residual, new Residual(body, shortcut), List.of(end, last));
    }

    private Sequential inside(Sequential sequence) {
        return new Sequential(sequence.layers().stream().map(this::watched).toList());
    }

    private Layer shown(Layer original, Layer computing, List<Integer> from) {
        last = observed.size();
        observed.add(original);
        inputs.add(from);
        return new Shown(last, original, computing, observer);
    }

    /// @param original the network's own layer
    /// @param computing the same, its parts observed
    private record Shown(int place, Layer original, Layer computing, Observer observer) implements Layer {
        @Override
        public Pass forward(Tensor x, Mode mode) {
            Pass pass = computing.forward(x, mode);
            observer.saw(place, original, pass.output());
            return new ShownPass(this, pass);
        }

        @Override
        public Shape outputShape(Shape input) {
            return original.outputShape(input);
        }

        @Override
        public List<Parameter> parameters() {
            return original.parameters();
        }

        @Override
        public List<Buffer> buffers() {
            return original.buffers();
        }
    }

    private record ShownPass(Shown shown, Pass pass) implements Pass {
        @Override
        public Tensor output() {
            return pass.output();
        }

        @Override
        public Gradients backward(Tensor dy) {
            return pass.backward(shown.observer.sawGradient(shown.place, shown.original, dy));
        }

        @Override
        public Gradients parameterGradients(Tensor dy) {
            return pass.parameterGradients(shown.observer.sawGradient(shown.place, shown.original, dy));
        }
    }
}
