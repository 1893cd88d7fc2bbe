package dev.chainrule.lab.run;

import dev.chainrule.data.Batch;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.ObservedLayers;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.layer.Residual;
import dev.chainrule.layer.Sequential;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.LossPass;
import dev.chainrule.model.Model;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Runs a batch through a network and back, as a training step does and to the same bits, and says what each layer did.
public final class SignalProbe {
    private final ObservedLayers layers;
    private final Sequential network;
    private final int bins;
    private final List<LayerSignal> seen = new ArrayList<>();

    /// @param bins of each histogram, at least 1
    public SignalProbe(Model model, int bins) {
        this.layers = new ObservedLayers(model.network(), this::saw);
        this.network = new Sequential(layers.network());
        this.bins = bins;
    }

    /// What came of a batch.
    ///
    /// @param loss of the batch, without penalties
    /// @param gradients of that loss
    /// @param layers what each did; nothing is known of updates
    public record Reading(double loss, Gradients gradients, List<LayerSignal> layers) {}

    private void saw(int place, Layer layer, Tensor output) {
        String name = layer instanceof Residual ? "Residual" : layer.toString();
        seen.add(new LayerSignal(
                place + 1,
                name,
                Distribution.of(output, bins),
                SilentUnits.of(output).share(),
                List.of()));
    }

    /// Runs a batch.
    ///
    /// @param mode training, which updates statistics and draws as each forward pass does
    public Reading read(Batch batch, Loss loss, Mode mode) {
        seen.clear();
        Pass pass = network.forward(batch.x(), mode);
        LossPass data = loss.forward(pass.output(), batch.labels());
        Gradients gradients = pass.parameterGradients(data.dscores());
        List<LayerSignal> signals = new ArrayList<>();
        for (int i = 0; i < seen.size(); i++) {
            LayerSignal signal = seen.get(i);
            signals.add(new LayerSignal(
                    signal.place(),
                    signal.layer(),
                    signal.outputs(),
                    signal.silent(),
                    weights(layers.observed().get(i), gradients)));
        }
        return new Reading(data.value(), gradients, signals);
    }

    /// The parts of a residual have weights of their own.
    private List<WeightSignal> weights(Layer layer, Gradients gradients) {
        return layer instanceof Residual
                ? List.of()
                : layer.parameters().stream()
                        .filter(parameter -> parameter.kind() == Parameter.Kind.WEIGHT && parameter.isTrained())
                        .map(weight -> new WeightSignal(
                                weight.name(),
                                Distribution.of(gradients.of(weight), bins),
                                Optional.empty(),
                                OptionalDouble.empty()))
                        .toList();
    }
}
