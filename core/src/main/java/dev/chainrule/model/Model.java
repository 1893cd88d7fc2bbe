package dev.chainrule.model;

import dev.chainrule.layer.Buffer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.layer.Sequential;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// A network: its settings and its layers.
///
/// @param spec the settings it was built from
/// @param network the layers with their parameters
public record Model(ModelSpec spec, Sequential network) {

    /// The number of classes: how many scores an example gets.
    public int classes() {
        return network.outputShape(spec.input().batchOf(1)).extent(1);
    }

    /// Runs the network forward; see [dev.chainrule.layer.Layer#forward].
    public Pass forward(Tensor x, Mode mode) {
        return network.forward(x, mode);
    }

    /// The scores (N, K) of a batch, in evaluation mode.
    public Tensor scores(Tensor x) {
        return network.forward(x, new Mode.Evaluate()).output();
    }

    /// What training updates or was computed before it.
    public List<Parameter> parameters() {
        return network.parameters();
    }

    /// What is kept beside the parameters.
    public List<Buffer> buffers() {
        return network.buffers();
    }

    /// The number of trained numbers.
    public long parameterCount() {
        return parameters().stream()
                .filter(Parameter::isTrained)
                .mapToLong(parameter -> parameter.value().size())
                .sum();
    }
}
