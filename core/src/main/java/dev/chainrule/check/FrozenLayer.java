package dev.chainrule.check;

import dev.chainrule.layer.Buffer;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Pass;
import dev.chainrule.tensor.Snapshot;
import dev.chainrule.tensor.Tensor;

/// A layer whose buffers, such as running statistics, are put back before each pass, so that passes do not depend on
/// how many there were before.
///
/// @param buffers as they were
record FrozenLayer(Layer layer, Snapshot buffers) {
    /// Keeps the buffers as they are now.
    static FrozenLayer of(Layer layer) {
        return new FrozenLayer(
                layer, Snapshot.of(layer.buffers().stream().map(Buffer::value).toList()));
    }

    Pass forward(Tensor x, Mode mode) {
        buffers.restore();
        return layer.forward(x, mode);
    }
}
