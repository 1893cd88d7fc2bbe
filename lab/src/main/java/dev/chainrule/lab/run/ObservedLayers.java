package dev.chainrule.lab.run;

import dev.chainrule.layer.Buffer;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.layer.Residual;
import dev.chainrule.layer.Sequential;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// The layers of a network, each of which shows its output to an observer before it goes on.
///
/// They are the network's own: parameters, statistics, places and with them randomness are the same, and so are all
/// bits. The parts of a [Sequential] and of a [Residual] are layers of their own.
final class ObservedLayers {
    private final List<Layer> observed = new ArrayList<>();
    private final List<Layer> network;
    private final Observer observer;

    /// Sees outputs.
    interface Observer {
        /// Sees the output of a layer.
        ///
        /// @param place in [#observed], from 0 on
        /// @param output valid as long as the pass is
        void saw(int place, Layer layer, Tensor output);
    }

    ObservedLayers(Sequential network, Observer observer) {
        this.observer = observer;
        this.network = network.layers().stream().map(this::watched).toList();
    }

    /// The layers of the network that tell what they do.
    List<Layer> network() {
        return network;
    }

    /// All layers that are observed, in the order in which they are computed.
    List<Layer> observed() {
        return observed;
    }

    private Layer watched(Layer layer) {
        return switch (layer) {
            case Sequential sequence -> inside(sequence);
            case Residual residual -> {
                List<Layer> ways = residual.children();
                yield shown(residual, new Residual(watched(ways.getFirst()), watched(ways.getLast())));
            }
            default -> shown(layer, layer);
        };
    }

    private Sequential inside(Sequential sequence) {
        return new Sequential(sequence.layers().stream().map(this::watched).toList());
    }

    private Layer shown(Layer original, Layer computing) {
        observed.add(original);
        return new Shown(observed.size() - 1, original, computing, observer);
    }

    /// @param original the network's own layer
    /// @param computing the same, its parts observed
    private record Shown(int place, Layer original, Layer computing, Observer observer) implements Layer {
        @Override
        public Pass forward(Tensor x, Mode mode) {
            Pass pass = computing.forward(x, mode);
            observer.saw(place, original, pass.output());
            return pass;
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
}
